import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KeySource, ProviderPolicy } from '../core/policy.ts';
import { readClientKey } from './client-key.ts';
import { createKeyring } from './keyring.ts';
import { ensureOwnerOnlyFolder } from './owner-only.ts';

const KEY = 'sk-ant-api03-AbCdEf123456';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modicum-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function provider(name: string, key: KeySource | null): ProviderPolicy {
  return {
    name,
    kind: 'anthropic',
    baseUrl: 'https://example.test',
    keys: key === null ? [] : [key],
    passesClientCredential: false,
    speaksResponses: false,
    requireLocal: false,
    simulated: false,
    models: [],
    onClientGone: 'cancel',
  };
}

const fromEnvironment = provider('anthropic', { kind: 'environment', name: 'A_KEY' });

function keyFile(content: string, mode = 0o600): string {
  const path = join(folder, 'key');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe('keys from the environment', () => {
  test('are found, without the line break a paste leaves at the end', () => {
    const keyring = createKeyring([fromEnvironment], { A_KEY: `${KEY}\n` });
    expect(keyring.get('anthropic')).toBe(KEY);
    expect(keyring.has('anthropic')).toBe(true);
    expect(keyring.problems).toEqual([]);
  });

  test('may be missing, or not needed', () => {
    const keyring = createKeyring([fromEnvironment, provider('local', null)], {});
    expect([keyring.has('anthropic'), keyring.get('anthropic')]).toEqual([false, null]);
    expect([keyring.has('local'), keyring.get('nobody')]).toEqual([false, null]);
    expect(keyring.problems).toEqual([]);
  });

  test.each([
    ['', 'is empty'],
    ['  ', 'is empty'],
    ['sk-ant-first\nsk-ant-second', 'has a line break inside'],
    ['sk-ant first', 'holds spaces'],
    ['sk-ant-“quoted”', 'holds spaces or characters'],
    ['sk-...', 'is still a placeholder'],
    ['sk-ant-xxxxxxxx', 'is still a placeholder'],
    ['YOUR_KEY', 'is still a placeholder'],
    ['your-api-key-here', 'is still a placeholder'],
    ['sk-your_anthropic_api_key', 'is still a placeholder'],
    ['<key>', 'is still a placeholder'],
    ['${ANTHROPIC_API_KEY}', 'is still a placeholder'],
    ['$ANTHROPIC_API_KEY', 'is still a placeholder'],
    ['{{key}}', 'is still a placeholder'],
    ['changeme', 'is still a placeholder'],
    ['undefined', 'is still a placeholder'],
    ['****', 'is still a placeholder'],
  ])('%j names the variable and never the value', (value, message) => {
    const keyring = createKeyring([fromEnvironment], { A_KEY: value });
    expect(keyring.has('anthropic')).toBe(false);
    expect(keyring.problems).toEqual([
      expect.stringContaining(`provider anthropic: A_KEY ${message}`),
    ]);
    if (value.trim() !== '') expect(keyring.problems.join()).not.toContain(value);
  });

  test.each(['ollama', 'lm-studio', 'sk-proj-x', 'AIzaSyExxxEXAMPLE'])('%s is taken', (value) => {
    expect(createKeyring([fromEnvironment], { A_KEY: value }).get('anthropic')).toBe(value);
  });
});

describe('a key that may be in several places', () => {
  const variable = (name: string): KeySource => ({ kind: 'environment', name });
  const among = (...keys: readonly KeySource[]) => [{ ...provider('p', null), keys }];

  test('is the first that is found', () => {
    const keyring = createKeyring(among(variable('A'), variable('B'), variable('C')), {
      B: 'second-key',
      C: 'third-key',
    });
    expect(keyring.get('p')).toBe('second-key');
    expect(keyring.problems).toEqual([]);
    expect(keyring.redact('second-key third-key')).toBe('[key] third-key');
  });

  test('is the next one where one cannot be used, and that is told', () => {
    const file: KeySource = { kind: 'file', path: keyFile('a-key-in-a-file') };
    const keyring = createKeyring(among(variable('A'), file), { A: 'sk-...' });
    expect(keyring.get('p')).toBe('a-key-in-a-file');
    expect(keyring.problems).toEqual([expect.stringContaining('provider p: A is still')]);
  });
});

describe('keys from files', () => {
  const read = (path: string) => createKeyring([provider('p', { kind: 'file', path })], {});

  test("are found in a file of one's own", () => {
    expect(read(keyFile(`${KEY}\n`)).get('p')).toBe(KEY);
  });

  test.each([
    ['a file others can read', () => keyFile(KEY, 0o640), 'run chmod go-rwx on it'],
    ['a missing file', () => join(folder, 'none'), 'does not exist'],
    ['a folder', () => folder, 'is not a file'],
    ['an endless file', () => keyFile('x'.repeat(70_000)), 'is too large'],
    ['an empty file', () => keyFile('\n'), 'is empty'],
    ['two keys', () => keyFile(`${KEY}\n${KEY}`), 'has a line break inside'],
    ['a path through a file', () => join(keyFile(KEY), 'deeper'), 'cannot be read (ENOTDIR)'],
    ['a path with a NUL', () => 'a\0b', 'cannot be read'],
  ])('%s is a problem that names the path', (_, path, message) => {
    const keyring = read(path());
    expect(keyring.get('p')).toBeNull();
    expect(keyring.problems).toEqual([expect.stringContaining(message)]);
    expect(keyring.problems.join()).not.toContain(KEY);
  });

  test('of someone else are a problem', () => {
    // Root can give a file away; everyone else finds one of root's.
    const root = process.getuid?.() === 0;
    const path = root ? keyFile(KEY) : '/etc/passwd';
    if (root) chownSync(path, 12_345, 12_345);
    expect(read(path).problems).toEqual([expect.stringContaining('belongs to someone else')]);
  });
});

describe('redact', () => {
  test('takes every key out of a text, the longer one first', () => {
    const providers = [fromEnvironment, provider('two', { kind: 'environment', name: 'B_KEY' })];
    const environment = { A_KEY: KEY, B_KEY: `${KEY}-more` };
    const keyring = createKeyring(providers, environment, ['client-secret-1']);
    expect(keyring.redact(`${KEY}-more and ${KEY}, client-secret-1`)).toBe(
      '[key] and [key], [key]',
    );
  });

  test('leaves no trace of any key, wherever it stands', () => {
    const keyring = createKeyring([fromEnvironment], { A_KEY: KEY });
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(keyring.redact(`${before}${KEY}${after}`)).not.toContain(KEY);
      }),
    );
  });

  test('leaves words alone that a local server takes for a key', () => {
    const keyring = createKeyring([fromEnvironment], { A_KEY: 'ollama' });
    expect(keyring.redact('ollama is down')).toBe('ollama is down');
  });
});

