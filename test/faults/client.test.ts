import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedClassifier } from '../../src/modicum/shipped-classifier.ts';
import { anthropicError, type ScriptedReply } from '../../src/testing/index.ts';
import { answer, beginning, delta, events } from './answers.ts';
import {
  begin,
  closedText,
  message,
  openStream,
  rawSocket,
  send,
  sendRaw,
  streamed,
  type Sending,
} from './client.ts';
import { until } from './eventually.ts';
import { startFaultyGateway, type FaultyGateway } from './start-gateway.ts';

const HELD_AFTER_CONTENT: ScriptedReply = { sse: beginning(), thenSilence: true };

describe('31: a client that leaves in the middle of a stream', () => {
  test('closes the upstream; its partial cost is booked as an estimate, and nothing more is tried', async () => {
    const gateway = await startFaultyGateway({
      anthropic: [HELD_AFTER_CONTENT, { sse: events() }],
    });
    const stream = await openStream(gateway.port, { body: streamed() });
    await stream.until('Hello from');
    stream.leave();
    await gateway.anthropic.whenClosed(0);
    const { closed, attempts } = await gateway.closedReceipt();
    expect(closed).toMatchObject({ outcome: 'cancelled', errorCode: 'client_left' });
    expect(attempts).toHaveLength(1);
    expect(attempts[0]?.closed).toMatchObject({
      outcome: 'cancelled',
      usage: { state: 'estimated', usage: { freshInputTokens: 211 } },
      cost: { state: 'estimated' },
    });
    expect(gateway.anthropic.requests).toHaveLength(1);
  });

  test('while it is being written to, likewise', async () => {
    const many = Array.from({ length: 400 }, () => delta('x'.repeat(16 * 1024)));
    const gateway = await startFaultyGateway({
      anthropic: { always: { sse: [...beginning(), ...many], thenSilence: true } },
    });
    const stream = await openStream(gateway.port, { body: streamed() });
    stream.leave();
    await gateway.anthropic.whenClosed(0);
    expect((await gateway.closedReceipt()).closed).toMatchObject({ outcome: 'cancelled' });
  });

  test('of a provider that bills to the end (on_client_gone: drain): the rest is read, its usage booked', async () => {
    const gate = Promise.withResolvers<void>();
    const rest = { bytes: events().slice(4).join(''), until: gate.promise };
    const gateway = await startFaultyGateway(
      { anthropic: [{ sse: [...events().slice(0, 4), rest] }] },
      { provider: { onClientGone: 'drain' } },
    );
    const stream = await openStream(gateway.port, { body: streamed() });
    await stream.until('content_block_delta');
    stream.leave();
    await stream.ended;
    gate.resolve();
    const { closed, attempts } = await gateway.closedReceipt();
    expect(gateway.anthropic.requests[0]?.end.kind).not.toBe('left');
    expect(closed).toMatchObject({ outcome: 'cancelled', errorCode: 'client_left' });
    expect(attempts[0]?.closed).toMatchObject({
      outcome: 'cancelled',
      usage: { state: 'reported', usage: { freshInputTokens: 211, outputTokens: 37 } },
      cost: { state: 'final' },
    });
  });

  test('of a draining provider that falls silent: the deadline ends it', async () => {
    const gateway = await startFaultyGateway(
      { anthropic: [HELD_AFTER_CONTENT] },
      { provider: { onClientGone: 'drain' } },
    );
    const headers = { 'x-modicum-deadline-ms': '200' };
    const stream = await openStream(gateway.port, { headers, body: streamed() });
    await stream.until('Hello from');
    stream.leave();
    await gateway.anthropic.whenClosed(0);
    const { attempts } = await gateway.closedReceipt();
    expect(attempts[0]?.closed).toMatchObject({ usage: { state: 'estimated' } });
  });
});

