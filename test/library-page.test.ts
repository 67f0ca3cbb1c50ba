import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as library from '../src/index.ts';
import * as testing from '../src/testing/index.ts';

const PAGE = read('docs/library.md');
const INDEX = read('src/index.ts');
/** Whatever stands in backticks, by its first word: `run(input)` is `run`. */
const TOLD = new Set([...PAGE.matchAll(/`([\w.]+)[^`\n]*`/g)].map(([, name = '']) => name));
const TYPES = [...INDEX.matchAll(/export type \{([^}]+)\}|\btype (\w+)/g)]
  .flatMap(([, list, one]) => (one ?? list ?? '').split(','))
  .map((name) => name.trim())
  .filter((name) => name !== '');

it.each([...Object.keys(library), ...TYPES])('docs/library.md tells of %s', (name) => {
  expect([...TOLD]).toContain(name);
});

it('saw the exports', () => {
  expect(TYPES.length).toBeGreaterThan(20);
  expect(TYPES).toEqual(expect.arrayContaining(['Modicum', 'Receipt', 'Tier', 'AnswerSchema']));
});

it('docs/library.md names no type or function that the package does not have', () => {
  const modicum = library.createModicum({ environment: { HOME: '/nonexistent' }, log: () => {} });
  const known = new Set([
    ...Object.keys(library),
    ...Object.keys(testing),
    ...TYPES,
    ...Object.keys(modicum),
    'Response',
  ]);
  const functions = [...PAGE.matchAll(/`(\w+)\([^`\n]*\)`/g)].map(([, name = '']) => name);
  const types = [...PAGE.matchAll(/`([A-Z][a-z]+\w*)`/g)].map(([, name = '']) => name);
  const withResponse = 'withResponse';
  const unknown = [...functions, ...types].filter(
    (name) => !known.has(name) && name !== withResponse,
  );
  expect(unknown).toEqual([]);
  expect(functions.length).toBeGreaterThan(12);
});

it('docs/library.md has every member of a Modicum', () => {
  const modicum = library.createModicum({ environment: { HOME: '/nonexistent' }, log: () => {} });
  expect(Object.keys(modicum).filter((name) => !TOLD.has(name))).toEqual([]);
});

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}
