import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../src/core/error-code.ts';
import { policyJsonSchema } from '../src/config/policy-json-schema.ts';
import { referencePages } from '../scripts/reference-pages.ts';
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

it('catalog/modicum.schema.json is the schema of the policy', () => {
  const text = readFileSync(new URL('../catalog/modicum.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(text)).toEqual(policyJsonSchema());
});

it('docs/reference is what the commands say of themselves: npm run docs', async () => {
  const folder = new URL('../docs/reference/', import.meta.url);
  const found = readdirSync(folder).map((name) => [
    name,
    readFileSync(new URL(name, folder), 'utf8'),
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(await referencePages()));
});
