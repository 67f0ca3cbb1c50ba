import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TASK_TYPES } from '../../src/core/task.ts';
import { newUser, type User } from './modicum.ts';

function withPolicy(text: string): User {
  const user = newUser();
  const path = join(user.folder, 'config', 'modicum', 'modicum.yaml');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return user;
}

interface Listed {
  readonly type: string;
  readonly terms: Readonly<Record<string, unknown>>;
  readonly changed: readonly string[];
}

describe('tasks list', () => {
  it('names every task type, and what the policy changes', async () => {
    const user = withPolicy('version: 1\ntasks: { summarize: { floor: 1, retries: 3 } }\n');
    const { stdout } = await user.run(['tasks', 'list', '--json']);
    const { tasks } = JSON.parse(stdout) as { tasks: readonly Listed[] };
    expect(tasks.map(({ type }) => type).toSorted()).toEqual([...TASK_TYPES].toSorted());
    const changed = tasks.filter((task) => task.changed.length > 0);
    expect(changed).toMatchObject([
      {
        type: 'summarize',
        changed: ['floor', 'retries'],
        terms: { tier: 1, floor: 1, retries: 3 },
      },
    ]);
    const table = await user.run(['tasks', 'list']);
    expect(table.stdout).toMatch(/^summarize\* +1 +1–3 +processing +low +buffered /m);
    expect(table.stdout).toMatch(/^irreversible_action +3 +3–3 +judgment +high +streamed /m);
    expect(table.stderr).toContain('your policy changes 1 of them');
  });
});

describe('tasks show', () => {
  it('tells the contract, who says what, and examples', async () => {
    const user = withPolicy('version: 1\ntasks:\n  write_code: { deadline: 90s }\n');
    const { code, stdout } = await user.run(['tasks', 'show', 'code']);
    expect(code).toBe(0);
    expect(stdout).toContain('write_code, also code');
    expect(stdout).toMatch(/deadline +90s +.*modicum\.yaml:3/);
    expect(stdout).toMatch(/retries +the tier's *$/m);
    expect(stdout).toContain('modicum policy set tasks.write_code.tier=3');
  });

  it('suggests a change that would be taken', async () => {
    const user = newUser();
    for (const type of ['summarize', 'credential_change', 'root_cause']) {
      const { stdout } = await user.run(['tasks', 'show', type]);
      const changes = /modicum policy set (.+)/.exec(stdout)?.[1]?.split(' ') ?? [];
      const { code, stderr } = await user.run(['policy', 'set', ...changes, '--dry-run']);
      expect({ type, code, stderr }).toMatchObject({ code: 0 });
    }
  });
});
