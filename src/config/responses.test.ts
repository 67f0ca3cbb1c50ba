import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadCatalog } from './load-catalog.ts';
import { loadPolicy } from './load-policy.ts';

const VALIDATORS = ['answered', 'json', 'json_schema', 'one_of'];

function load(providers: string) {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-responses-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'modicum.yaml');
  writeFileSync(path, `version: 1\nproviders: { ${providers} }\n`, { mode: 0o600 });
  const environment = { HOME: folder };
  return loadPolicy({ path, environment, catalog: loadCatalog(), validators: VALIDATORS });
}

test.each([
  ['openai', 'openai: {}', true],
  ['openai', 'openai: { responses: false }', false],
  ['openai', 'openai: { url: https://api.openai.com:443/v1 }', true],
  ['openai', 'openai: { url: http://127.0.0.1:9 }', false],
  ['openai', 'openai: { url: https://api.openai.com.example.test }', false],
  ['mine', 'mine: { kind: openai-compatible, url: https://example.test }', false],
  ['mine', 'mine: { kind: openai-compatible, url: https://example.test, responses: true }', true],
  ['anthropic', 'anthropic: {}', false],
  ['local', 'local: { responses: false }', false],
])('does %s speak Responses with %s: %s', (name, providers, expected) => {
  const { policy } = load(providers);
  expect(policy.providers.find((one) => one.name === name)?.speaksResponses).toBe(expected);
});

test.each(['anthropic', 'local'])('%s is never said to speak it', (name) => {
  expect(() => load(`${name}: { responses: true }`)).toThrow(
    new RegExp(`providers\\.${name}\\.responses: is for providers of kind openai-compatible`),
  );
});
