import { describe, expect, test } from 'vitest';
import {
  anthropicError,
  anthropicErrorEvent,
  type RecordedRequest,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { answer, beginning, delta, events } from './answers.ts';
import { message, openStream, send, streamed } from './client.ts';
import { until } from './eventually.ts';
import { startFaultyGateway } from './start-gateway.ts';

/** What the request calls itself, so that its answer can be told from others'. */
function nameIn(request: RecordedRequest): string {
  return (request.json() as { metadata: { user_id: string } }).metadata.user_id;
}

test('57: 200 at once with faults all end, none mixed up', async () => {
  const seen = new Map<string, number>();
  const faulty = (request: RecordedRequest): ScriptedReply => {
    const name = nameIn(request);
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    const number = Number(/\d+/.exec(name)?.[0]);
    const stream = name.startsWith('stream');
    const good: ScriptedReply = stream
      ? { sse: events({ text: name }) }
      : { body: answer({ text: name }) };
    if (before > 0) return good;
    const faults: readonly ScriptedReply[] = [
      good,
      { status: 529, body: anthropicError() },
      { cutBeforeHeaders: true },
      stream ? { sse: [anthropicErrorEvent()] } : { body: '<html>' },
      stream ? { sse: [...beginning(name)], thenCut: true } : { body: '' },
    ];
    return faults[number % faults.length] ?? good;
  };
  const gateway = await startFaultyGateway({ anthropic: { always: faulty } });
  const names = Array.from(
    { length: 200 },
    (_, index) => `${index % 2 ? 'stream' : 'whole'}-${index}`,
  );
  const replies = await Promise.all(
    names.map(async (name) => {
      const body = message({ metadata: { user_id: name }, stream: name.startsWith('stream') });
      return { name, reply: await send(gateway.port, { body }) };
    }),
  );
  for (const { name, reply } of replies) {
    expect(reply.status).toBe(200);
    expect(reply.brokenOff).toBe(false);
    // Streamed text comes in two halves; joined, it is this name and no other.
    const text = [...reply.text.matchAll(/"text":"([^"]*)"/g)].map(([, part]) => part).join('');
    expect(text).toBe(name);
  }
  const receipts = gateway.ledger.recent({ limit: 999 });
  expect(receipts).toHaveLength(200);
  expect(receipts.every(({ closed }) => closed !== null)).toBe(true);
  const ids = new Set(replies.map(({ reply }) => reply.headers['x-modicum-call-id']));
  expect(ids.size).toBe(200);
  const booked = receipts.flatMap(({ attempts }) => attempts);
  expect(booked).toHaveLength(gateway.anthropic.requests.length);
  expect(booked.every(({ closed }) => closed !== null)).toBe(true);
});

describe('58: an outage', () => {
  test('costs each call its bound of attempts and no more', async () => {
    const gateway = await startFaultyGateway(
      { anthropic: { always: { status: 529, body: anthropicError() } } },
      { retries: 1, limits: { attempts: 2 } },
    );
    const calls = 60;
    const replies = await Promise.all(
      Array.from({ length: calls }, () => send(gateway.port, { body: message() })),
    );
    expect(replies.every(({ status }) => status === 529)).toBe(true);
    expect(gateway.anthropic.requests.length).toBeLessThanOrEqual(2 * calls);
  });

  test('of every tier: all attempts together stay within the policy, whatever each tier allows', async () => {
    const gateway = await startFaultyGateway(
      {
        anthropic: { always: { status: 500, body: anthropicError('api_error') } },
        local: { always: { status: 503, body: { error: 'busy' } } },
      },
      { retries: 5, limits: { attempts: 3 } },
    );
    const headers = { 'x-modicum-tier': '0' };
    await send(gateway.port, { headers, body: message({ model: 'modicum/auto' }) });
    const { attempts, closed } = await gateway.closedReceipt();
    expect(attempts).toHaveLength(3);
    expect(gateway.local.requests.length + gateway.anthropic.requests.length).toBe(3);
    expect((closed as { reasons: readonly string[] }).reasons).toContain('attempts_spent');
  });
});

test('60: connections and memory are back where they were after 150 calls were left', async () => {
  const flood = Array.from({ length: 40 }, () => delta('x'.repeat(64 * 1024)));
  const gateway = await startFaultyGateway({
    anthropic: { always: { sse: [...beginning(), ...flood], thenSilence: true } },
  });
  const before = handles();
  for (let round = 0; round < 5; round++) {
    const streams = await Promise.all(
      Array.from({ length: 30 }, () => openStream(gateway.port, { body: streamed() })),
    );
    for (const stream of streams) stream.leave();
    await Promise.all(streams.map((stream) => stream.ended));
  }
  await until('every call is closed', () => {
    const receipts = gateway.ledger.recent({ limit: 999 });
    return receipts.length === 150 && receipts.every(({ closed }) => closed !== null);
  });
  await until('every upstream connection is closed', () =>
    gateway.anthropic.requests.every((request) => request.end.kind !== 'open'),
  );
  await until('sockets and timers are let go', () => handles() <= before + 2);
});

/** Open sockets and timers of this process: both ends of every connection are here. */
function handles(): number {
  const kinds = new Set(['TCPSocketWrap', 'Timeout']);
  return process.getActiveResourcesInfo().filter((kind) => kinds.has(kind)).length;
}

describe('61: the gateway is told to stop', () => {
  test('what can finish within the grace time finishes; new calls are not taken', async () => {
    const gate = Promise.withResolvers<void>();
    const rest = { bytes: events().slice(4).join(''), until: gate.promise };
    const gateway = await startFaultyGateway({
      anthropic: [{ sse: [...events().slice(0, 4), rest] }],
    });
    const stream = await openStream(gateway.port, { body: streamed() });
    await stream.until('content_block_delta');
    const closing = gateway.server.close({ graceMs: 5_000 });
    await expect(send(gateway.port, { body: message() })).rejects.toThrow();
    gate.resolve();
    await stream.ended;
    await closing;
    expect(stream.text()).toBe(events().join(''));
    expect((await gateway.closedReceipt()).closed).toMatchObject({ outcome: 'answered' });
  });

  test('what cannot gets an error event, and its row', async () => {
    const gateway = await startFaultyGateway({
      anthropic: { always: { sse: beginning(), thenSilence: true } },
    });
    const streams = await Promise.all(
      Array.from({ length: 5 }, () => openStream(gateway.port, { body: streamed() })),
    );
    await Promise.all(streams.map((stream) => stream.until('Hello from')));
    await gateway.server.close({ graceMs: 20 });
    await Promise.all(streams.map((stream) => stream.ended));
    for (const stream of streams) {
      expect(stream.text()).toMatch(/event: error\n.*shutting.*\n\n$/);
      expect(stream.seen().brokenOff).toBe(false);
    }
    for (const { closed } of gateway.ledger.recent({ limit: 9 })) {
      expect(closed).toMatchObject({ outcome: 'cancelled', errorCode: 'shutting_down' });
    }
  });

  test('whole answers that are waited for get an error of the dialect, and their row', async () => {
    const gateway = await startFaultyGateway({ anthropic: { always: { neverAnswers: true } } });
    const waiting = send(gateway.port, { body: message() });
    await gateway.anthropic.nextRequest();
    await gateway.server.close({ graceMs: 20 });
    expect((await waiting).status).toBe(503);
    expect((await gateway.closedReceipt()).closed).toMatchObject({ errorCode: 'shutting_down' });
  });
});
