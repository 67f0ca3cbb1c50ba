import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Receipt } from '../../src/ledger/ledger.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite-ledger.ts';
import {
  startScriptedUpstream,
  type RecordedRequest,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { answer, beginning, events } from './answers.ts';
import { message, openStream, send, streamed } from './client.ts';
import { until } from './eventually.ts';
import { createGatewayHome } from './gateway-process.ts';
import { startFaultyGateway, type FaultyGateway } from './start-gateway.ts';

const MODEL = 'claude-sonnet-5-5';

describe('50: a full disk', () => {
  test('refuses calls before anything is sent, says so, and serves again once there is room', async () => {
    const gateway = await startFaultyGateway(
      { anthropic: { always: { body: answer() } } },
      { ledger: 'sqlite' },
    );
    await send(gateway.port, { body: message() });
    const connection = ledgerConnection(gateway);
    const pages = Number(Object.values(connection.prepare('pragma page_count').get() ?? {})[0]);
    connection.exec(`pragma max_page_count = ${pages}`);
    const refused = await firstRefusal(gateway);
    expect(refused.status).toBe(503);
    expect(refused.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
    expect(refused.text).toMatch(/ledger/);
    const asked = gateway.anthropic.requests.length;
    await send(gateway.port, { body: message() });
    await send(gateway.port, { body: streamed() });
    expect(gateway.anthropic.requests).toHaveLength(asked);
    expect(gateway.log.join('\n')).toMatch(/ledger/);
    connection.exec('pragma max_page_count = 1000000');
    expect((await send(gateway.port, { body: message() })).status).toBe(200);
    expect((await gateway.closedReceipt()).closed).toMatchObject({ outcome: 'answered' });
  });

  async function firstRefusal(gateway: FaultyGateway) {
    for (;;) {
      const reply = await send(gateway.port, { body: message({ model: 'sample-work' }) });
      if (reply.status !== 200) return reply;
    }
  }
});

describe('51: a ledger that another process holds locked', () => {
  test('for a moment: the call waits and is served', async () => {
    const gateway = await startFaultyGateway(
      { anthropic: { always: { body: answer() } } },
      { ledger: 'sqlite' },
    );
    const other = beside(gateway.ledgerPath);
    other.exec('begin exclusive');
    const waiting = send(gateway.port, { body: message() });
    // The loop goes on meanwhile: what needs no row is served.
    expect((await send(gateway.port, { method: 'GET', path: '/healthz' })).status).toBe(200);
    expect(gateway.anthropic.requests).toEqual([]);
    other.exec('rollback');
    expect((await waiting).status).toBe(200);
  });

  test('for longer: the call is refused within a bound, nothing is sent, and later ones are served', async () => {
    const gateway = await startFaultyGateway(
      { anthropic: { always: { body: answer() } } },
      { ledger: 'sqlite' },
    );
    const other = beside(gateway.ledgerPath);
    other.exec('begin exclusive');
    const refused = await send(gateway.port, { body: message() });
    expect(refused.status).toBe(503);
    expect(refused.text).toMatch(/ledger/);
    expect(gateway.anthropic.requests).toEqual([]);
    other.exec('rollback');
    expect((await send(gateway.port, { body: message() })).status).toBe(200);
  });

  test('while an answer is on its way: its end is not released before its row can be written', async () => {
    const gate = Promise.withResolvers<void>();
    const rest = { bytes: events().slice(4).join(''), until: gate.promise };
    const gateway = await startFaultyGateway(
      { anthropic: { always: { sse: [...events().slice(0, 4), rest] } } },
      { ledger: 'sqlite' },
    );
    const stream = await openStream(gateway.port, { body: streamed() });
    await stream.until('content_block_delta');
    const other = beside(gateway.ledgerPath);
    other.exec('begin exclusive');
    gate.resolve();
    await stream.ended;
    // Not a whole answer without its row: what was delivered ends in an error instead.
    expect(stream.text()).not.toContain('message_stop');
    expect(stream.text()).toMatch(/event: error\n.*ledger.*\n\n$/);
    other.exec('rollback');
  });
});

describe('52: kill -9 of the whole gateway', () => {
  const ROUNDS = 4;

  test(`what a client has whole is booked once; what was under way is marked (${ROUNDS} rounds)`, async () => {
    const upstream = await startScriptedUpstream([], { afterwards: byName });
    onTestFinished(() => upstream.close());
    const home = createGatewayHome({ providers: { anthropic: { url: upstream.url } } });
    const delivered = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const gateway = await home.start();
      const traffic = Array.from({ length: 6 }, (_, lane) =>
        callUntilKilled(gateway.port, delivered, lane),
      );
      const goal = delivered.size + 15 + round * 7;
      await until('some calls are delivered', () => delivered.size >= goal);
      await gateway.end('SIGKILL');
      await Promise.all(traffic);
    }
    const ledger = openSqliteLedger({ path: home.ledgerPath, now: Date.now });
    const left = ledger.recent({ limit: 100_000 }).filter(({ closed }) => closed === null);
    const marked = ledger.recover();
    expect(marked).toBeGreaterThanOrEqual(left.length);
    expect(ledger.recover()).toBe(0);
    const receipts = ledger.recent({ limit: 100_000 });
    ledger.close();
    expect(receipts.every(isClosed)).toBe(true);
    const outcomes = new Map(receipts.map(({ call, closed }) => [call.callId, closed?.outcome]));
    for (const callId of delivered)
      expect([callId, outcomes.get(callId)]).toEqual([callId, 'answered']);
    expect(outcomes.size).toBe(receipts.length);
    expect(new Set(outcomes.values())).toEqual(new Set(['answered', 'interrupted']));
    const integrity = beside(home.ledgerPath).prepare('pragma integrity_check').get();
    expect(integrity).toEqual({ integrity_check: 'ok' });
  });

  function isClosed({ closed, attempts }: Receipt): boolean {
    return closed !== null && attempts.every((attempt) => attempt.closed !== null);
  }

  /** One in five falls silent after its beginning, so that some are under way at any time. */
  function byName(request: RecordedRequest): ScriptedReply {
    const { stream } = request.json() as { stream?: boolean };
    if (request.index % 5 === 4 && stream === true) return { sse: beginning(), thenSilence: true };
    return stream === true ? { sse: events({ model: MODEL }) } : { body: answer({ model: MODEL }) };
  }

  async function callUntilKilled(port: number, delivered: Set<string>, lane: number) {
    for (let count = 0; ; count++) {
      const body =
        (count + lane) % 2 === 0 ? streamed({ model: MODEL }) : message({ model: MODEL });
      try {
        const reply = await Promise.race([send(port, { body }), stuck()]);
        if (reply === null) continue;
        const isWhole =
          reply.text.includes('event: message_stop') || reply.text.startsWith('{"id"');
        if (isWhole && !reply.brokenOff) delivered.add(reply.headers['x-modicum-call-id'] ?? '');
      } catch {
        return;
      }
    }
  }

  /** The silent ones are left open; the lane goes on. */
  function stuck(): Promise<null> {
    return new Promise((resolve) => setTimeout(() => resolve(null), 100).unref());
  }
});

test('55: two gateways on one ledger book every call once, and neither marks what the other has under way', async () => {
  const gate = Promise.withResolvers<void>();
  const rest = { bytes: events({ model: MODEL }).slice(4).join(''), until: gate.promise };
  const held: ScriptedReply = { sse: [...events({ model: MODEL }).slice(0, 4), rest] };
  const upstream = await startScriptedUpstream([held], {
    afterwards: { body: answer({ model: MODEL }) },
  });
  onTestFinished(() => upstream.close());
  const home = createGatewayHome({ providers: { anthropic: { url: upstream.url } } });
  const first = await home.start();
  const stream = await openStream(first.port, { body: streamed({ model: MODEL }) });
  await stream.until('content_block_delta');
  const second = await home.start();
  const calls = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      send((index % 2 === 0 ? first : second).port, { body: message({ model: MODEL }) }),
    ),
  );
  gate.resolve();
  await stream.ended;
  const ids = [
    ...calls.map((reply) => reply.headers['x-modicum-call-id']),
    stream.headers['x-modicum-call-id'],
  ];
  await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')]);
  const ledger = openSqliteLedger({ path: home.ledgerPath, now: Date.now });
  const receipts = ledger.recent({ limit: 999 });
  ledger.close();
  expect(receipts.map(({ call }) => call.callId).toSorted()).toEqual(ids.map(String).toSorted());
  expect(receipts.map(({ closed }) => closed?.outcome)).toEqual(receipts.map(() => 'answered'));
});

