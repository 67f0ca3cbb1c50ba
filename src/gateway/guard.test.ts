import { describe, expect, it } from 'vitest';
import { guard } from './guard.ts';

const KEY = 'a-key-of-sixteen-and-more';
const LOOPBACK = { clientKey: null, loopback: true };
const OPEN = { clientKey: KEY, loopback: false };
const HOST = { host: '127.0.0.1:4141' };

describe('on loopback', () => {
  it.each(['127.0.0.1:4141', 'localhost', 'LOCALHOST:80', '[::1]:4141', '127.9.9.9'])(
    'lets in who names this machine as %s',
    (host) => {
      expect(guard({ host }, LOOPBACK)).toBeNull();
    },
  );

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '127.0.0.1:1@evil',
    '',
    '0.0.0.0:4141',
    '10.0.0.1',
    'localhost:123456',
  ])('turns away the host %j', (host) => {
    expect(guard({ host }, LOOPBACK)).toMatchObject({ status: 403, code: 'foreign_host' });
  });

  it('turns away who names no host', () => {
    expect(guard({}, LOOPBACK)).toMatchObject({ status: 403, code: 'foreign_host' });
  });
});

describe('pages of other sites', () => {
  it.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'http://127.0.0.1:9999' },
    { origin: 'https://127.0.0.1:4141' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('are turned away with %j', (headers: Record<string, string>) => {
    expect(guard({ ...HOST, ...headers }, LOOPBACK)).toMatchObject({
      status: 403,
      code: 'cross_site',
      shouldRetry: false,
    });
  });

  it.each([
    { origin: 'http://127.0.0.1:4141' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ])('are not what sends %j', (headers: Record<string, string>) => {
    expect(guard({ ...HOST, ...headers }, LOOPBACK)).toBeNull();
  });
});

describe('with a client key', () => {
  it.each([
    { 'x-api-key': KEY },
    { authorization: `Bearer ${KEY}` },
    { authorization: `bearer ${KEY}` },
    { 'x-api-key': 'other', authorization: `Bearer ${KEY}` },
  ])('lets in %j, from any host', (headers: Record<string, string>) => {
    expect(guard({ host: 'gateway.example', ...headers }, OPEN)).toBeNull();
  });

  it.each([
    {},
    { 'x-api-key': '' },
    { 'x-api-key': `${KEY}x` },
    { 'x-api-key': KEY.slice(1) },
    { authorization: KEY },
    { authorization: `Basic ${KEY}` },
    { cookie: `key=${KEY}` },
  ])('turns away %j without naming the key', (headers: Record<string, string>) => {
    const refused = guard({ host: 'gateway.example', ...headers }, OPEN);
    expect(refused).toMatchObject({ status: 401, kind: 'authentication', code: 'client_key' });
    expect(JSON.stringify(refused)).not.toContain(KEY);
  });

  it('holds on loopback too', () => {
    expect(guard(HOST, { clientKey: KEY, loopback: true })).toMatchObject({ status: 401 });
  });
});

describe('the client key in its own header', () => {
  const beside = { 'x-api-key': 'sk-ant-of-the-client', authorization: 'Bearer of-the-client' };

  it('lets in, and leaves the other headers to the client', () => {
    expect(guard({ ...HOST, ...beside, 'x-modicum-key': KEY }, OPEN)).toBeNull();
  });

  it.each(['', 'wrong', `${KEY}x`, KEY.slice(1), `Bearer ${KEY}`])('is not %j', (shown) => {
    expect(guard({ ...HOST, ...beside, 'x-modicum-key': shown }, OPEN)).toMatchObject({
      status: 401,
      code: 'client_key',
    });
  });
});
