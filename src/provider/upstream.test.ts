import { describe, expect, it } from 'vitest';
import { sampleProvider } from '../testing/policy.ts';
import type { UpstreamRequest, UpstreamResult } from './provider.ts';
import { createUpstream } from './upstream.ts';
import type { UpstreamClient } from './upstream-client.ts';

/** A client that answers each request from a list and remembers what it was asked. */
function fakeClient(...answers: readonly (string | number | null)[]) {
  const sent: UpstreamRequest[] = [];
  const queue = [...answers];
  let closed = false;
  const client: UpstreamClient = {
    send(request): Promise<UpstreamResult> {
      sent.push(request);
      return Promise.resolve(resultOf(queue.shift() ?? null));
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
  return { client, sent, isClosed: () => closed };
}

function resultOf(answer: string | number | null): UpstreamResult {
  if (answer === null) {
    const error = {
      kind: 'unreachable',
      status: null,
      message: '',
      retryable: true,
      retryAfterMs: null,
    } as const;
    return { ok: false, sent: false, error };
  }
  const status = typeof answer === 'number' ? answer : 200;
  async function* body() {
    const text = typeof answer === 'string' ? answer : '{"models":[]}';
    yield Buffer.from(text.slice(0, 4));
    yield Buffer.from(text.slice(4));
  }
  return { ok: true, response: { status, headers: {}, body: body() } };
}

const ANTHROPIC = sampleProvider({ name: 'anthropic', kind: 'anthropic' });
const LOCAL = sampleProvider({ name: 'local', kind: 'ollama', keys: [] });

const REQUEST: UpstreamRequest = {
  method: 'POST',
  path: '/x',
  headers: { 'anthropic-version': 'of-the-client', 'x-api-key': 'of-the-client' },
  body: null,
  signal: new AbortController().signal,
  headTimeoutMs: 1,
  idleTimeoutMs: 1,
};

describe('what is known without asking', () => {
  it('is up after a good answer, and not after any other', async () => {
    const { client } = fakeClient(null, 500, 401, '{}');
    const upstream = createUpstream({ policy: ANTHROPIC, key: 'k', client });
    const seen: string[] = [];
    for (let index = 0; index < 4; index++) {
      await upstream.send(REQUEST);
      seen.push(upstream.state().state);
    }
    expect(seen).toEqual(['unknown', 'unknown', 'unknown', 'up']);
  });
});

describe('send', () => {
  it('adds the key over whatever the call has, and the family’s defaults under it', async () => {
    const { client, sent } = fakeClient();
    const upstream = createUpstream({ policy: ANTHROPIC, key: 'ours', client });
    await upstream.send(REQUEST);
    await upstream.send({ ...REQUEST, headers: {} });
    expect(sent.map(({ headers }) => headers)).toEqual([
      { 'anthropic-version': 'of-the-client', 'x-api-key': 'ours' },
      { 'anthropic-version': '2023-06-01', 'x-api-key': 'ours' },
    ]);
  });

  it('never sends a key to Ollama', async () => {
    const { client, sent } = fakeClient();
    await createUpstream({ policy: LOCAL, key: 'ours', client }).send({ ...REQUEST, headers: {} });
    expect(sent[0]?.headers).toEqual({});
  });

  it('shows OpenAI’s family its key as a bearer', async () => {
    const { client, sent } = fakeClient();
    const policy = sampleProvider({ name: 'openai', kind: 'openai-compatible' });
    await createUpstream({ policy, key: 'ours', client }).send({ ...REQUEST, headers: {} });
    expect(sent[0]?.headers).toEqual({ authorization: 'Bearer ours' });
  });
});

describe('state', () => {
  it.each([
    [ANTHROPIC, null, false],
    [ANTHROPIC, 'ours', true],
    [LOCAL, null, true],
  ])('knows whether its key is there', (policy, key, hasKey) => {
    const { client } = fakeClient();
    expect(createUpstream({ policy, key, client }).state()).toEqual({
      hasKey,
      state: 'unknown',
      models: null,
    });
  });
});

describe('check', () => {
  const PULLED = '{"models":[{"name":"a:1"},{"size":3},{"name":"b:2"}]}';

  it('asks once for several askers and keeps the answer as long as they say', async () => {
    const { client, sent } = fakeClient(PULLED, null, PULLED);
    const upstream = createUpstream({ policy: LOCAL, key: null, client });
    const [one, other] = await Promise.all([
      upstream.check({ now: 0, maxAgeMs: 100 }),
      upstream.check({ now: 0, maxAgeMs: 100 }),
    ]);
    expect(one).toEqual({ hasKey: true, state: 'up', models: ['a:1', 'b:2'] });
    expect(other).toBe(one);
    expect(await upstream.check({ now: 99, maxAgeMs: 100 })).toBe(one);
    expect(sent).toHaveLength(1);
    expect(await upstream.check({ now: 100, maxAgeMs: 100 })).toMatchObject({ state: 'down' });
    expect(await upstream.check({ now: 200, maxAgeMs: 100 })).toMatchObject({ state: 'up' });
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(3).fill('GET /api/tags'),
    );
  });

  it.each([
    ['no answer', null],
    ['an error status', 503],
    ['no JSON', '<html>'],
    ['another list', '{"data":[]}'],
    ['no object', '[]'],
    ['a list without end', `{"models":[${' '.repeat(9 * 1024 * 1024)}]}`],
  ])('takes %s for down', async (_, answer) => {
    const { client } = fakeClient(answer);
    const upstream = createUpstream({ policy: LOCAL, key: null, client });
    expect(await upstream.check({ now: 0, maxAgeMs: 1 })).toMatchObject({
      state: 'down',
      models: null,
    });
  });

  it('reads the list of Anthropic and OpenAI alike', async () => {
    for (const kind of ['anthropic', 'openai-compatible'] as const) {
      const { client } = fakeClient('{"data":[{"id":"m-1"},{"id":2}]}');
      const upstream = createUpstream({ policy: sampleProvider({ kind }), key: 'k', client });
      expect(await upstream.check({ now: 0, maxAgeMs: 1 })).toMatchObject({ models: ['m-1'] });
    }
  });
});

describe('a client’s own credential', () => {
  const PASSING = sampleProvider({ keys: [], passesClientCredential: true });
  const KEY = 'key-of-the-client';
  const CREDENTIAL = { 'x-api-key': KEY, authorization: 'Bearer token-of-the-client' };
  const LIST = '{"data":[{"id":"m-1"}]}';
  const NOW = { now: 0, maxAgeMs: 100 };

  it('goes with the one call, in its own headers, and with no other', async () => {
    const { client, sent } = fakeClient();
    const upstream = createUpstream({ policy: PASSING, key: null, client });
    await upstream.withCredential(CREDENTIAL).send(REQUEST);
    await upstream.withCredential({ 'x-api-key': KEY }).send(REQUEST);
    await upstream.send(REQUEST);
    const version = { 'anthropic-version': 'of-the-client' };
    expect(sent.map(({ headers }) => headers)).toEqual([
      { ...version, ...CREDENTIAL },
      { ...version, 'x-api-key': KEY },
      version,
    ]);
  });

  it.each([
    ['where a key is held', PASSING, 'ours'],
    ['where the policy does not say so', ANTHROPIC, null],
    ['where no key is needed', sampleProvider({ keys: [] }), null],
    ['to other families', LOCAL, null],
  ])('is not taken %s', async (_name, policy, key) => {
    const { client, sent } = fakeClient();
    const upstream = createUpstream({ policy, key, client });
    const lent = upstream.withCredential(CREDENTIAL);
    expect(lent).toBe(upstream);
    await lent.send(REQUEST);
    expect(JSON.stringify(sent[0]?.headers)).not.toContain('key-of-the-client');
  });

  it('counts as a key for its call alone', () => {
    const { client } = fakeClient();
    const upstream = createUpstream({ policy: PASSING, key: null, client });
    expect(upstream.withCredential(CREDENTIAL).state().hasKey).toBe(true);
    expect(upstream.state().hasKey).toBe(false);
  });

  it('is what the server is checked with; without one nobody asks', async () => {
    const { client, sent } = fakeClient(LIST);
    const upstream = createUpstream({ policy: PASSING, key: null, client });
    expect(await upstream.check(NOW)).toMatchObject({ state: 'unknown', hasKey: false });
    expect(sent).toHaveLength(0);
    const checked = await upstream.withCredential(CREDENTIAL).check(NOW);
    expect(sent[0]?.headers).toMatchObject(CREDENTIAL);
    // The list is that client's; that the server is up, everybody may know.
    expect(checked).toEqual({ hasKey: true, state: 'up', models: null });
    expect(upstream.state()).toEqual({ hasKey: false, state: 'up', models: null });
    await upstream.withCredential({ 'x-api-key': 'of-another' }).check({ now: 50, maxAgeMs: 100 });
    expect(sent).toHaveLength(1);
  });

  it.each([
    [401, 'up'],
    [404, 'up'],
    [503, 'down'],
    [null, 'down'],
  ])('that is answered with %s says that the server is %s', async (answer, state) => {
    const { client } = fakeClient(answer);
    const upstream = createUpstream({ policy: PASSING, key: null, client });
    await upstream.withCredential(CREDENTIAL).check(NOW);
    expect(upstream.state()).toMatchObject({ state, models: null });
  });
});

it('closes its connections', async () => {
  const { client, isClosed } = fakeClient();
  await createUpstream({ policy: LOCAL, key: null, client }).close();
  expect(isClosed()).toBe(true);
});
