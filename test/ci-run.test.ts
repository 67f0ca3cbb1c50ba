import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../.ci/run', import.meta.url));
const STEPS = [
  'ci',
  'run lint',
  'run format:check',
  'run typecheck',
  'run test:architecture',
  'test',
  'run build',
  'run demo',
];

describe('.ci/run', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'modicum-ci-')));
    await mkdir(join(folder, 'repo/.ci'), { recursive: true });
    await mkdir(join(folder, 'bin'));
    await cp(SCRIPT, join(folder, 'repo/.ci/run'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('takes every step at the root of the repository and is green when all are', async () => {
    await fakeNpm({ counts: '12 passed, 0 failed, 1 skipped' });
    const { code, lines } = await run();
    expect(code).toBe(0);
    expect(lines.filter((line) => line.startsWith('npm '))).toEqual(
      STEPS.map((step) => `npm ${step} in ${folder}/repo`),
    );
    expect(lines.at(-1)).toBe('12 passed, 0 failed, 1 skipped');
  });

  it('goes on after a failed step and adds it to the failed tests', async () => {
    await fakeNpm({ counts: '12 passed, 0 failed, 1 skipped', failing: ['run lint', 'run demo'] });
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('npm '))).toHaveLength(STEPS.length);
    expect(lines.slice(-2)).toEqual(['failed: lint demo', '12 passed, 2 failed, 1 skipped']);
  });

  it('counts failed tests once', async () => {
    await fakeNpm({ counts: '12 passed, 3 failed, 0 skipped', failing: ['test', 'run build'] });
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('12 passed, 4 failed, 0 skipped');
  });

  it('is red when the tests never said how they went', async () => {
    await fakeNpm({ counts: 'killed', failing: ['test'] });
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });

  it('is red when the tests say nothing and call it a success', async () => {
    await fakeNpm({ counts: '' });
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });

  async function fakeNpm(say: { counts: string; failing?: readonly string[] }): Promise<void> {
    const failing = (say.failing ?? []).map((step) => `"${step}"`).join('|');
    const script = `#!/usr/bin/env bash
echo "npm $* in $PWD"
if [ "$*" = test ]; then echo '${say.counts}'; fi
case "$*" in ${failing || 'none'}) exit 1 ;; esac
`;
    await writeFile(join(folder, 'bin/npm'), script, { mode: 0o755 });
  }

  function run(): Promise<{ code: number; lines: readonly string[] }> {
    const env = { PATH: `${folder}/bin:${process.env['PATH']}` };
    const options = { env, cwd: tmpdir() };
    return new Promise((resolve) => {
      execFile(join(folder, 'repo/.ci/run'), options, (error, stdout) => {
        resolve({ code: error ? Number(error.code) : 0, lines: stdout.trimEnd().split('\n') });
      });
    });
  }
});
