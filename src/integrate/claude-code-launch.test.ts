import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepareLaunch } from './claude-code-launch.ts';

const OURS = { ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-launch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function prepare(words: readonly string[], { hasSecret = false, folder = newFolder() } = {}) {
  const stateFolder = join(folder, 'state');
  const launch = prepareLaunch({ words, variables: OURS, hasSecret, folder, stateFolder });
  const [flag, value = '', ...rest] = launch.args;
  const json: unknown = JSON.parse(value.startsWith('{') ? value : readFileSync(value, 'utf8'));
  return { flag, value, rest, json, launch, stateFolder };
}

describe('the arguments of a launch', () => {
  it.each([
    [[], { env: OURS }, []],
    [['-p', 'hi'], { env: OURS }, ['-p', 'hi']],
    [
      ['-p', '--settings', '{"a":1,"env":{"B":"2","ANTHROPIC_BASE_URL":"http://other"}}', 'hi'],
      { a: 1, env: { B: '2', ...OURS } },
      ['-p', 'hi'],
    ],
    [['--settings={"a":1}', '--settings', '{"b":2}'], { b: 2, env: OURS }, []],
    [['--settings', '{"env":[]}'], { env: OURS }, []],
    [['--', '--settings', 'text'], { env: OURS }, ['--', '--settings', 'text']],
  ])('%j', (words, settings, others) => {
    const { flag, json, rest, stateFolder } = prepare(words);
    expect({ flag, json, rest }).toEqual({ flag: '--settings', json: settings, rest: others });
    expect(existsSync(stateFolder)).toBe(false);
  });

  it.each(['{"a":', '[1]', 'nowhere.json', ''])(
    'names settings %j that cannot be read',
    (given) => {
      expect(() => prepare(['--settings', given])).toThrow('given with --settings cannot be read');
    },
  );
});

describe('a secret', () => {
  it('goes into a file of its owner alone, which is taken away', () => {
    const { value, json, launch, stateFolder } = prepare([], { hasSecret: true });
    expect(json).toEqual({ env: OURS });
    expect(statSync(value).mode & 0o777).toBe(0o600);
    launch.clean();
    launch.clean();
    expect(readdirSync(stateFolder)).toEqual([]);
  });

  it('of a settings file is not put on the command line either', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'mine.json'), '\uFEFF{"env":{"TOKEN":"secret"}}');
    const { launch, json } = prepare(['--settings', 'mine.json'], { folder });
    expect(json).toEqual({ env: { TOKEN: 'secret', ...OURS } });
    expect(launch.args.join(' ')).not.toContain('secret');
  });

  it('that a killed launch left behind goes with the next one; one in use stays', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'state'), { mode: 0o700 });
    const [dead, alive] = ['code-999999999.json', 'code-1.json'];
    for (const name of [dead, alive]) writeFileSync(join(folder, 'state', name), '{}');
    const { stateFolder } = prepare([], { hasSecret: true, folder });
    expect(readdirSync(stateFolder).toSorted()).toEqual([alive, `code-${process.pid}.json`]);
  });
});