describe('32: a client that leaves', () => {
  test.each([
    ['a stream', streamed()],
    ['a whole answer', message()],
  ])(
    'before the first byte of %s: the upstream is closed, nothing more is tried',
    async (_name, body) => {
      const gateway = await startFaultyGateway({
        anthropic: [{ neverAnswers: true }, { body: answer() }],
      });
      const client = begin(gateway.port, { body });
      await gateway.anthropic.nextRequest();
      client.leave();
      await gateway.anthropic.whenClosed(0);
      const { closed, attempts } = await gateway.closedReceipt();
      expect(closed).toMatchObject({ outcome: 'cancelled', errorCode: 'client_left' });
      expect(attempts).toHaveLength(1);
      expect(attempts[0]?.closed?.cost).toEqual({ state: 'unknown' });
      expect(gateway.anthropic.requests).toHaveLength(1);
    },
  );

  test('while a retry is waited for: it is not made', async () => {
    const limited: ScriptedReply = {
      status: 429,
      headers: { 'retry-after': '9' },
      body: anthropicError('rate_limit_error', 'Wait.'),
    };
    const gateway = await startFaultyGateway({ anthropic: [limited, { body: answer() }] });
    const client = begin(gateway.port, { body: message() });
    await gateway.anthropic.whenEnded(0);
    client.leave();
    const { closed, attempts } = await gateway.closedReceipt();
    expect(closed).toMatchObject({ outcome: 'cancelled', errorCode: 'client_left' });
    expect(attempts).toHaveLength(1);
  });

  test('while it still sends: no call, no row', async () => {
    const gateway = await startFaultyGateway();
    const socket = rawSocket(gateway.port);
    socket.write(
      'POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n{"model"',
    );
    await until('the gateway has the request', () => socket.bytesWritten > 0);
    socket.destroy();
    await send(gateway.port, { method: 'GET', path: '/healthz' });
    expect(gateway.anthropic.requests).toEqual([]);
    expect(gateway.ledger.recent({ limit: 1 })).toEqual([]);
  });
});

describe('33: a client that stops reading', () => {
  const CHUNK = 64 * 1024;
  const CHUNKS = 512;
  const flood = (): ScriptedReply => ({
    sse: [...beginning(), ...Array.from({ length: CHUNKS }, () => delta('x'.repeat(CHUNK)))],
    thenSilence: true,
  });

  test('stops the upstream too: what lies in between is bounded', async () => {
    const gateway = await startFaultyGateway({ anthropic: { always: flood() } });
    const stream = await openStream(gateway.port, { body: streamed() });
    stream.pause();
    const taken = await settledCount(() => gateway.anthropic.requests[0]?.bytesSent ?? 0);
    // Sockets on both sides hold some megabytes; the stream has 32.
    expect(taken).toBeLessThan((CHUNK * CHUNKS) / 2);
    stream.resume();
    await until('the rest comes', () => stream.text().length > CHUNK * CHUNKS);
    stream.leave();
  });

  test('is let go at the deadline', async () => {
    const gateway = await startFaultyGateway({ anthropic: { always: flood() } });
    const headers = { 'x-modicum-deadline-ms': '300' };
    const stream = await openStream(gateway.port, { headers, body: streamed() });
    stream.pause();
    const { closed } = await gateway.closedReceipt();
    expect(closed).toMatchObject({ outcome: 'cancelled', errorCode: 'deadline_passed' });
    await gateway.anthropic.whenClosed(0);
    stream.leave();
  });

  /** The count once it has stopped growing. */
  async function settledCount(count: () => number): Promise<number> {
    let last = -1;
    let same = 0;
    await until('the flow stands still', () => {
      same = count() > 0 && count() === last ? same + 1 : 0;
      last = count();
      return same > 40;
    });
    return last;
  }
});

