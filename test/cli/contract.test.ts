import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commandTree, leavesOf, type CommandNode } from '../../src/cli/command-tree.ts';
import { TOP } from '../../src/cli/top.ts';
import { startScriptedUpstream } from '../../src/testing/index.ts';
import { anthropicMessage } from '../../src/testing/scripted/anthropic-bodies.ts';
import { CONTRACT } from './contract.ts';
import { isPlain, newUser, PATIENCE, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

const TREE = await commandTree(TOP);
const LEAVES = leavesOf(TREE).map((leaf) => ({ ...leaf, line: leaf.path.join(' ') }));
const NODES = nodesOf(TREE).map((node) => ({ ...node, line: node.path.join(' ') }));

function nodesOf(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.subCommands.flatMap(nodesOf)];
}

/** The model every row may call. */
let upstream: Awaited<ReturnType<typeof startScriptedUpstream>>;
beforeAll(async () => {
  const reply = { body: anthropicMessage({ text: 'billing', model: 'claude-haiku-5-5' }) };
  upstream = await startScriptedUpstream(Array.from({ length: 20 }, () => reply));
});
afterAll(() => upstream.close());

const KEY = 'sk-ant-contract-0123456789';

function withModel(): Readonly<Record<string, string>> {
  return { ANTHROPIC_API_KEY: KEY, MODICUM_ANTHROPIC_BASE_URL: upstream.url };
}

/** Rows may name the user's folder. */
function inFolder(user: User, args: readonly string[]): readonly string[] {
  return args.map((arg) => arg.replaceAll('FOLDER', user.folder));
}

it('has a row for every command, and no other', () => {
  expect(Object.keys(CONTRACT).toSorted()).toEqual(LEAVES.map(({ line }) => line).toSorted());
});

describe('--json', () => {
  const rows = LEAVES.flatMap((leaf) => {
    const json = CONTRACT[leaf.line]?.json;
    return json === undefined ? [] : [{ ...leaf, json }];
  });

  it.each(rows)('$line has it, or a reason why not', ({ options, json }) => {
    expect(typeof json !== 'string').toBe(options.some(({ name }) => name === 'json'));
  });

  const printing = rows.filter(({ json }) => typeof json !== 'string');
  it.concurrent.each(printing)(
    '$line prints one document with its version, and no key',
    async ({ line, json }) => {
      if (typeof json === 'string') return;
      const clean: (() => Promise<void>)[] = [];
      const user = newUser((one) => clean.push(one));
      try {
        const environment = withModel();
        for (const before of json.before ?? []) await user.run(before, { environment });
        const args = [...line.split(' '), ...inFolder(user, json.args)];
        const { code, stdout, stderr } = await user.run(args, { environment });
        const document = JSON.parse(stdout) as Record<string, unknown>;
        expect(document['version']).toBe(1);
        expect(Object.keys(document)).toEqual(expect.arrayContaining([...json.fields]));
        expect(isPlain(stdout)).toBe(true);
        expect(stdout + stderr).not.toContain(KEY);
        expect(code).toBe(json.code ?? 0);
      } finally {
        for (const one of clean) await one();
      }
    },
  );
});

describe('a mistake', () => {
  const rows = LEAVES.flatMap(({ line }) => {
    const error = CONTRACT[line]?.error;
    return error === undefined ? [] : [{ line, error }];
  });

  it.concurrent.each(rows)(
    '$line tells it on standard error alone, with its code',
    async ({ line, error }) => {
      const clean: (() => Promise<void>)[] = [];
      const user = newUser((one) => clean.push(one));
      try {
        const args = [...line.split(' '), ...inFolder(user, error.args)];
        const { code, stdout, stderr } = await user.run(args);
        expect(stderr).toContain(error.says);
        expect(stderr).not.toMatch(/\n\s+at /);
        expect(isPlain(stderr)).toBe(true);
        expect({ code, stdout }).toEqual({ code: error.code, stdout: '' });
      } finally {
        for (const one of clean) await one();
      }
    },
  );
});

/** Loading one of these is what makes a command slow. */
const HEAVY =
  /src\/modicum\.ts$|src\/gateway\/(handle|server)\.ts$|node_modules\/(undici|zod|yaml)(?=\/)/;

function heavyIn(modules: readonly string[]): readonly string[] {
  return [...new Set(modules.flatMap((url) => HEAVY.exec(url)?.[0] ?? []))];
}

describe('--help', () => {
  const user = newUser(afterAll);
  mkdirSync(join(user.folder, 'modules'));

  it.concurrent.each(NODES)(
    'of modicum $line shows usage, options and an example, and loads no rooms',
    async ({ line, path, options }) => {
      const file = join(user.folder, 'modules', `${path.join('-')}.txt`);
      const environment = {
        NODE_OPTIONS: `--import=${new URL('./report-modules.ts', import.meta.url).href}`,
        MODICUM_MODULES_FILE: file,
      };
      const { code, stdout, stderr } = await user.run([...path, '--help'], { environment });
      const name = ['modicum', ...path].join(' ');
      expect(stdout).toContain(`usage  ${name}`);
      expect(stdout).toContain(`examples\n  ${name}`);
      for (const option of options) expect(stdout).toContain(`--${option.name}`);
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
      const modules = readFileSync(file, 'utf8').split('\n');
      expect(modules.some((url) => url.endsWith('/src/cli/main.ts'))).toBe(true);
      expect(heavyIn(modules)).toEqual([]);
    },
  );

  it('would see a room that is loaded', async () => {
    const file = join(user.folder, 'modules', 'seen.txt');
    const environment = {
      NODE_OPTIONS: `--import=${new URL('./report-modules.ts', import.meta.url).href}`,
      MODICUM_MODULES_FILE: file,
    };
    await user.run(['route', 'hi'], { environment });
    expect(existsSync(file)).toBe(true);
    expect(heavyIn(readFileSync(file, 'utf8').split('\n')).length).toBeGreaterThan(2);
  });
});
