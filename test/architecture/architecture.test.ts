import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MAY_IMPORT, RULES } from './rules.ts';
import { parseSource, readSources } from './source-file.ts';
import type { SourceText } from './source-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['src', 'dashboard'].filter((folder) => existsSync(`${ROOT}/${folder}`));
const FILES = FOLDERS.flatMap((folder) => readSources(ROOT, folder)).map(parseSource);

describe('the house', () => {
  it.each(RULES)('$name', (rule) => {
    expect(rule.violations(FILES)).toEqual([]);
  });
});

// A checker that sees nothing finds nothing wrong.
describe('the checker looked', () => {
  const folders = readdirSync(`${ROOT}/src`, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );

  it.each(folders.map((entry) => entry.name))('into every file of src/%s', (folder) => {
    const onDisk = readdirSync(`${ROOT}/src/${folder}`, {
      recursive: true,
      encoding: 'utf8',
    }).filter((name) => name.endsWith('.ts') && !/\.(test|conformance|d)\.ts$/.test(name));
    const seen = FILES.filter((file) => file.path.startsWith(`src/${folder}/`));
    expect(seen.length).toBe(onDisk.length);
    expect(seen.length).toBeGreaterThan(0);
  });

  it('at every room that has rules', () => {
    const seen = new Set(FILES.map((file) => file.room));
    const pure = ['core', 'wire', 'classify', 'validate'];
    const adapters = ['provider', 'ledger', 'config'];
    expect(
      [...pure, ...adapters, 'gateway', 'cli', 'testing'].filter((room) => !seen.has(room)),
    ).toEqual([]);
    expect([...seen].filter((room) => room !== 'dashboard' && !(room in MAY_IMPORT))).toEqual([]);
  });

  it('at hundreds of imports of every kind', () => {
    const imports = FILES.flatMap((file) => file.imports);
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.filter((found) => found.kind === 'type').length).toBeGreaterThan(100);
    expect(imports.filter((found) => found.kind === 'static').length).toBeGreaterThan(100);
    expect(imports.filter((found) => found.target !== null).length).toBeGreaterThan(200);
  });

  it('and every relative import leads to a file', () => {
    const missing = FILES.flatMap((file) => file.imports).filter(
      ({ target }) => target !== null && !existsSync(`${ROOT}/${target}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('each rule fails on a planted defect', () => {
  const ROOMS = RULES[0]?.name ?? '';
  const PACKAGES = 'pure rooms import no package, and each package has one home';
  const PUBLISHED = 'only runtime dependencies are imported outright';
  const CONCRETE = 'only the composition roots choose concrete adapters';
  const PURE = 'pure rooms name no clock, chance, network, disk, environment or console';
  const READABLE = 'every import can be read';
  const CYCLES = 'imports never circle, types included';
  const DASHBOARD = 'the dashboard knows the gateway by the types of its API alone';

  it.each([
    plant(ROOMS, 'src/core/route.ts', "import { x } from '../wire/dialect.ts';"),
    plant(ROOMS, 'src/core/route.ts', "import type { X } from '../wire/dialect.ts';"),
    plant(ROOMS, 'src/core/route.ts', "export { x } from '../wire/dialect.ts';"),
    plant(ROOMS, 'src/core/route.ts', "export type { X } from '../wire/dialect.ts';"),
    plant(ROOMS, 'src/core/route.ts', "export * from '../wire/dialect.ts';"),
    plant(ROOMS, 'src/core/route.ts', "const x = await import('../wire/dialect.ts');"),
    plant(ROOMS, 'src/core/route.ts', "let x: import('../wire/dialect.ts').Dialect;"),
    plant(ROOMS, 'src/core/route.ts', "const x = require('../wire/dialect.ts');"),
    plant(ROOMS, 'src/core/route.ts', "import '../wire/dialect.ts';"),
    plant(ROOMS, 'src/wire/deep/er/a.ts', "import { x } from '../../../classify/index.ts';"),
    plant(ROOMS, 'src/classify/a.ts', "import { x } from '../validate/index.ts';"),
    plant(ROOMS, 'src/validate/a.ts', "import { x } from '../wire/sse.ts';"),
    plant(ROOMS, 'src/ledger/a.ts', "import { x } from '../provider/provider.ts';"),
    plant(ROOMS, 'src/provider/a.ts', "import { x } from '../config/a.ts';"),
    plant(ROOMS, 'src/config/a.ts', "import { x } from '../wire/a.ts';"),
    plant(ROOMS, 'src/gateway/a.ts', "import { x } from '../cli/main.ts';"),
    plant(ROOMS, 'src/gateway/a.ts', "import { x } from '../insight/a.ts';"),
    plant(ROOMS, 'src/gateway/a.ts', "import { x } from '../testing/index.ts';"),
    plant(ROOMS, 'src/testing/a.ts', "import { x } from '../gateway/a.ts';"),
    plant(ROOMS, 'src/testing/a.ts', "import { x } from '../ledger/rows.ts';"),
    plant(ROOMS, 'src/modicum.ts', "import { x } from './cli/main.ts';"),
    plant(ROOMS, 'src/utils/a.ts', "import { x } from '../core/a.ts';"),
    plant(ROOMS, 'src/core/a.ts', "import { x } from '../../test/a.ts';"),
    plant(PACKAGES, 'src/wire/a.ts', "import { readFileSync } from 'node:fs';"),
    plant(PACKAGES, 'src/core/a.ts', "import type { z } from 'zod';"),
    plant(PACKAGES, 'src/gateway/a.ts', "import { request } from 'undici';"),
    plant(PACKAGES, 'src/gateway/a.ts', "import { DatabaseSync } from 'node:sqlite';"),
    plant(PUBLISHED, 'src/cli/demo.ts', "import OpenAI from 'openai';"),
    plant(PUBLISHED, 'src/provider/a.ts', "import type { X } from '@anthropic-ai/sdk';"),
    plant(CONCRETE, 'src/gateway/a.ts', "import { x } from '../ledger/sqlite-ledger.ts';"),
    plant(CONCRETE, 'src/index.ts', "export { x } from './config/load-policy.ts';"),
    plant(CONCRETE, 'src/batch/a.ts', "const x = await import('../provider/upstream-client.ts');"),
    plant(PURE, 'src/core/a.ts', 'export const a = Date.now();'),
    plant(PURE, 'src/core/a.ts', "export const a = Date['now']();"),
    plant(PURE, 'src/core/a.ts', 'export const a = new Date();'),
    plant(PURE, 'src/wire/a.ts', 'export const a = () => Math.random();'),
    plant(PURE, 'src/wire/a.ts', "export const a = Buffer.from('');"),
    plant(PURE, 'src/classify/a.ts', 'export const a = process.env;'),
    plant(PURE, 'src/classify/a.ts', 'export const { env } = process;'),
    plant(PURE, 'src/classify/a.ts', 'export const a = { process };'),
    plant(PURE, 'src/validate/a.ts', 'console.log(1);'),
    plant(PURE, 'src/validate/a.ts', 'setTimeout(() => {}, 1);'),
    plant(PURE, 'src/validate/a.ts', "void fetch('http://x');"),
    plant(PURE, 'src/core/a.ts', 'export const a = globalThis;'),
    plant(PURE, 'src/core/a.ts', 'export const a = crypto.randomUUID();'),
    plant(READABLE, 'src/cli/a.ts', 'const x = await import(name);'),
    plant(CYCLES, 'src/core/a.ts', "import type { A } from './a.ts';"),
    plant(DASHBOARD, 'dashboard/a.tsx', "import { x } from '../src/gateway/api.ts';"),
    plant(DASHBOARD, 'dashboard/a.tsx', "import type { X } from '../src/core/tier.ts';"),
  ])('$name: $path: $text', ({ name, path, text }) => {
    expect(brokenRules([{ path, text }])).toEqual([name]);
  });

  it('finds a circle through three files, once, types included', () => {
    const files = [
      { path: 'src/core/a.ts', text: "import type { B } from './b.ts';" },
      { path: 'src/core/b.ts', text: "export { c } from './c.ts';" },
      { path: 'src/core/c.ts', text: "import { a } from './a.ts'; import './d.ts';" },
      { path: 'src/core/d.ts', text: '' },
    ].map(parseSource);
    expect(RULES.flatMap((rule) => rule.violations(files))).toEqual([
      'a circle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts',
    ]);
  });

  it.each([
    [
      'src/core/a.ts',
      "// import { x } from '../wire/a.ts';\nexport const text = \"import 'node:fs'\";",
    ],
    ['src/core/a.ts', 'export const a = { process: 1, console: 2 }; export const b = a.process;'],
    ['src/core/a.ts', 'export const a = (at: number) => new Date(at);'],
    ['src/wire/a.ts', 'const a = /import("x")/; export const b = `${a} process`;'],
    ['src/wire/sub/a.ts', "import { x } from '../a.ts'; import { y } from '../../core/b.ts';"],
    ['src/provider/a.ts', "import { request } from 'undici'; import { x } from '../wire/a.ts';"],
    ['src/ledger/index.ts', "import { x } from './sqlite-ledger.ts'; import 'node:sqlite';"],
    ['src/testing/a.ts', "import type { L } from '../ledger/ledger.ts'; import 'node:http';"],
    ['src/modicum.ts', "import { x } from './ledger/sqlite-ledger.ts';"],
    ['src/cli/a.ts', "import { x } from '../config/load-policy.ts'; import 'citty';"],
    ['src/cli/demo.ts', "const { OpenAI } = await import('openai');"],
    ['dashboard/a.tsx', "import { type X } from '../src/gateway/api.ts'; import 'preact';"],
  ])('and lets what is allowed pass: %s: %s', (path, text) => {
    expect(brokenRules([{ path, text }])).toEqual([]);
  });
});

function plant(name: string, path: string, text: string) {
  return { name, path, text };
}

function brokenRules(texts: readonly SourceText[]): readonly string[] {
  const files = texts.map(parseSource);
  return RULES.filter((rule) => rule.violations(files).length > 0).map((rule) => rule.name);
}
