import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { taskTypesPage } from '../scripts/task-types-page.ts';

it('docs/task-types.md says what the built-in policy does', () => {
  const page = readFileSync(new URL('../docs/task-types.md', import.meta.url), 'utf8');
  expect(page).toBe(taskTypesPage());
});
