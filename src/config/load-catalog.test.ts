import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findModel } from '../core/catalog.ts';
import { loadCatalog } from './load-catalog.ts';

test('the shipped catalog holds the models of the built-in policy', () => {
  const catalog = loadCatalog();
  for (const id of ['qwen2.5:7b', 'claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5']) {
    expect(findModel(catalog, id)?.prices.length, id).toBeGreaterThan(0);
  }
});

test.each([
  ['torn', '{"version": "2026', 'cannot be read'],
  ['of another shape', '{"version": "2026-01-01", "models": [{}]}', 'damaged at models.0.id'],
  ['without models', '{"version": "2026-01-01", "models": []}', 'damaged at models'],
])('one that is %s is refused', (_, content, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-catalog-'));
  const file = join(folder, 'models.json');
  writeFileSync(file, content);
  expect(() => loadCatalog(pathToFileURL(file))).toThrow(
    expect.objectContaining({
      code: 'catalog_unreadable',
      message: expect.stringContaining(message),
    }),
  );
  rmSync(folder, { recursive: true });
});
