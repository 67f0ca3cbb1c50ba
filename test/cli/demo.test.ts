import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { renderDay } from '../../src/cli/demo/render-day.ts';
import type { Tier } from '../../src/core/tier.ts';
import type { Total } from '../../src/ledger/ledger.ts';
import { inShell, isPlain, newUser, PATIENCE, type Result, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

/** The table, with its sum. */
function tableOf(stdout: string): string {
  return /^task type[^]*?^together.*$/m.exec(stdout)?.[0] ?? '';
}

/** One row: dollars as whole hundredths of a cent. */
function figuresOf(row: string, callsEnd: number) {
  const [spend, baseline, saved] = [...row.matchAll(/(-?)\$(\d+)\.(\d{4})/g)].map(
    ([, sign, whole, fraction]) => Number(`${sign}${whole}${fraction}`),
  );
  const calls = Number(row.slice(0, callsEnd).split(' ').at(-1));
  return { calls, spend: spend ?? NaN, baseline: baseline ?? NaN, saved: saved ?? NaN };
}

const demoFolder = (user: User) => join(user.folder, 'state', 'modicum', 'demo');

const KEY = 'test-key-that-opens-nothing-0123456789';

describe('a demo', () => {
  let user: User;
  let demo: Result;
  const configFile = (name: string) => join(user.folder, 'config', 'modicum', name);

  beforeAll(async () => {
    user = newUser(afterAll);
    mkdirSync(configFile('.'), { recursive: true, mode: 0o700 });
    writeFileSync(configFile('modicum.yaml'), 'nonsense: true\n');
    writeFileSync(configFile('client-key'), 'a-client-key-of-good-length', { mode: 0o600 });
    demo = await user.run(['demo'], { environment: { ANTHROPIC_API_KEY: KEY } });
  });

  it('sends a day through every tier, and its figures add up', () => {
    const { code, stdout, stderr } = demo;
    expect(code).toBe(0);
    expect(isPlain(stdout + stderr)).toBe(true);
    expect(stdout.match(/SIMULATED/g)?.length).toBeGreaterThanOrEqual(3);
    expect(stdout).toContain(
      '96 heartbeats that find nothing to do: they need no model, so they are not sent',
    );
    expect(stderr).toMatch(/^( {2}\d+\/\d+ calls\n)+$/);

    const [titles = '', ...lines] = tableOf(stdout).split('\n');
    const callsEnd = titles.indexOf('calls') + 'calls'.length;
    const rows = lines.map((line) => figuresOf(line, callsEnd));
    const all = rows.at(-1);
    const sum = (pick: (row: ReturnType<typeof figuresOf>) => number) =>
      rows.slice(0, -1).reduce((total, row) => total + pick(row), 0);
    expect(rows.length).toBeGreaterThan(8);
    expect(stdout).toContain(`${all?.calls} calls through the Anthropic and OpenAI SDKs`);
    expect(sum(({ calls }) => calls)).toBe(all?.calls);
    // Each row is rounded by half a hundredth of a cent at most.
    for (const pick of ['spend', 'baseline', 'saved'] as const) {
      expect(Math.abs(sum((row) => row[pick]) - (all?.[pick] ?? NaN))).toBeLessThanOrEqual(
        rows.length / 2,
      );
    }
    for (const { spend, baseline, saved } of rows)
      expect(Math.abs(baseline - spend - saved)).toBeLessThanOrEqual(1);
    for (const line of tableOf(stdout).split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(stdout).toMatch(/(?:credential_change|production_deploy) .+ -\$0\.\d{4} +-\d+ %/);
    expect(stdout).toMatch(/^format_convert +none +1 /m);
    expect(stdout).toContain('negative: the highest stakes go to a tier that costs more');
  });

  it('leaves a ledger of its own to look at', async () => {
    const { stdout } = demo;
    const tail = await user.run(['ledger', 'tail', '--demo', '-n', '1000']);
    expect(tail.stdout).toMatch(/^ SIMULATED /);
    for (const line of tail.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    const callId = /^(call_\w+) /m.exec(stdout)?.[1] ?? '';
    const receipt = (await user.run(['explain', callId, '--demo'])).stdout;
    expect(stdout).toContain(receipt);
    const head = await inShell(
      user,
      `"$NODE" "$BIN" ledger tail --demo -n 1000 --json | head -n 2`,
    );
    expect(head).toEqual({ code: 0, stdout: '{\n  "version": 1,\n', stderr: '' });
    expect(existsSync(join(user.folder, 'state', 'modicum', 'ledger.sqlite'))).toBe(false);
    expect(statSync(demoFolder(user)).mode & 0o077).toBe(0);
  });

  it('touches neither policy nor ledger nor key of the user, and offers what it found', () => {
    expect(demo.stdout).toContain(
      'Found: ANTHROPIC_API_KEY is set, you have a modicum.yaml. None of it was used.',
    );
    expect(demo.stdout).not.toContain('not served');
    expect(readFileSync(configFile('modicum.yaml'), 'utf8')).toBe('nonsense: true\n');
    expect(readdirSync(join(user.folder, 'state', 'modicum'))).toEqual(['demo']);
    for (const run of readdirSync(demoFolder(user))) {
      for (const name of readdirSync(join(demoFolder(user), run))) {
        expect(readFileSync(join(demoFolder(user), run, name), 'latin1')).not.toContain(KEY);
      }
    }
  });

  it('gives the same day for the same seed, another for another, side by side, for people and programs', async () => {
    const other = newUser();
    const [told, data] = await Promise.all([
      other.run(['demo', '--seed', '7']),
      other.run(['demo', '--seed', '7', '--json']),
    ]);
    expect([told.code, data.code]).toEqual([0, 0]);
    expect(tableOf(told.stdout)).toMatch(/^task type/);
    expect(tableOf(told.stdout)).not.toBe(tableOf(demo.stdout));
    const document = JSON.parse(data.stdout) as {
      readonly baselineTier: Tier;
      readonly sent: number;
      readonly totals: readonly Total[];
    };
    const fields = ['version', 'simulated', 'baselineTier', 'sent', 'unserved', 'totals'];
    expect(Object.keys(document)).toEqual(fields);
    expect(document).toMatchObject({ version: 1, simulated: true, unserved: [] });
    expect(told.stdout).toContain(`${document.sent} calls through the Anthropic and OpenAI SDKs`);
    expect(tableOf(told.stdout)).toBe(tableOf(renderDay(document.totals, document.baselineTier)));
    expect(readdirSync(demoFolder(other)).length).toBeGreaterThan(1);
  });
});

describe('demo', () => {
  it('with --keep stays until Ctrl-C, and ends with 0; what ended demos left is gone', async () => {
    const user = newUser();
    const ended = join(demoFolder(user), '1700000000000-999999999');
    mkdirSync(ended, { recursive: true, mode: 0o700 });
    chmodSync(join(user.folder, 'state', 'modicum'), 0o700);
    const demo = user.start(['demo', '--keep']);
    const said = await demo.says('until Ctrl-C');
    const url = /stays at (http:\/\/127\.0\.0\.1:\d+) until/.exec(said)?.[1];
    const ready = (await (await fetch(`${url}/readyz`)).json()) as object;
    expect(ready).toMatchObject({ status: 'ready', simulated: true });
    expect(readdirSync(demoFolder(user))).toHaveLength(1);
    expect(existsSync(ended)).toBe(false);
    expect((await user.run(['explain', '--demo'])).stdout).toContain('SIMULATED');
    demo.child.kill('SIGINT');
    expect((await demo.ended()).code).toBe(0);
  });

  it('with --real uses the real policy alone, and says what was not served, with 4', async () => {
    const { code, stdout } = await newUser().run(['demo', '--real']);
    expect(stdout).toContain('8 real calls, by the built-in policy:');
    expect(stdout.match(/not served/g)).toHaveLength(8);
    expect(stdout).not.toContain('SIMULATED');
    expect(code).toBe(4);
  });
});
