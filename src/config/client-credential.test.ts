import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ModicumError } from '../core/error.ts';
import { loadCatalog } from './load-catalog.ts';
import { loadPolicy } from './load-policy.ts';

function load(provider: string, environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-client-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'modicum.yaml');
  writeFileSync(path, `version: 1\n${provider}\n`);
  const loaded = loadPolicy({
    path,
    environment: { HOME: folder, ...environment },
    catalog: loadCatalog(),
    today: '2026-11-20',
  });
  return loaded.policy;
}

function providerOf(text: string, environment: Readonly<Record<string, string>> = {}) {
  const provider = load(text, environment).providers.find(({ name }) => name === 'anthropic');
  if (provider === undefined) throw new Error('The policy has no provider anthropic.');
  return provider;
}

function mistake(text: string): string {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ModicumError) return error.message;
    throw error;
  }
  return '';
}

const HELD = { kind: 'environment', name: 'ANTHROPIC_API_KEY' };

describe('the key of a provider', () => {
  test('is by default looked for in the environment, then in what the client shows', () => {
    expect(providerOf('')).toMatchObject({ keys: [HELD], passesClientCredential: true });
    expect(load('').providers.filter((one) => one.passesClientCredential)).toHaveLength(1);
  });

  test.each([
    ['env:A', [{ kind: 'environment', name: 'A' }], false],
    [
      '[env:A, "file:/k"]',
      [
        { kind: 'environment', name: 'A' },
        { kind: 'file', path: '/k' },
      ],
      false,
    ],
    ['client', [], true],
    ['[env:A, env:B, client]', [{ name: 'A' }, { name: 'B' }], true],
    ['none', [], false],
    ['[none]', [], false],
  ])('%s', (written, keys, passesClientCredential) => {
    const provider = providerOf(`providers: { anthropic: { key: ${written} } }`);
    expect(provider).toMatchObject({ keys, passesClientCredential });
  });

  test.each([
    ['[]', 'must say where the key is'],
    ['[client, 3]', 'must say where the key is'],
    ['[[client]]', 'must say where the key is'],
    [`[${'env:A, '.repeat(8)}env:B]`, 'must say where the key is'],
    ['[env:A, none]', 'has none beside others'],
    ['[client, env:A]', 'has client before others'],
    ['[client, client]', 'has client before others'],
  ])('%s is a mistake', (written, message) => {
    expect(mistake(`providers: { anthropic: { key: ${written} } }`)).toContain(
      `2:32 providers.anthropic.key: ${message}`,
    );
  });
});

describe('a client’s own credential', () => {
  test.each([
    'https://api.anthropic.com',
    'https://API.anthropic.com:443/v1/',
    'http://127.0.0.1:9000',
    'http://localhost:9000',
    'http://[::1]:9000',
  ])('may go to %s', (url) => {
    const text = `providers: { anthropic: { url: "${url}", key: client } }`;
    expect(providerOf(text).passesClientCredential).toBe(true);
  });

  test.each([
    'https://api.anthropic.com.evil.test',
    'https://api.anthropic.com.',
    'https://api.anthropic.com:8443',
    'https://api.anthropic.com/elsewhere',
    'https://anthropic.com',
    'https://proxy.test',
    'https://10.0.0.1',
    'https://box.local',
  ])('written for %s is a mistake that says why', (url) => {
    const text = `providers:\n  anthropic: { url: "${url}", key: client }`;
    expect(mistake(text)).toContain('goes to https://api.anthropic.com or to this machine alone');
  });

  test('over plain http it goes to this machine alone', () => {
    expect(
      mistake('providers: { anthropic: { url: "http://api.anthropic.com", key: client } }'),
    ).not.toBe('');
  });

  test('is not for other kinds', () => {
    const text =
      'providers: { mine: { kind: openai-compatible, url: http://127.0.0.1:1, key: client } }';
    expect(mistake(text)).toContain('goes to providers of kind anthropic alone');
    expect(mistake('providers: { local: { key: client } }')).toContain('kind anthropic alone');
  });

  test('is not meant by the default where the provider was given another address', () => {
    const elsewhere = 'providers: { anthropic: { url: "https://proxy.test" } }';
    expect(providerOf(elsewhere)).toMatchObject({ keys: [HELD], passesClientCredential: false });
    const environment = { MODICUM_ANTHROPIC_BASE_URL: 'https://proxy.test' };
    expect(providerOf('', environment)).toMatchObject({ passesClientCredential: false });
    const asked = 'providers: { anthropic: { key: [env:ANTHROPIC_API_KEY, client] } }';
    expect(() => load(asked, environment)).toThrow('to this machine alone');
  });

  test('still holds for a simulator on this machine', () => {
    const text = 'providers: { anthropic: { url: "http://127.0.0.1:9" } }';
    expect(providerOf(text).passesClientCredential).toBe(true);
  });
});
