import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderPolicy } from '../../src/core/policy.ts';
import { PROVIDER_DIALECTS } from '../../src/core/model.ts';
import { PROVIDERS } from '../../src/provider/index.ts';
import { createUpstream } from '../../src/provider/upstream.ts';
import { createUpstreamClient } from '../../src/provider/upstream-client.ts';
import {
  startScriptedUpstream,
  type ScriptedReply,
  type ScriptedUpstream,
} from '../../src/testing/index.ts';
import { DIALECTS } from '../../src/wire/index.ts';

/** Every family keeps these promises; a new one is held to them by being in the index. */
const FAMILIES = Object.entries(PROVIDERS).map(([kind, provider]) => ({ kind, provider }));

const KEY = 'planted-key-0123456789';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function startUpstream(kind: string, script: readonly ScriptedReply[], baseSuffix = '') {
  const server: ScriptedUpstream = await startScriptedUpstream(script);
  const provider = PROVIDERS[kind as keyof typeof PROVIDERS];
  const policy: ProviderPolicy = {
    name: 'one',
    kind: provider.kind,
    baseUrl: server.url + baseSuffix,
    keys: [{ kind: 'environment', name: 'KEY' }],
    passesClientCredential: false,
    speaksResponses: false,
    requireLocal: false,
    simulated: false,
    models: [],
    onClientGone: 'cancel',
  };
  const client = createUpstreamClient({ baseUrl: policy.baseUrl });
  const upstream = createUpstream({ policy, key: KEY, client });
  closers.push(
    () => upstream.close(),
    () => server.close(),
  );
  return { upstream, server };
}

const REQUEST = {
  method: 'POST' as const,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{}'),
  headTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
};

function pathsOf({ paths }: (typeof FAMILIES)[number]['provider']): readonly string[] {
  return Object.values(paths);
}

describe.each(FAMILIES)('provider $kind', ({ kind, provider }) => {
  it('is listed under its own kind and speaks dialects that exist', () => {
    expect(provider.kind).toBe(kind);
    expect(Object.keys(provider.paths)).toEqual([...PROVIDER_DIALECTS[provider.kind]]);
    for (const dialect of PROVIDER_DIALECTS[provider.kind]) {
      expect(DIALECTS[dialect].name).toBe(dialect);
    }
  });

  it('has paths of its own, and forwards no header that carries a secret or belongs to one connection', () => {
    for (const path of pathsOf(provider)) expect(path).toMatch(/^\/[a-z]/);
    expect(provider.modelsPath).toMatch(/^\/[a-z]/);
    const secret = [
      'authorization',
      'x-api-key',
      'cookie',
      'origin',
      'host',
      'connection',
      'proxy-authorization',
      'x-modicum-tier',
    ];
    const travels = secret.filter((name) =>
      provider.forwardedHeaders.some((prefix) => name.startsWith(prefix)),
    );
    expect(travels).toEqual([]);
    expect(provider.forwardedHeaders).not.toContain('');
  });

  it('sends its key as its own headers, and only there', async () => {
    const { upstream, server } = await startUpstream(kind, [{ status: 200, body: '{}' }]);
    const result = await upstream.send({
      ...REQUEST,
      path: pathsOf(provider)[0] ?? '',
      signal: new AbortController().signal,
    });
    expect(result.ok).toBe(true);
    const [seen] = server.requests;
    const carrying = Object.entries(seen?.headers ?? {}).filter(([, value]) => value.includes(KEY));
    expect(carrying.map(([name]) => name)).toEqual(Object.keys(provider.authorize(KEY)));
    expect(seen?.path).toBe(pathsOf(provider)[0]);
  });

  it('reads its own list of models and nothing else', () => {
    const list =
      kind === 'ollama'
        ? { models: [{ name: 'a' }, { name: 'b' }] }
        : { data: [{ id: 'a' }, { id: 'b' }] };
    expect(provider.readModels(list)).toEqual(['a', 'b']);
    for (const other of [
      null,
      'x',
      1,
      [],
      {},
      { data: 'x', models: 'x' },
      { data: {}, models: {} },
    ]) {
      expect(provider.readModels(other)).toBeNull();
    }
    expect(provider.readModels({ data: [1, null, {}], models: [1, null, {}] })).toEqual([]);
  });

  it('is up when its list comes, and asks for it once while that is fresh', async () => {
    const list = kind === 'ollama' ? '{"models":[{"name":"a"}]}' : '{"data":[{"id":"a"}]}';
    const { upstream, server } = await startUpstream(kind, [{ status: 200, body: list }]);
    expect(upstream.state().state).toBe('unknown');
    const [first, second] = await Promise.all([
      upstream.check({ now: 1_000, maxAgeMs: 5_000 }),
      upstream.check({ now: 1_001, maxAgeMs: 5_000 }),
    ]);
    expect([first.state, first.models, second.state]).toEqual(['up', ['a'], 'up']);
    await upstream.check({ now: 5_999, maxAgeMs: 5_000 });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, ScriptedReply]>([
    ['an error status', { status: 500, body: '{}' }],
    ['no list', { status: 200, body: '<html>' }],
    ['a cut', { cutBeforeHeaders: true }],
  ])('is down when %s comes instead of its list', async (_name, reply) => {
    const { upstream } = await startUpstream(kind, [reply]);
    expect((await upstream.check({ now: 1, maxAgeMs: 0 })).state).toBe('down');
  });

  it('keeps the path of its base URL in front of its own', async () => {
    const { upstream, server } = await startUpstream(
      kind,
      pathsOf(provider).map(() => ({ status: 200, body: '{}' })),
      '/behind/a/proxy',
    );
    for (const path of pathsOf(provider)) {
      await upstream.send({ ...REQUEST, path, signal: new AbortController().signal });
      expect(server.requests.at(-1)?.path).toBe(`/behind/a/proxy${path}`);
    }
  });
});
