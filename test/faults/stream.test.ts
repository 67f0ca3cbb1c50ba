import { describe, expect, test } from 'vitest';
import {
  anthropicError,
  anthropicErrorEvent,
  anthropicEvent,
  openaiEvent,
  openaiStream,
  splitAt,
  type ScriptedChunk,
} from '../../src/testing/index.ts';
import { answer, beginning, delta, events } from './answers.ts';
import { message, openStream, send, streamed, type Seen } from './client.ts';
import { startFaultyGateway } from './start-gateway.ts';

const WHOLE = events().join('');

describe('21: bytes are kept', () => {
  const ODD = [
    ': a comment\r\n\r\n',
    events()[0]?.replaceAll('\n', '\r\n') ?? '',
    'id: 7\nretry: 10\nevent: ping\ndata: {"type":\ndata: "ping"}\n\n',
    anthropicEvent('hologram', { depth: 3 }),
    ...events().slice(2, 3),
    delta('ä€😀\u2028\u0000'),
    ...events().slice(3),
  ].join('');

  test('with CRLF, comments, data of several lines and unknown events', async () => {
    const gateway = await startFaultyGateway({ anthropic: [{ sse: [ODD] }] });
    const reply = await send(gateway.port, { body: streamed() });
    expect(reply.text).toBe(ODD);
  });

  test('however the network cuts them, inside characters too', async () => {
    const bytes = Buffer.from(ODD);
    const sizes = [1, 7, 64];
    const gateway = await startFaultyGateway({
      anthropic: sizes.map((size) => ({ sse: cutEvery(bytes, size) })),
    });
    for (const _size of sizes) {
      const reply = await send(gateway.port, { body: streamed() });
      expect(reply.bytes.equals(bytes)).toBe(true);
    }
  });

  function cutEvery(bytes: Uint8Array, size: number): readonly Uint8Array[] {
    const count = Math.ceil(bytes.length / size) - 1;
    return splitAt(
      bytes,
      Array.from({ length: count }, (_, index) => (index + 1) * size),
    );
  }
});

test('22: an error event after content is passed on; nothing is spliced behind it', async () => {
  const broken = [...beginning(), anthropicErrorEvent()];
  const gateway = await startFaultyGateway({
    anthropic: [{ sse: broken, thenSilence: true }, { sse: events() }],
  });
  const reply = await send(gateway.port, { body: streamed() });
  expect(reply.text).toBe(broken.join(''));
  await gateway.anthropic.whenClosed(0);
  expect(gateway.anthropic.requests).toHaveLength(1);
  const { closed, attempts } = await gateway.closedReceipt();
  expect(closed).toMatchObject({
    outcome: 'failed',
    errorCode: 'upstream_overloaded',
    cost: { state: 'estimated' },
  });
  expect(attempts[0]?.closed?.outcome).toBe('failed');
});

test.each([
  ['alone', [anthropicErrorEvent()]],
  ['after the start and a ping', [...events().slice(0, 2), anthropicErrorEvent()]],
])('23: an error event %s, before any content, is retried', async (_name, broken) => {
  const gateway = await startFaultyGateway({ anthropic: [{ sse: broken }, { sse: events() }] });
  const reply = await send(gateway.port, { body: streamed() });
  expect(reply.text).toBe(WHOLE);
  expect(reply.headers['x-modicum-attempts']).toBe('2');
});

test('23: an error event first, for ever, is an error with its own status', async () => {
  const gateway = await startFaultyGateway({
    anthropic: { always: { sse: [anthropicErrorEvent()] } },
  });
  const reply = await send(gateway.port, { body: streamed() });
  expect(reply.status).toBe(529);
  expect(reply.json()).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
});