describe('56: where the ledger lies', () => {
  test('its files are readable by their owner alone', async () => {
    const home = createGatewayHome({ providers: { anthropic: { url: 'http://127.0.0.1:9' } } });
    const gateway = await home.start();
    await send(gateway.port, { body: message({ model: MODEL }) });
    for (const suffix of ['', '-wal', '-shm']) {
      const path = home.ledgerPath + suffix;
      if (existsSync(path)) expect(statSync(path).mode & 0o077).toBe(0);
    }
    await gateway.end('SIGTERM');
  });

  test('a folder that cannot be made is named, and the gateway does not start', async () => {
    const home = createGatewayHome({ providers: { anthropic: { url: 'http://127.0.0.1:9' } } });
    const ledgerPath = join(home.policyPath, 'ledger.sqlite');
    const { code, output } = await home.fail({ ledgerPath });
    expect(code).not.toBe(0);
    expect(output).toContain(ledgerPath);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

test('61: SIGTERM in the middle of streams: finished or ended with an error event, and every row closed', async () => {
  const upstream = await startScriptedUpstream([], {
    afterwards: {
      sse: [
        ...events({ model: MODEL }).slice(0, 4),
        { bytes: events({ model: MODEL }).slice(4).join(''), afterMs: 300 },
      ],
    },
  });
  onTestFinished(() => upstream.close());
  const home = createGatewayHome({ providers: { anthropic: { url: upstream.url } } });
  const gateway = await home.start();
  const streams = await Promise.all(
    Array.from({ length: 8 }, () => openStream(gateway.port, { body: streamed({ model: MODEL }) })),
  );
  await Promise.all(streams.map((stream) => stream.until('content_block_delta')));
  expect(await gateway.end('SIGTERM')).toBe(0);
  await Promise.all(streams.map((stream) => stream.ended));
  for (const stream of streams) {
    expect(stream.seen().brokenOff).toBe(false);
    expect(stream.text()).toMatch(/event: (message_stop|error)\n.*\n\n$/);
  }
  const ledger = openSqliteLedger({ path: home.ledgerPath, now: Date.now });
  const receipts = ledger.recent({ limit: 99 });
  expect(receipts).toHaveLength(8);
  expect(receipts.every(({ closed }) => closed?.outcome === 'answered')).toBe(true);
  ledger.close();
});

function beside(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  return database;
}

/** The ledger's own connection: the limit on pages holds for one connection only. */
function ledgerConnection(gateway: FaultyGateway): DatabaseSync {
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  gateway.ledger.recover();
  const connection: unknown = exec.mock.contexts.at(-1);
  exec.mockRestore();
  if (!(connection instanceof DatabaseSync)) throw new Error('the ledger did not use its database');
  return connection;
}
