import { describe, expect, it, vi } from 'vitest';
import { receiptOf } from '../../src/index.ts';
import { anthropicMessage, anthropicStream } from '../../src/testing/index.ts';
import { startScriptedGateway, startSimulatedGateway, type Gateway } from './start-gateway.ts';

const URL_OF_NOBODY = 'http://modicum.invalid';
const BODY = {
  model: 'claude-haiku-5-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Is it raining?' }],
};
const post = (body: object, init: RequestInit = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  ...init,
});

/** What two ways to the same endpoint must agree on, but for connections and times. */
async function seen(response: Response) {
  const own =
    /^(connection|keep-alive|date|transfer-encoding|content-length|x-content-type-options|cache-control)$/;
  const changing = /^x-modicum-(call-id|overhead-ms)$/;
  const headers = [...response.headers].filter(([name]) => !own.test(name) && !changing.test(name));
  return {
    status: response.status,
    headers: Object.fromEntries(headers),
    body: await response.text(),
  };
}

describe('fetch without a socket answers as the socket does', () => {
  const SAME: readonly {
    readonly name: string;
    readonly path: string;
    readonly init?: RequestInit;
  }[] = [
    { name: 'a message', path: '/v1/messages', init: post(BODY) },
    { name: 'a stream', path: '/v1/messages', init: post({ ...BODY, stream: true }) },
    { name: 'a query', path: '/v1/messages?beta=true', init: post(BODY) },
    {
      name: 'a completion',
      path: '/v1/chat/completions',
      init: post({ ...BODY, model: 'gpt-5.4-mini' }),
    },
    {
      name: 'a dry run',
      path: '/v1/messages',
      init: post(BODY, { headers: { 'x-modicum-dry-run': 'true' } }),
    },
    { name: 'a list', path: '/v1/models' },
    { name: 'a model with a slash', path: '/v1/models/modicum%2Fauto' },
    { name: 'a check', path: '/healthz', init: { method: 'HEAD' } },
    { name: 'a wrong path', path: '/v1/nothing' },
    { name: 'a wrong method', path: '/v1/messages' },
    { name: 'a broken body', path: '/v1/messages', init: post(BODY, { body: '{' }) },
    {
      name: 'a wrong header',
      path: '/v1/messages',
      init: post(BODY, { headers: { 'x-modicum-tier': '9' } }),
    },
  ];

  it.each(SAME)('$name', async ({ path, init }) => {
    const ask = async (way: (gateway: Gateway) => Promise<Response>) => {
      const gateway = await startSimulatedGateway();
      return seen(await way(gateway));
    };
    const overSocket = await ask(({ url }) => fetch(url + path, init));
    const inProcess = await ask(({ modicum }) => modicum.fetch(URL_OF_NOBODY + path, init));
    // Upstream ids differ by the port the simulation got; nothing else may.
    const plain = (text: string) => text.replaceAll(/127\.0\.0\.1:\d+/g, 'host');
    expect(plain(JSON.stringify(inProcess))).toBe(plain(JSON.stringify(overSocket)));
  });
});