describe('34: a body that is no call is a 400, and nobody is asked', () => {
  test.each([
    ['empty', ''],
    ['space', '  \n'],
    ['broken', '{"model": "sample-work", '],
    ['a number', '42'],
    ['a text', '"hello"'],
    ['an array', '[]'],
    ['null', 'null'],
    ['no model', '{"max_tokens":1,"messages":[{"role":"user","content":"x"}]}'],
    ['model a number', JSON.stringify(message({ model: 7 }))],
    ['messages an object', JSON.stringify(message({ messages: {} }))],
    ['messages with null', JSON.stringify(message({ messages: [null] }))],
    ['content a number', JSON.stringify(message({ messages: [{ role: 'user', content: 5 }] }))],
    ['stream a text', JSON.stringify(message({ stream: 'yes' }))],
    ['trailing text', `${JSON.stringify(message())} x`],
    ['two bodies', JSON.stringify(message()).repeat(2)],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['a byte order mark', `\ufeff${JSON.stringify(message())}`],
  ])('%s', async (_name, body) => {
    await isRefused({ body }, 400);
    await isRefused({ path: '/v1/chat/completions', body }, 400);
  });

  test('whatever it is made of, the reply is JSON of the dialect and never a 5xx', async () => {
    const gateway = await startFaultyGateway({ anthropic: { always: { body: answer() } } });
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (messages, extra) => {
        const reply = await send(gateway.port, { body: { ...message(), messages, tools: extra } });
        expect(reply.status).toBeLessThan(500);
        expect(reply.json()).toBeTypeOf('object');
      }),
      { numRuns: 60 },
    );
  });
});

describe('35: a body that is too much', () => {
  test('nested 100,000 deep is a 400', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const body = JSON.stringify(message()).replace('"Say hello."', deep);
    await isRefused({ body }, 400);
  });

  test('of 40 MB is a 413 before it is read', async () => {
    const gateway = await startFaultyGateway();
    const socket = rawSocket(gateway.port);
    socket.write(
      'POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 41943040\r\n\r\n',
    );
    const text = await closedText(socket);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toContain('"type":"error"');
    expect(gateway.anthropic.requests).toEqual([]);
  });

  test('that does not say how long it is, is a 413 at the limit', async () => {
    const gateway = await startFaultyGateway({}, { limits: { bodyBytes: 64 * 1024 } });
    const socket = rawSocket(gateway.port);
    socket.write(
      'POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
    for (let index = 0; index < 20; index++) socket.write(chunk);
    expect(await closedText(socket)).toMatch(/^HTTP\/1\.1 413 /);
    expect(gateway.anthropic.requests).toEqual([]);
  });
});

