import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../src/core/error-code.ts';
import { taskTypesPage } from '../scripts/task-types-page.ts';

it('docs/task-types.md says what the built-in policy does', () => {
  const page = readFileSync(new URL('../docs/task-types.md', import.meta.url), 'utf8');
  expect(page).toBe(taskTypesPage());
});

it('docs/errors.md has an entry for every code, and no other', () => {
  const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
  const entries = [...page.matchAll(/^\| `(\w+)` +\| (.+?) +\| .{5,} \|$/gm)].map((match) => [
    match[1],
    match[2],
  ]);
  expect(Object.fromEntries(entries)).toEqual(ERROR_CODES);
  expect(entries).toHaveLength(Object.keys(ERROR_CODES).length);
});