describe('a stream that ends without its end becomes an error event', () => {
  const HALF_AN_EVENT = 'event: content_block_delta\ndata: {"type":"content_bl';
  test.each([
    ['24: cut', { sse: beginning(), thenCut: true }, beginning()],
    [
      '24: cut inside an event',
      { sse: [...beginning(), HALF_AN_EVENT], thenCut: true },
      beginning(),
    ],
    ['25: no message_stop', { sse: beginning() }, beginning()],
    ['25: all but message_stop', { sse: events().slice(0, -1) }, events().slice(0, -1)],
    ['25: half an event', { sse: [...beginning(), HALF_AN_EVENT] }, beginning()],
  ])('%s', async (_name, reply, passedOn) => {
    const gateway = await startFaultyGateway({ anthropic: [reply, { sse: events() }] });
    const seen = await send(gateway.port, { body: streamed() });
    expect(endsInError(seen)).toBe(passedOn.join(''));
    expect(seen.text).not.toContain('message_stop');
    expect(gateway.anthropic.requests).toHaveLength(1);
    const { closed } = await gateway.closedReceipt();
    expect(closed).toMatchObject({ outcome: 'failed', errorCode: 'upstream_cut' });
  });

  test('24: for an OpenAI client too, without [DONE]', async () => {
    const gateway = await startFaultyGateway({
      openai: { always: { sse: openaiStream({ model: 'sample-gpt' }).slice(0, 2), thenCut: true } },
    });
    const reply = await send(gateway.port, {
      path: '/v1/chat/completions',
      body: { model: 'sample-gpt', stream: true, messages: [{ role: 'user', content: 'Hi' }] },
    });
    expect(reply.text).toContain('"error"');
    expect(reply.text).not.toContain('[DONE]');
  });

  test('24: across dialects too', async () => {
    const gateway = await startFaultyGateway({
      openai: { always: { sse: openaiStream({ model: 'sample-gpt' }).slice(0, 2), thenCut: true } },
    });
    const reply = await send(gateway.port, { body: streamed({ model: 'sample-gpt' }) });
    expect(reply.text.match(/event: message_start/g)).toHaveLength(1);
    expect(reply.text).toMatch(/event: error\n.*\n\n$/);
    expect(reply.text).not.toContain('message_stop');
  });
});

/** What came before the last event, which must be the dialect's error event. */
function endsInError(seen: Seen): string {
  const last = /event: error\ndata: (\{"type":"error".*\})\n\n$/.exec(seen.text);
  expect(last).not.toBeNull();
  expect(seen.brokenOff).toBe(false);
  return seen.text.slice(0, last?.index);
}

