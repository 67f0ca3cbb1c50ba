import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONFIGURATION = ['.oxlintrc.json', 'tsconfig.json', 'tsconfig.pure.json', 'package.json'];

/** What the linter must say about one planted file: the rule, for each defect in it. */
const DEFECTS: readonly { path: string; text: string; rules: readonly string[] }[] = [
  {
    path: 'src/core/a.ts',
    text: "import { x } from '../wire/x.ts';\nx();",
    rules: ['no-restricted-imports'],
  },
  {
    path: 'src/core/b.ts',
    text: "import type { X } from '../wire/x.ts';\nexport type Y = X;",
    rules: ['no-restricted-imports'],
  },
  {
    path: 'src/wire/a.ts',
    text: "import { readFileSync } from 'node:fs';\nreadFileSync('');",
    rules: ['no-restricted-imports'],
  },
  {
    path: 'src/classify/deep/a.ts',
    text: "import { x } from '../../validate/x.ts';\nx();",
    rules: ['no-restricted-imports'],
  },
  {
    path: 'src/ledger/a.ts',
    text: "import { x } from '../provider/x.ts';\nx();",
    rules: ['no-restricted-imports'],
  },
  {
    path: 'src/gateway/a.ts',
    text: "import { x } from '../ledger/sqlite-ledger.ts';\nx();",
    rules: ['no-restricted-imports'],
  },
  {
    path: 'src/gateway/b.ts',
    text: "import { x } from '../cli/main.ts';\nx();",
    rules: ['no-restricted-imports'],
  },
  {
    path: 'src/testing/a.ts',
    text: "import { x } from '../ledger/rows.ts';\nx();",
    rules: ['no-restricted-imports'],
  },
  {
    path: 'src/validate/a.ts',
    text: 'export const now = Date.now();',
    rules: ['no-restricted-properties'],
  },
  {
    path: 'src/core/c.ts',
    text: 'export const id = process.pid;',
    rules: ['no-restricted-globals'],
  },
  { path: 'src/gateway/c.ts', text: "console.log('a');", rules: ['no-console'] },
  { path: 'src/gateway/d.ts', text: 'export const a: any = 1;', rules: ['no-explicit-any'] },
  {
    path: 'src/gateway/e.ts',
    text: 'async function a() {}\na();',
    rules: ['no-floating-promises'],
  },
  {
    path: 'src/gateway/f.ts',
    text: 'export const a = [1].filter(async () => true);',
    rules: ['no-misused-promises'],
  },
  {
    path: 'src/gateway/g.ts',
    text: 'export const used = 1;\nconst unused = 2;',
    rules: ['no-unused-vars'],
  },
  {
    path: 'src/gateway/h.test.ts',
    text: "import { it } from 'vitest';\nit.only('a', () => {});",
    rules: ['no-focused-tests'],
  },
  { path: 'src/gateway/i.ts', text: "import { x } from '../core/x.ts';\nx();", rules: [] },
  {
    path: 'src/modicum.ts',
    text: "import { x } from './ledger/sqlite-ledger.ts';\nx();",
    rules: [],
  },
  {
    path: 'src/core/d.test.ts',
    text: "import { readFileSync } from 'node:fs';\nreadFileSync(`${Date.now()}`);",
    rules: [],
  },
];

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'modicum-guards-')));
  for (const name of CONFIGURATION) await cp(join(ROOT, name), join(folder, name));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await plant('src/pure-globals.d.ts', 'declare class TextEncoder {}');
  for (const name of ['core', 'wire', 'classify', 'validate', 'provider']) {
    await plant(`src/${name}/x.ts`, 'export interface X { a: 1 }\nexport function x(): void {}');
  }
  for (const path of ['src/ledger/sqlite-ledger.ts', 'src/ledger/rows.ts', 'src/cli/main.ts']) {
    await plant(path, 'export function x(): void {}');
  }
  for (const { path, text } of DEFECTS) await plant(path, text);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the linter, with the configuration of the project', () => {
  let findings: readonly Finding[];

  beforeAll(async () => {
    const report = await run('oxlint/bin/oxlint', ['--type-aware', '--format', 'json', 'src']);
    findings = (JSON.parse(report) as { diagnostics: readonly Finding[] }).diagnostics;
  });

  it.each(DEFECTS)('$path: $rules', ({ path, rules }) => {
    const found = findings.filter((finding) => finding.filename === path);
    expect(found.map(({ code }) => code.replace(/^.*\((.*)\)$/, '$1'))).toEqual(rules);
  });

  it('gives the reason', () => {
    const finding = findings.find((each) => each.filename === 'src/ledger/a.ts');
    expect(finding?.help).toContain('knows no other adapter');
  });
});

describe('the second compiler configuration', () => {
  it.each(['process.pid', 'fetch', 'Buffer', 'setTimeout', 'console', "import('node:fs')"])(
    'knows no %s in a pure room',
    async (expression) => {
      await rm(join(folder, 'src'), { recursive: true });
      await plant('src/pure-globals.d.ts', 'declare class TextEncoder {}');
      await plant('src/validate/a.ts', 'export const encoder = new TextEncoder();');
      expect(await compile()).toBe('');
      await plant('src/validate/b.ts', `export const planted = ${expression};`);
      expect(await compile()).toContain('src/validate/b.ts(1,');
    },
  );
});

interface Finding {
  readonly filename: string;
  readonly code: string;
  readonly help?: string;
}

async function plant(path: string, text: string): Promise<void> {
  await mkdir(join(folder, dirname(path)), { recursive: true });
  await writeFile(join(folder, path), `${text}\n`);
}

function compile(): Promise<string> {
  return run('typescript/bin/tsc', ['-p', 'tsconfig.pure.json', '--pretty', 'false']);
}

function run(tool: string, args: readonly string[]): Promise<string> {
  const script = join(ROOT, 'node_modules', tool);
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: folder }, (_error, stdout) => {
      resolve(stdout);
    });
  });
}
