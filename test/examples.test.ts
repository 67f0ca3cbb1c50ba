import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const EXAMPLES = new URL('../examples/', import.meta.url);
const SHARED = 'example.ts';
const FILES = readdirSync(EXAMPLES).filter((name) => name.endsWith('.ts') && name !== SHARED);

/** In each example something that decides a claim, and what would make that claim false. */
const PLANTED: Readonly<Record<string, { readonly from: string; readonly to: string }>> = {
  'agent-heartbeat.ts': { from: 'background: true', to: 'background: true, minTier: 1' },
  'anthropic-sdk.ts': { from: "task: 'classify',", to: "task: 'classify', minTier: 1," },
  'openai-sdk.ts': { from: "task: 'extract',", to: "task: 'extract', minTier: 2," },
  'tool-dispatch.ts': { from: "command: 'git push --force origin main'", to: "command: 'ls'" },
  'wrapped-client.ts': { from: "model: 'modicum/tier-1'", to: "model: 'modicum/tier-2'" },
};

interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** What it left in its home and its temporary folder. */
  readonly left: readonly string[];
}

/** As a user starts it, but with nothing of this machine's: no key, no settings, no home. */
function run(path: string): Promise<Ended> {
  const home = mkdtempSync(join(tmpdir(), 'modicum-example-'));
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: home };
  return new Promise((resolve) => {
    // Node 22 says of its SQLite that it is experimental; what else stands there is ours.
    const quiet = '--disable-warning=ExperimentalWarning';
    execFile(process.execPath, [quiet, path], { env, cwd: home }, (error, stdout, stderr) => {
      const left = readdirSync(home);
      rmSync(home, { recursive: true, force: true });
      resolve({ code: error?.code ?? 0, stdout, stderr, left });
    });
  });
}

/** A copy elsewhere with one thing changed; what it imports is still found. */
function planted(name: string): string {
  const { from = '', to = '' } = PLANTED[name] ?? {};
  const source = readFileSync(new URL(name, EXAMPLES), 'utf8');
  expect(source.split(from), 'the planted place stands there once').toHaveLength(2);
  const folder = mkdtempSync(join(tmpdir(), 'modicum-planted-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  const resolved = source
    .replace(from, to)
    .replaceAll(
      /from '(\.{1,2}\/[^']+)'/g,
      (_all, file: string) => `from '${new URL(file, EXAMPLES).href}'`,
    )
    .replaceAll(
      /from '(openai|@anthropic-ai\/sdk)'/g,
      (_all, sdk: string) => `from '${import.meta.resolve(sdk)}'`,
    );
  writeFileSync(path, resolved);
  return path;
}

describe.each(FILES)('examples/%s', (name) => {
  it('holds what it claims', async () => {
    const { code, stdout, stderr, left } = await run(fileURLToPath(new URL(name, EXAMPLES)));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(left).toEqual([]);
    expect(stdout).toContain('SIMULATED');
    expect(stdout.match(/^ {2}true: /gm)?.length).toBeGreaterThanOrEqual(4);
  });

  it('ends loudly when a claim is false', async () => {
    const { code, stderr } = await run(planted(name));
    expect(stderr).toContain('FALSE: ');
    expect(code).toBe(1);
  });

  it('begins with five lines that say what it is', () => {
    const lines = readFileSync(new URL(name, EXAMPLES), 'utf8').split('\n');
    expect(lines.findIndex((line) => !line.startsWith('// '))).toBe(5);
    expect(lines[1]).toBe(`// Run: npx node examples/${name}`);
  });
});

it('each example has a planted fault, and a row in the README', () => {
  expect(FILES).toEqual(Object.keys(PLANTED));
  const readme = readFileSync(new URL('README.md', EXAMPLES), 'utf8');
  const rows = [...readme.matchAll(/^\| \[`([\w-]+\.ts)`\]\(\1\)/gm)].map(([, name = '']) => name);
  expect(rows.toSorted()).toEqual(FILES.toSorted());
});
