import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isExpectedWarning } from '../bin/expected-warning.js';
import { nodeVersionProblem } from '../bin/node-version.js';

const BIN = fileURLToPath(new URL('../bin', import.meta.url));

describe('nodeVersionProblem', () => {
  it.each([
    '22.22.3',
    '22.23.0',
    '22.100.0',
    '24.15.0',
    '24.21.0',
    '25.9.0',
    '25.10.1',
    '26.1.0',
    '26.10.0',
    '27.0.0',
    '30.1.2',
    '24.15.0-nightly20260101',
  ])('takes %s', (version) => {
    expect(nodeVersionProblem(version)).toBeNull();
  });

  it.each([
    '12.22.0',
    '18.20.0',
    '20.20.2',
    '21.7.3',
    '22.0.0',
    '22.22.2',
    '22.9.9',
    '23.11.1',
    '23.99.0',
    '24.0.0',
    '24.14.9',
    '25.0.0',
    '25.8.9',
    '26.0.0',
    '',
    'garbage',
  ])('turns %s away, naming it and what to install', (version) => {
    const problem = nodeVersionProblem(version);
    expect(problem).toContain(`this is Node ${version}`);
    expect(problem).toContain('Install Node 24');
    expect(problem).not.toContain('\n');
  });
});

describe('isExpectedWarning', () => {
  const sqlite = 'SQLite is an experimental feature and might change at any time';
  const types = 'Type Stripping is an experimental feature and might change at any time';
  it.each([
    { warning: sqlite, type: 'ExperimentalWarning', expected: true },
    { warning: types, type: 'ExperimentalWarning', expected: true },
    { warning: sqlite, type: { type: 'ExperimentalWarning' }, expected: true },
    {
      warning: Object.assign(new Error(sqlite), { name: 'ExperimentalWarning' }),
      type: undefined,
      expected: true,
    },
    { warning: sqlite, type: 'DeprecationWarning', expected: false },
    { warning: 'WebTransport is experimental', type: 'ExperimentalWarning', expected: false },
    { warning: 'SQLite file is huge', type: undefined, expected: false },
    { warning: undefined, type: undefined, expected: false },
  ])('$type: $warning is $expected', ({ warning, type, expected }) => {
    expect(isExpectedWarning(warning, type)).toBe(expected);
  });
});

describe('bin/modicum.js', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modicum-bin-'));
    await cp(BIN, join(folder, 'bin'), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('runs dist when there are no sources, as in a published package', async () => {
    await writeProgram('dist/cli/main.js', 'console.log("dist", process.argv.slice(2).join());');
    expect(await runBin(['up', '--port=1'])).toEqual({
      code: 0,
      stdout: 'dist up,--port=1\n',
      stderr: '',
    });
  });

  it('runs the sources in a checkout, even beside an older build', async () => {
    await writeProgram('dist/cli/main.js', 'console.log("dist");');
    await writeProgram('src/cli/main.ts', 'const from: string = "src"; console.log(from);');
    expect(await runBin([])).toEqual({ code: 0, stdout: 'src\n', stderr: '' });
  });

  it('says one sentence and imports nothing on a Node that is too old', async () => {
    await writeProgram('dist/cli/main.js', 'console.log("must not run");');
    const { code, stdout, stderr } = await runBin([], pretendVersion('20.20.2'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`${nodeVersionProblem('20.20.2')}\n`);
  });

  it('hides the two warnings of Node 22 and shows every other one', async () => {
    await writeProgram(
      'dist/cli/main.js',
      `process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
       process.emitWarning('Type Stripping is an experimental feature', 'ExperimentalWarning');
       process.emitWarning('the house is on fire', 'Warning');`,
    );
    const { code, stderr } = await runBin([]);
    expect(code).toBe(0);
    expect(stderr).toContain('the house is on fire');
    expect(stderr).not.toContain('experimental feature');
  });

  it('lets a failing program fail', async () => {
    await writeProgram('dist/cli/main.js', 'process.exitCode = 3;');
    expect(await runBin([])).toEqual({ code: 3, stdout: '', stderr: '' });
  });

  async function writeProgram(path: string, text: string): Promise<void> {
    const file = join(folder, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, text);
  }

  function runBin(args: readonly string[], nodeOptions: readonly string[] = []): Promise<Run> {
    const bin = join(folder, 'bin', 'modicum.js');
    return new Promise((resolve) => {
      execFile(process.execPath, [...nodeOptions, bin, ...args], (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  }
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Node options that make a child believe it is this version. */
function pretendVersion(version: string): readonly string[] {
  const script = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}
