import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closingLine } from './closing-line-reporter.ts';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const REPORTER = fileURLToPath(new URL('closing-line-reporter.ts', import.meta.url));

describe('closingLine', () => {
  it.each([
    {
      counts: { passed: 3, failed: 0, skipped: 1 },
      exit: 0,
      line: '3 passed, 0 failed, 1 skipped',
    },
    {
      counts: { passed: 3, failed: 2, skipped: 0 },
      exit: 1,
      line: '3 passed, 2 failed, 0 skipped',
    },
    {
      counts: { passed: 3, failed: 0, skipped: 0 },
      exit: 1,
      line: '3 passed, 1 failed, 0 skipped',
    },
    { counts: null, exit: 1, line: '0 passed, 1 failed, 0 skipped' },
  ])('$line', ({ counts, exit, line }) => {
    expect(closingLine(counts, exit)).toBe(line);
  });
});

describe('a real run', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modicum-reporter-'));
    await writeFile(
      join(folder, 'vitest.config.ts'),
      `import { ClosingLineReporter } from ${JSON.stringify(REPORTER)};
       export default {
         test: { globals: true, reporters: ['default', new ClosingLineReporter()] },
       };`,
    );
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('counts passed, failed and skipped tests', async () => {
    await write(
      'a.test.js',
      "test('a', () => {}); test.skip('b', () => {}); describe.skip('c', () => { test('d', () => {}) });",
    );
    await write('b.test.js', "test('a', () => { throw new Error('no') }); test('b', () => {});");
    expect(await lastLine()).toBe('2 passed, 1 failed, 2 skipped');
  });

  it('counts a file that cannot be loaded', async () => {
    await write('a.test.js', "import './missing.js'; test('a', () => {});");
    await write('b.test.js', "test('a', () => {});");
    expect(await lastLine()).toBe('1 passed, 1 failed, 0 skipped');
  });

  it('counts a rejection that no test waited for', async () => {
    await write('a.test.js', "test('a', () => { void Promise.reject(new Error('left behind')) });");
    expect(await lastLine()).toBe('1 passed, 1 failed, 0 skipped');
  });

  it('is red when there was nothing to run', async () => {
    expect(await lastLine()).toBe('0 passed, 1 failed, 0 skipped');
  });

  async function write(name: string, text: string): Promise<void> {
    await writeFile(join(folder, name), text);
  }

  function lastLine(): Promise<string | undefined> {
    const args = [VITEST, 'run', '--root', folder];
    // Without the marks a worker of this run leaves, which would make the child a worker too.
    const env = { PATH: process.env['PATH'], CI: '1' };
    return new Promise((resolve) => {
      execFile(process.execPath, args, { env }, (_error, stdout) => {
        resolve(stdout.trimEnd().split('\n').at(-1));
      });
    });
  }
});