test('26: zero bytes with 200 are retried, and for ever a 502', async () => {
  const gateway = await startFaultyGateway({
    anthropic: [{ sse: [] }, { sse: events() }, { sse: [] }, { sse: [] }],
  });
  const first = await send(gateway.port, { body: streamed() });
  expect(first.text).toBe(WHOLE);
  const second = await send(gateway.port, { body: streamed() });
  expect(second.status).toBe(502);
  expect(second.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
});

describe('27: events that make no sense', () => {
  const UNREADABLE = 'event: content_block_delta\ndata: {"type": torn\n\n';
  test.each([
    ['bad JSON in an event', [...beginning(), UNREADABLE, ...events().slice(3)]],
    ['an event out of order', [...beginning(), events()[0] ?? '', ...events().slice(3)]],
    ['no data', [...beginning(), 'event: content_block_delta\n\n', ...events().slice(3)]],
    ['deep nesting', [...beginning(), `data: ${'['.repeat(100_000)}\n\n`, ...events().slice(3)]],
  ])('%s: the call ends and the gateway lives', async (_name, sse) => {
    const gateway = await startFaultyGateway({ anthropic: [{ sse }, { sse: events() }] });
    const reply = await send(gateway.port, { body: streamed() });
    expect(reply.text).toMatch(/event: (message_stop|error)\n.*\n\n$/);
    expect((await gateway.closedReceipt()).closed).toBeTruthy();
    expect((await send(gateway.port, { body: streamed() })).text).toBe(WHOLE);
  });

  test('events after the end are not handed on, and nobody waits for them', async () => {
    const sse = [...events(), delta('more'), ...events()];
    const gateway = await startFaultyGateway({ anthropic: [{ sse, thenSilence: true }] });
    const reply = await send(gateway.port, { body: streamed() });
    expect(reply.text).toBe(WHOLE);
    expect((await gateway.closedReceipt()).closed).toMatchObject({ outcome: 'answered' });
  });

  test('one event without an end is given up, not collected for ever', async () => {
    const endless: ScriptedChunk[] = Array.from({ length: 600 }, () => 'x'.repeat(64 * 1024));
    const gateway = await startFaultyGateway({
      anthropic: { always: { sse: [...beginning(), 'data: ', ...endless], thenSilence: true } },
    });
    const reply = await send(gateway.port, { body: streamed() });
    expect(reply.text).toMatch(/event: error\n.*\n\n$/);
    await gateway.anthropic.whenClosed(0);
  });
});

test('28: what comes is handed on at once, pings too', async () => {
  const gates = events().map(() => Promise.withResolvers<void>());
  const sse = events().map((bytes, index) => ({ bytes, until: gates[index]?.promise }));
  const gateway = await startFaultyGateway({ anthropic: [{ sse: sse.map(withoutUndefined) }] });
  // The first content proves the stream good; until then nothing is given out.
  for (const gate of gates.slice(0, 4)) gate.resolve();
  const stream = await openStream(gateway.port, { body: streamed() });
  for (let index = 4; index < events().length; index++) {
    await stream.until(events().slice(0, index).join(''));
    expect(stream.text()).toBe(events().slice(0, index).join(''));
    gates[index]?.resolve();
  }
  await stream.ended;
  expect(stream.text()).toBe(WHOLE);
});

test('28: pings in the middle of a stream are handed on while nothing else comes', async () => {
  const ping = 'event: ping\ndata: {"type": "ping"}\n\n';
  const gate = Promise.withResolvers<void>();
  const [head, tail] = [events().slice(0, 4), events().slice(4).join('')];
  const gateway = await startFaultyGateway({
    anthropic: [{ sse: [...head, ping, { bytes: tail, until: gate.promise }] }],
  });
  const stream = await openStream(gateway.port, { body: streamed() });
  await stream.until(ping);
  gate.resolve();
  await stream.ended;
  expect(stream.text()).toBe(head.join('') + ping + tail);
});

test("28: Modicum's own pings keep a silent wait alive, and change nothing else", async () => {
  const gate = Promise.withResolvers<void>();
  const gateway = await startFaultyGateway(
    {
      anthropic: [{ status: 529, body: anthropicError(), until: gate.promise }, { sse: events() }],
    },
    { limits: { pingMs: 20 } },
  );
  const stream = await openStream(gateway.port, { body: streamed() });
  expect(stream.status).toBe(200);
  await stream.until('event: ping\n');
  gate.resolve();
  await stream.ended;
  const withoutPings = stream.text().replaceAll(/event: ping\n.*\n\n/g, '');
  expect(withoutPings).toBe(WHOLE.replaceAll(/event: ping\n.*\n\n/g, ''));
});

test('29: a stall is cut at the idle limit, with an error event', async () => {
  const gateway = await startFaultyGateway(
    { anthropic: { always: { sse: beginning(), thenSilence: true } } },
    { limits: { idleMs: 100 } },
  );
  const reply = await send(gateway.port, { body: streamed() });
  expect(endsInError(reply)).toBe(beginning().join(''));
  await gateway.anthropic.whenClosed(0);
  expect((await gateway.closedReceipt()).closed).toMatchObject({ errorCode: 'upstream_timeout' });
});

test('30: 8 MB in deltas of 64 KB come through whole', async () => {
  const deltas = Array.from({ length: 128 }, (_, index) =>
    delta(String.fromCharCode(97 + (index % 26)).repeat(64 * 1024)),
  );
  const all = [...events().slice(0, 3), ...deltas, ...events().slice(5)];
  const gateway = await startFaultyGateway({ anthropic: [{ sse: all }] });
  const reply = await send(gateway.port, { body: streamed() });
  expect(reply.bytes.equals(Buffer.from(all.join('')))).toBe(true);
  expect((await gateway.closedReceipt()).closed).toMatchObject({ cost: { state: 'final' } });
});

test('a whole answer that is cut is no answer', async () => {
  const text = JSON.stringify(answer());
  const gateway = await startFaultyGateway({
    anthropic: [{ chunks: [text.slice(0, 90)], thenCut: true }, { body: answer() }],
  });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.json()).toEqual(answer());
  expect(reply.headers['x-modicum-attempts']).toBe('2');
});

test('22: an OpenAI-style error after content is passed on as it came', async () => {
  const failure = openaiEvent({
    error: { message: 'Overloaded', type: 'server_error', code: null },
  });
  const sse = [...openaiStream({ model: 'sample-gpt' }).slice(0, 2), failure];
  const gateway = await startFaultyGateway({ openai: [{ sse }] });
  const reply = await send(gateway.port, {
    path: '/v1/chat/completions',
    body: {
      model: 'sample-gpt',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: 'Hi' }],
    },
  });
  expect(reply.text).toBe(sse.join(''));
  expect((await gateway.closedReceipt()).closed).toMatchObject({ outcome: 'failed' });
});

function withoutUndefined(chunk: {
  bytes: string;
  until: Promise<void> | undefined;
}): ScriptedChunk {
  return chunk.until === undefined ? chunk.bytes : { bytes: chunk.bytes, until: chunk.until };
}