describe('36: one truth', () => {
  test('__proto__ and constructor pollute nothing and travel on', async () => {
    const gateway = await startFaultyGateway({ anthropic: { always: { body: answer() } } });
    const body = JSON.stringify(message()).replace(
      '{',
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
    );
    const reply = await send(gateway.port, { body });
    expect(reply.status).toBe(200);
    expect(gateway.anthropic.requests[0]?.text()).toBe(body);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each([
    ['twice', '{"model":"sample-best",'],
    ['twice, once escaped', '{"mod\\u0065l":"sample-best",'],
  ])('a model named %s is refused', async (_name, opening) => {
    await isRefused({ body: JSON.stringify(message()).replace('{', opening) }, 400);
  });
});

test.each(['gpt-999', 'claude-unheard-of', 'sample-wrk', '__proto__', 'modicum/tier-9', '../etc'])(
  '37: the unknown model %s is a 404 of the dialect, and never another model',
  async (model) => {
    const gateway = await isRefused({ body: message({ model }) }, 404);
    expect(gateway.ledger.recent({ limit: 1 })[0]?.closed).toMatchObject({ outcome: 'refused' });
    await isRefused({ path: '/v1/chat/completions', body: message({ model }) }, 404);
  },
);

test('38: NUL, lone surrogates and writing directions arrive as they were sent', async () => {
  const text = '\\u0000 \\ud800 \\udfff\u202e\u2066 \u0085 e\u0301 \u{1f468}\u200d\u{1f469}';
  const body = `{ "model":"sample-work","max_tokens":9,\n"messages":[{"role":"user","content":"${text}"}] }`;
  const gateway = await startFaultyGateway({ anthropic: { always: { body: answer() } } });
  expect((await send(gateway.port, { body })).status).toBe(200);
  expect(gateway.anthropic.requests[0]?.text()).toBe(body);
});

test('38: routed, only the model is spliced', async () => {
  const body =
    '{"max_tokens":9,\t"model" : "modicum\\/tier-2", "messages":[{"role":"user","content":"\\u0000"}]}';
  const gateway = await startFaultyGateway({ anthropic: { always: { body: answer() } } });
  expect((await send(gateway.port, { body })).status).toBe(200);
  expect(gateway.anthropic.requests[0]?.text()).toBe(
    body.replace('"modicum\\/tier-2"', '"sample-work"'),
  );
});

describe('39: 256 KB of a word that quadratic patterns choke on', () => {
  const WORDS = ['extract ', 'route ', 'format ', 'detect ', 'yes ', '({[', '\\\\', '"', 'a'];

  test.each(WORDS)('%s: more of the same changes nothing', (word) => {
    const classifier = shippedClassifier();
    const call = (size: number) => ({ size, text: word.repeat(Math.ceil(size / word.length)) });
    // The text is cut before it is looked at: more of the same cannot change anything.
    const [some, much] = [call(32 * 1024), call(1024 * 1024)].map(({ text }) =>
      classifier.classify(readCall(text)),
    );
    expect(much).toEqual(some);
  });

  test('others are served meanwhile', async () => {
    const gate = Promise.withResolvers<void>();
    const gateway = await startFaultyGateway({
      anthropic: { always: { body: answer(), until: gate.promise } },
    });
    const order: string[] = [];
    const body = message({
      model: 'modicum/auto',
      messages: [{ role: 'user', content: 'extract '.repeat(32 * 1024) }],
    });
    const hostile = Array.from({ length: 8 }, () =>
      send(gateway.port, { body }).then(() => order.push('hostile')),
    );
    const honest = send(gateway.port, { method: 'GET', path: '/healthz' }).then(() =>
      order.push('honest'),
    );
    await honest;
    gate.resolve();
    await Promise.all(hostile);
    expect(order[0]).toBe('honest');
  });

  function readCall(text: string) {
    return {
      ...emptyCall,
      messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }],
      size: { characters: text.length, images: 0, documents: 0 },
    };
  }

  const emptyCall = {
    dialect: 'anthropic-messages' as const,
    requestedModel: 'modicum/auto',
    stream: false,
    system: [],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    maxOutputTokens: 100,
    temperature: null,
    topP: null,
    topK: null,
    stopSequences: [],
    outputFormat: null,
    thinking: null,
    effort: null,
    user: null,
    dialectOnly: [],
    leftOut: [],
  };
});

describe('40: absurd but honest', () => {
  test('20,000 messages travel', async () => {
    const messages = Array.from({ length: 20_001 }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: 'x',
    }));
    const gateway = await startFaultyGateway({ anthropic: { always: { body: answer() } } });
    const body = JSON.stringify(message({ messages }));
    expect((await send(gateway.port, { body })).status).toBe(200);
    expect(gateway.anthropic.requests[0]?.text()).toBe(body);
  });

  test.each([1e15, 1e308, -1, 0, 1.5, 2 ** 53])('max_tokens %d crashes nothing', async (tokens) => {
    const gateway = await startFaultyGateway({ anthropic: { always: { body: answer() } } });
    for (const model of ['sample-work', 'modicum/auto']) {
      const reply = await send(gateway.port, { body: message({ model, max_tokens: tokens }) });
      expect(reply.status).toBeLessThan(500);
    }
    for (const { call } of gateway.ledger.recent({ limit: 5 })) {
      expect(Number.isSafeInteger(call.estimatedOutputTokens)).toBe(true);
      expect(call.estimatedOutputTokens).toBeLessThan(1e7);
    }
  });
});

