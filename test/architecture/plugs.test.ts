import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseSource, readSources } from './source-file.ts';
import type { SourceFile } from './source-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What can be plugged in: one file, and one line in the folder's index. */
const PLUGS = [
  { type: 'Provider', folder: 'src/provider', atLeast: 3 },
  { type: 'Dialect', folder: 'src/wire', atLeast: 3 },
  { type: 'Validator', folder: 'src/validate', atLeast: 4 },
  { type: 'Classifier', folder: 'src/classify', atLeast: 2 },
];

describe.each(PLUGS)('every $type', ({ type, folder, atLeast }) => {
  const files = readSources(ROOT, folder).map(parseSource);

  it(`is listed in ${folder}/index.ts`, () => {
    expect(plugsIn(files, type, folder).length).toBeGreaterThanOrEqual(atLeast);
    expect(unlistedPlugs(files, type, folder)).toEqual([]);
  });
});

it('finds a plug that its index does not list', () => {
  const files = [
    { path: 'src/validate/index.ts', text: "import { a } from './a.ts'; export { a };" },
    { path: 'src/validate/a.ts', text: 'export const a: Validator = {};' },
    { path: 'src/validate/b.ts', text: 'export const b: Validator = {};' },
    { path: 'src/validate/c.ts', text: 'export function c(): Validator { return {}; }' },
    { path: 'src/validate/d.ts', text: 'export class D implements Validator {}' },
    { path: 'src/validate/e.ts', text: 'export const e = {} satisfies Validator;' },
    {
      path: 'src/validate/f.ts',
      text: 'export const notOne: Verdict = {}; const own: Validator = {};',
    },
  ].map(parseSource);
  expect(unlistedPlugs(files, 'Validator', 'src/validate')).toEqual([
    'src/validate/b.ts',
    'src/validate/c.ts',
    'src/validate/d.ts',
    'src/validate/e.ts',
  ]);
});

function unlistedPlugs(files: readonly SourceFile[], type: string, folder: string) {
  const index = files.find((file) => file.path === `${folder}/index.ts`);
  const listed = new Set(index?.imports.map(({ target }) => target));
  return plugsIn(files, type, folder)
    .map((file) => file.path)
    .filter((path) => !listed.has(path));
}

function plugsIn(files: readonly SourceFile[], type: string, folder: string) {
  return files.filter(
    (file) =>
      file.path !== `${folder}/index.ts` && file.exports.some((exported) => exported.type === type),
  );
}