describe('fetch', () => {
  it('takes a Request, a URL, and a body in pieces', async () => {
    const gateway = await startScriptedGateway({
      anthropic: { afterwards: { body: anthropicMessage({}) } },
    });
    const { fetch: ask } = gateway.modicum;
    const url = `${URL_OF_NOBODY}/v1/messages`;
    const pieces = new Blob([JSON.stringify(BODY)]).stream();
    const answers = [
      await ask(new Request(url, post(BODY))),
      await ask(new URL(url), post(BODY)),
      await ask(url, { ...post(BODY), body: pieces, duplex: 'half' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(receiptOf(answers[2])).toEqual(gateway.lastReceipt());
  });

  it('refuses a body that is too large, and one that breaks off', async () => {
    const gateway = await startScriptedGateway({}, { policy: { limits: { body: '1KB' } } });
    const { fetch: ask } = gateway.modicum;
    const url = `${URL_OF_NOBODY}/v1/messages`;
    const large = await ask(url, post({ ...BODY, system: 'x'.repeat(2_000) }));
    expect(large.status).toBe(413);
    const broken = new ReadableStream({ pull: (body) => body.error(new Error('gone')) });
    const cut = await ask(url, { method: 'POST', body: broken, duplex: 'half' });
    expect(cut.status).toBe(400);
    expect(await cut.text()).toContain('broke off');
  });

  it('rejects with the reason of a signal that has aborted, and calls nobody', async () => {
    const gateway = await startScriptedGateway();
    const reason = new Error('enough');
    const asking = gateway.modicum.fetch(
      `${URL_OF_NOBODY}/v1/messages`,
      post(BODY, { signal: AbortSignal.abort(reason) }),
    );
    await expect(asking).rejects.toBe(reason);
    expect(gateway.receipts()).toEqual([]);
  });

  it('rejects the body with the reason of an abort while it is read', async () => {
    const half = anthropicStream({ text: 'one two' }).slice(0, 4);
    const gateway = await startScriptedGateway({ anthropic: [{ sse: half, thenSilence: true }] });
    const controller = new AbortController();
    const response = await gateway.modicum.fetch(
      `${URL_OF_NOBODY}/v1/messages`,
      post({ ...BODY, stream: true }, { signal: controller.signal }),
    );
    const reading = response.text();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await gateway.upstreams.anthropic.whenClosed(0);
    await vi.waitFor(() => expect(receiptOf(response)?.closed?.outcome).toBe('cancelled'));
  });

  it('closes the call of an answer that nobody reads, by its deadline', async () => {
    const half = anthropicStream({ text: 'one two' }).slice(0, 4);
    const gateway = await startScriptedGateway({ anthropic: [{ sse: half, thenSilence: true }] });
    const response = await gateway.modicum.fetch(
      `${URL_OF_NOBODY}/v1/messages`,
      post({ ...BODY, stream: true }, { headers: { 'x-modicum-deadline-ms': '300' } }),
    );
    await vi.waitFor(() => expect(receiptOf(response)?.closed).not.toBeNull(), { timeout: 10_000 });
    await gateway.upstreams.anthropic.whenClosed(0);
  });

  it('closes the call of an answer whose body is cancelled unread', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ sse: anthropicStream({ text: 'one' }).slice(0, 4), thenSilence: true }],
    });
    const response = await gateway.modicum.fetch(
      `${URL_OF_NOBODY}/v1/messages`,
      post({ ...BODY, stream: true }),
    );
    await response.body?.cancel();
    expect(receiptOf(response)?.closed?.outcome).toBe('cancelled');
  });

  it('closes the call of an answer that is cancelled while its reader waits for more', async () => {
    const gateway = await startScriptedGateway(
      { anthropic: [{ neverAnswers: true }] },
      { policy: { limits: { ping: '1s' } } },
    );
    const response = await gateway.modicum.fetch(
      `${URL_OF_NOBODY}/v1/messages`,
      post({ ...BODY, stream: true }),
    );
    const reader = response.body?.getReader();
    // Its status comes with a ping, before anything is known of an answer.
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain('ping');
    const more = reader?.read();
    await reader?.cancel();
    await more;
    await gateway.upstreams.anthropic.whenClosed(0);
    expect(receiptOf(response)?.closed?.outcome).toBe('cancelled');
  });

  it.each(['/v1/models', '/v1/models?limit=1', '//elsewhere.invalid/v1/models'])(
    'takes the path %s alone, as the address it belongs to',
    async (path) => {
      const gateway = await startScriptedGateway();
      const [alone, whole] = await Promise.all([
        gateway.modicum.fetch(path).then(seen),
        gateway.modicum.fetch(URL_OF_NOBODY + path).then(seen),
      ]);
      expect(alone).toEqual(whole);
      expect(alone.status).toBe(path.startsWith('//') ? 404 : 200);
    },
  );

  it('takes a call by its path', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage({ text: 'No.' }) }],
    });
    const response = await gateway.modicum.fetch('/v1/messages', post(BODY));
    expect(response.status).toBe(200);
    expect(gateway.receipts()).toHaveLength(1);
    await expect(gateway.modicum.fetch('v1/messages', post(BODY))).rejects.toThrow(TypeError);
  });

  it('ends running streams with an error event when Modicum closes, and serves no more', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ sse: anthropicStream({ text: 'one' }).slice(0, 4), thenSilence: true }],
    });
    const response = await gateway.modicum.fetch(
      `${URL_OF_NOBODY}/v1/messages`,
      post({ ...BODY, stream: true }),
    );
    const reading = response.text();
    await gateway.modicum.close();
    expect(await reading).toContain('event: error');
    const late = gateway.modicum.fetch(`${URL_OF_NOBODY}/healthz`);
    await expect(late).rejects.toMatchObject({ code: 'shutting_down' });
    expect(gateway.log).toEqual([]);
  });
});