describe('41: paths and methods', () => {
  test.each([
    ['GET', '/v1/messages', 405],
    ['DELETE', '/v1/messages', 405],
    ['PUT', '/v1/chat/completions', 405],
    ['PATCH', '/healthz', 405],
    ['POST', '//v1/messages', 404],
    ['POST', '/v1/messages/', 404],
    ['POST', '/v1//messages', 404],
    ['POST', '/v1/./messages', 404],
    ['POST', '/v1/x/../messages', 404],
    ['POST', '/%76%31/messages', 404],
    ['POST', '/v1%2fmessages', 404],
    ['POST', '/V1/MESSAGES', 404],
    ['POST', '/v1/messages%00', 404],
    ['POST', '/v1/messages;x=1', 404],
    ['POST', '/v1/complete', 404],
    ['POST', '/v1/files', 404],
    ['GET', '/v1/messages/batches/..%2f..%2fmodels', 404],
    ['GET', '/v1/messages/batches/../models', 404],
    ['GET', '/', 404],
    ['GET', '/v1/modicum/calls/..%2f..', 404],
  ])('%s %s is a %d', async (method, path, status) => {
    await isRefused({ method, path, body: method === 'POST' ? message() : '' }, status);
  });

  test('an absolute address is not followed, and names no path of ours', async () => {
    const gateway = await startFaultyGateway();
    const address = `http://127.0.0.1:${gateway.anthropic.port}/v1/messages`;
    const text = await sendRaw(
      gateway.port,
      `GET ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(gateway.anthropic.requests).toEqual([]);
  });

  test('CONNECT is not a proxy', async () => {
    const gateway = await startFaultyGateway();
    const target = `127.0.0.1:${gateway.anthropic.port}`;
    const text = await sendRaw(
      gateway.port,
      `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`,
    );
    expect(text).not.toMatch(/ 200 /);
    expect(gateway.anthropic.requests).toEqual([]);
  });

  test('an upgrade is not taken', async () => {
    const gateway = await startFaultyGateway();
    const text = await sendRaw(
      gateway.port,
      'GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    expect(text).not.toMatch(/^HTTP\/1\.1 101 /);
  });

  test('a query is ignored, and is no way to another path', async () => {
    const gateway = await startFaultyGateway({ anthropic: { always: { body: answer() } } });
    const path = '/v1/messages?beta=true&path=/v1/files';
    expect((await send(gateway.port, { path, body: message() })).status).toBe(200);
    expect(gateway.anthropic.requests[0]?.path).toBe(path);
  });
});

test('42: repeats of an SDK are calls of their own, each attempt once, with their number', async () => {
  const gateway = await startFaultyGateway(
    {
      anthropic: [{ status: 529, body: anthropicError() }, { body: answer() }],
    },
    { retries: 0 },
  );
  for (const [count, status] of [
    ['0', 529],
    ['1', 200],
  ] as const) {
    const headers = { 'x-stainless-retry-count': count, 'x-modicum-session': 'session-7' };
    expect((await send(gateway.port, { headers, body: message() })).status).toBe(status);
  }
  const [second, first] = gateway.ledger.recent({ limit: 5 });
  expect([first?.call.clientRetry, second?.call.clientRetry]).toEqual([0, 1]);
  expect([first, second].map((receipt) => receipt?.attempts.length)).toEqual([1, 1]);
  expect([first, second].map((receipt) => receipt?.call.session)).toEqual([
    'session-7',
    'session-7',
  ]);
});

/** Refused in the shape of the dialect, with no upstream asked. */
async function isRefused(sending: Sending, status: number): Promise<FaultyGateway> {
  const gateway = await startFaultyGateway({ anthropic: { always: { body: answer() } } });
  const reply = await send(gateway.port, sending);
  expect(reply.status).toBe(status);
  expect(reply.json()).toMatchObject({ error: { message: expect.any(String) as string } });
  for (const upstream of [gateway.anthropic, gateway.openai, gateway.local]) {
    expect(upstream.requests).toEqual([]);
  }
  return gateway;
}
