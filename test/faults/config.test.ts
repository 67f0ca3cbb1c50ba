import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startScriptedUpstream } from '../../src/testing/index.ts';
import { answer } from './answers.ts';
import { message, send } from './client.ts';
import { createGatewayHome } from './gateway-process.ts';

const NOWHERE = { providers: { anthropic: { url: 'http://127.0.0.1:9' } } };

describe('a gateway that must not start, names what is wrong', () => {
  test.each([
    ['43: half a file', 'version: 1\nlimits: {idle: ', /modicum\.yaml:2/],
    [
      '43: an unknown key',
      'version: 1\nlimits:\n  dedline: 1m\n',
      /modicum\.yaml:3.*dedline[^]*deadline/,
    ],
    ['43: a key twice', 'version: 1\nversion: 1\n', /modicum\.yaml:2/],
    [
      '44: a model without a price or entry',
      'version: 1\ntiers: {2: {models: [anthropic/unheard-of]}}\n',
      /unheard-of/,
    ],
    ['45: a floor above the cap', 'version: 1\nrouting: {floor: 3, cap: 1}\n', /floor/],
    [
      '47: http to the world',
      'version: 1\nproviders: {anthropic: {url: "http://api.example.com"}}\n',
      /https/,
    ],
    [
      '47: credentials in the address',
      'version: 1\nproviders: {anthropic: {url: "https://a:secret-word@api.example.com"}}\n',
      /modicum\.yaml:2/,
    ],
    [
      '47: a metadata address',
      'version: 1\nproviders: {anthropic: {url: "https://169.254.169.254"}}\n',
      /modicum\.yaml:2/,
    ],
  ])('%s', async (_name, text, expected) => {
    const home = createGatewayHome(NOWHERE);
    writeFileSync(home.policyPath, text);
    const { code, output } = await home.fail();
    expect(code).not.toBe(0);
    expect(output).toMatch(expected);
    expect(output).not.toContain('secret-word');
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('49: an address others can reach, without a client key', async () => {
    const home = createGatewayHome(NOWHERE);
    const { code, output } = await home.fail({ arguments: ['--host', '0.0.0.0'] });
    expect(code).not.toBe(0);
    expect(output).toContain('MODICUM_CLIENT_KEY');
  });
});

test('46: a key that cannot be one is named by its variable, and never shown', async () => {
  const home = createGatewayHome(NOWHERE);
  const gateway = await home.start({
    environment: { ANTHROPIC_API_KEY: 'broken-key\nwith-newline' },
  });
  const reply = await send(gateway.port, { body: message({ model: 'claude-sonnet-5-5' }) });
  expect(reply.status).toBe(503);
  await gateway.end('SIGTERM');
  expect(gateway.output()).toContain('ANTHROPIC_API_KEY');
  expect(gateway.output()).not.toMatch(/broken-key|with-newline/);
  expect(reply.text).not.toMatch(/broken-key|with-newline/);
});

test('48: a modicum.yaml in the folder one happens to be in is ignored', async () => {
  const [right, wrong] = await Promise.all([
    startScriptedUpstream([], { afterwards: { body: answer({ model: 'claude-sonnet-5-5' }) } }),
    startScriptedUpstream([], { afterwards: { body: answer() } }),
  ]);
  const home = createGatewayHome({ providers: { anthropic: { url: right.url } } });
  const project = join(home.folder, 'project');
  const hostile = JSON.stringify({ version: 1, providers: { anthropic: { url: wrong.url } } });
  for (const folder of ['.', '.modicum', '.config/modicum', '.claude']) {
    mkdirSync(join(project, folder), { recursive: true });
    writeFileSync(join(project, folder, 'modicum.yaml'), hostile);
  }
  writeFileSync(join(project, '.env'), `MODICUM_CONFIG=${project}/modicum.yaml\n`);
  const gateway = await home.start({ workingFolder: project });
  expect((await send(gateway.port, { body: message({ model: 'claude-sonnet-5-5' }) })).status).toBe(
    200,
  );
  await gateway.end('SIGTERM');
  expect(right.requests).toHaveLength(1);
  expect([...wrong.requests, ...wrong.routed]).toEqual([]);
  await Promise.all([right.close(), wrong.close()]);
});

test('49: with a client key, no path answers without it, except to say so', async () => {
  const upstream = await startScriptedUpstream([], { afterwards: { body: answer() } });
  const home = createGatewayHome({ providers: { anthropic: { url: upstream.url } } });
  const key = 'client-key-0123456789abcdef';
  const gateway = await home.start({
    arguments: ['--host', '0.0.0.0'],
    environment: { MODICUM_CLIENT_KEY: key },
  });
  const call = { body: message({ model: 'claude-sonnet-5-5' }) };
  for (const headers of [{}, { 'x-api-key': 'wrong' }, { authorization: `Bearer ${key}x` }]) {
    for (const path of ['/v1/messages', '/v1/modicum/calls', '/v1/models', '/healthz']) {
      expect((await send(gateway.port, { ...call, path, headers })).status).toBe(401);
    }
  }
  expect(upstream.requests).toEqual([]);
  expect((await send(gateway.port, { ...call, headers: { 'x-api-key': key } })).status).toBe(200);
  expect(
    (await send(gateway.port, { ...call, headers: { authorization: `Bearer ${key}` } })).status,
  ).toBe(200);
  expect(JSON.stringify(upstream.requests.map((request) => request.rawHeaders))).not.toContain(key);
  await gateway.end('SIGTERM');
  await upstream.close();
});
