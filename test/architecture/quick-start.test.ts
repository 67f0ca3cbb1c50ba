import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseSource, readSources } from './source-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILES = new Map(
  readSources(ROOT, 'src').map((source) => [source.path, parseSource(source)] as const),
);
const COMMANDS = [...FILES.keys()].filter((path) => /^src\/cli\/commands\/\w+\.ts$/.test(path));

/** Every file that is loaded before the first line of this one runs. */
function loadedWith(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { target, kind } of FILES.get(path)?.imports ?? []) {
    if (target !== null && (kind === 'static' || kind === 're-export')) loadedWith(target, seen);
  }
  return seen;
}

it.each(['src/cli/main.ts', ...COMMANDS])('%s answers for help without the gateway', (path) => {
  const loaded = [...loadedWith(path)];
  expect(loaded).not.toContain('src/modicum.ts');
  expect(loaded.filter((one) => one.startsWith('src/testing/'))).toEqual([]);
});

it('follows imports to their end', () => {
  expect(loadedWith('src/modicum.ts').size).toBeGreaterThan(50);
  expect(COMMANDS.length).toBeGreaterThan(8);
});