describe("the key of the gateway's clients", () => {
  const good = 'a'.repeat(32);
  const paths = () => ({ clientKey: join(folder, 'key') });

  test('comes from the variable, else from the file, else there is none', () => {
    expect(readClientKey({}, paths())).toBeNull();
    keyFile(`${good}\n`);
    expect(readClientKey({}, paths())).toBe(good);
    expect(readClientKey({ MODICUM_CLIENT_KEY: '' }, paths())).toBe(good);
    expect(readClientKey({ MODICUM_CLIENT_KEY: 'b'.repeat(16) }, paths())).toBe('b'.repeat(16));
  });

  test.each([
    ['too short', 'abc', 'is shorter than 16 characters'],
    ['a placeholder', 'your-client-key-comes-here', 'is still a placeholder'],
    ['blank', '   ', 'is empty'],
  ])('that is %s throws, rather than leave the door open', (_, key, message) => {
    const expected = expect.objectContaining({
      code: 'client_key_invalid',
      message: expect.stringContaining(message),
    });
    expect(() => readClientKey({ MODICUM_CLIENT_KEY: key }, paths())).toThrow(expected);
    keyFile(key);
    expect(() => readClientKey({}, paths())).toThrow(expected);
  });

  test('in a file others can read throws', () => {
    keyFile(good, 0o644);
    expect(() => readClientKey({}, paths())).toThrow(
      expect.objectContaining({ code: 'key_file_unsafe' }),
    );
  });
});

describe('a folder for the owner only', () => {
  test('is made, and taken again', () => {
    const path = join(folder, 'a', 'b');
    ensureOwnerOnlyFolder(path);
    ensureOwnerOnlyFolder(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test.each([
    ['open to others', (path: string) => (mkdirSync(path), chmodSync(path, 0o755)), 'chmod go-rwx'],
    ['a link', (path: string) => symlinkSync(tmpdir(), path), 'is a link or no folder'],
    [
      'below a file',
      (path: string) => writeFileSync(path.replace('/in', ''), ''),
      'cannot be made',
    ],
  ])('that is %s is refused', (what, prepare, message) => {
    const path = what === 'below a file' ? join(folder, 'state', 'in') : join(folder, 'state');
    prepare(path);
    expect(() => ensureOwnerOnlyFolder(path)).toThrow(
      expect.objectContaining({
        code: 'state_folder_unusable',
        message: expect.stringContaining(message),
      }),
    );
  });
});
