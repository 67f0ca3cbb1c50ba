import { describe, expect, test } from 'vitest';
import { loadCatalog } from './load-catalog.ts';
import { loadPolicy } from './load-policy.ts';
import { isOwnAddress, refuseOwnAddress } from './own-address.ts';

describe("the gateway's own address", () => {
  test.each([
    ['http://127.0.0.1:4141', '127.0.0.1', true],
    ['http://localhost:4141/v1', '127.0.0.1', true],
    ['http://[::1]:4141', '0.0.0.0', true],
    ['http://127.0.0.1:4142', '127.0.0.1', false],
    ['http://127.0.0.1:4141', '10.0.0.7', false],
    ['http://10.0.0.7:4141', '10.0.0.7', true],
    ['http://10.0.0.8:4141', '10.0.0.7', false],
    ['not an address', '127.0.0.1', false],
  ])('%s, listening on %s: %s', (baseUrl, host, expected) => {
    expect(isOwnAddress(baseUrl, { host, port: 4141 })).toBe(expected);
  });

  test('has the usual port when none is written', () => {
    expect(isOwnAddress('http://localhost', { host: '::1', port: 80 })).toBe(true);
    expect(isOwnAddress('https://localhost', { host: '::1', port: 443 })).toBe(true);
  });

  test('is refused when the gateway starts', () => {
    const { policy } = loadPolicy({
      path: null,
      environment: { HOME: '/nowhere', MODICUM_OLLAMA_BASE_URL: 'http://127.0.0.1:4141' },
      catalog: loadCatalog(),
    });
    expect(() => refuseOwnAddress(policy, { host: '127.0.0.1', port: 4142 })).not.toThrow();
    expect(() => refuseOwnAddress(policy, { host: '127.0.0.1', port: 4141 })).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: expect.stringContaining('providers.local.url'),
      }),
    );
  });
});
