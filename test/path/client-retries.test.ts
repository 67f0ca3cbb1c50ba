import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { ModicumError } from '../../src/index.ts';
import {
  anthropicError,
  anthropicErrorEvent,
  anthropicMessage,
  anthropicStream,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { createMemoryLedger } from '../../src/testing/memory-ledger.ts';
import { send } from './send.ts';
import {
  startScriptedGateway,
  type GatewayOptions,
  type ScriptedGateway,
} from './start-gateway.ts';

const MODEL = 'claude-opus-5-5';

const BODY = {
  model: MODEL,
  messages: [{ role: 'user', content: 'Say hello.' }],
  max_tokens: 128_000,
  stream: true,
};

const headersOf = (
  session = 'one',
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  'anthropic-version': '2023-06-01',
  'x-claude-code-session-id': session,
  'x-stainless-retry-count': '0',
  ...more,
});

const ask = (gateway: ScriptedGateway, body: object = BODY, headers = headersOf()) =>
  send(`${gateway.url}/v1/messages?beta=true`, { headers, body });

/** What Claude Code sends 10 to 20 ms after a stream that failed. */
const inOnePiece = { ...BODY, max_tokens: 64_000, stream: false };

const [START = '', , CONTENT = ''] = anthropicStream({ model: MODEL });
const ANSWERED: ScriptedReply = { body: anthropicMessage({ model: MODEL }) };
const STREAMED: ScriptedReply = { sse: anthropicStream({ model: MODEL }) };
const FAILED_MIDWAY: ScriptedReply = { sse: [START, CONTENT, anthropicErrorEvent()] };
const CUT: ScriptedReply = { sse: [START, CONTENT], thenCut: true };
const OVERLOADED: ScriptedReply = { status: 529, body: anthropicError() };

/** Retries of ours would stand between the client and what it is told. */
const WITHOUT_RETRIES: GatewayOptions = { policy: { limits: { attempts: 1 } } };

const start = (replies: readonly ScriptedReply[], options: GatewayOptions = WITHOUT_RETRIES) =>
  startScriptedGateway({ anthropic: replies }, options);

/** The calls in the order they came, as what ties them together. */
function links(gateway: ScriptedGateway) {
  const receipts = gateway.receipts().toReversed();
  const number = (callId: string | null) =>
    callId === null ? null : receipts.findIndex(({ call }) => call.callId === callId);
  return receipts.map(({ call, closed, retriedBy }) => ({
    outcome: closed?.outcome,
    retryOf: number(call.retryOf),
    clientRetry: call.clientRetry,
    retriedBy: retriedBy.map(number),
  }));
}

describe('a call that its client repeats', () => {
  it.each([
    ['an error event within the stream', FAILED_MIDWAY],
    ['a connection that is cut', CUT],
  ])('in one piece after %s is one call in two rows, each paid for once', async (_name, fault) => {
    const gateway = await start([fault, ANSWERED]);
    const failed = await ask(gateway);
    expect(failed.text).toContain('event: error');
    expect(failed.text).not.toContain('message_stop');
    // Nothing of ours asked again behind the client's back.
    expect(gateway.upstreams.anthropic.requests).toHaveLength(1);
    expect((await ask(gateway, inOnePiece)).status).toBe(200);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(2);
    expect(links(gateway)).toEqual([
      { outcome: 'failed', retryOf: null, clientRetry: 0, retriedBy: [1] },
      { outcome: 'answered', retryOf: 0, clientRetry: 1, retriedBy: [] },
    ]);
    const [total] = gateway.ledger.totals({ by: 'task' });
    expect(total).toMatchObject({ calls: 1, failures: 0 });
    const spent = gateway.receipts().map(({ closed }) => closed?.cost);
    expect(spent.every((cost) => cost?.state !== 'unknown')).toBe(true);
    const sum = spent.reduce(
      (whole, cost) => whole + (cost && 'nanoUsd' in cost ? cost.nanoUsd : 0),
      0,
    );
    expect(total?.nanoUsd).toBe(sum);
  });

  it('as the same stream belongs to the first that failed, however often', async () => {
    const gateway = await start([OVERLOADED, CUT, OVERLOADED, STREAMED]);
    for (let repeat = 0; repeat < 4; repeat++) await ask(gateway);
    expect(links(gateway)).toEqual([
      { outcome: 'failed', retryOf: null, clientRetry: 0, retriedBy: [1, 2, 3] },
      { outcome: 'failed', retryOf: 0, clientRetry: 1, retriedBy: [] },
      { outcome: 'failed', retryOf: 0, clientRetry: 2, retriedBy: [] },
      { outcome: 'answered', retryOf: 0, clientRetry: 3, retriedBy: [] },
    ]);
    expect(gateway.ledger.totals({ by: 'tier' })).toMatchObject([{ calls: 1, failures: 0 }]);
  });

  it('with a count of its own says so when it has counted more', async () => {
    const gateway = await start([OVERLOADED, STREAMED]);
    await ask(gateway);
    await ask(gateway, BODY, headersOf('one', { 'x-stainless-retry-count': '4' }));
    expect(links(gateway)[1]).toMatchObject({ retryOf: 0, clientRetry: 4 });
  });

  it('after its answer is a new call', async () => {
    const gateway = await start([OVERLOADED, STREAMED, STREAMED]);
    for (let repeat = 0; repeat < 3; repeat++) await ask(gateway);
    expect(links(gateway).map(({ retryOf }) => retryOf)).toEqual([null, 0, null]);
    expect(gateway.ledger.totals({ by: 'tier' })).toMatchObject([{ calls: 2 }]);
  });

  it.each<[string, object, Record<string, string>]>([
    [
      'another question',
      { ...BODY, messages: [{ role: 'user', content: 'Say bye.' }] },
      headersOf(),
    ],
    ['another model', { ...BODY, model: 'claude-sonnet-5-5' }, headersOf()],
    ['another session', BODY, headersOf('two')],
    ['another agent', BODY, headersOf('one', { 'x-claude-code-agent-id': 'a1' })],
  ])('is not %s', async (_name, body, headers) => {
    const gateway = await start([OVERLOADED, STREAMED]);
    await ask(gateway);
    await ask(gateway, body, headers);
    expect(links(gateway)[1]).toMatchObject({ retryOf: null, clientRetry: 0 });
  });

  it('when it was refused is known too', async () => {
    const gateway = await start([STREAMED]);
    const headers = headersOf('one', { 'x-modicum-max-tier': '1' });
    await ask(gateway, BODY, headers);
    await ask(gateway, BODY, headers);
    expect(links(gateway).map(({ outcome, retryOf }) => [outcome, retryOf])).toEqual([
      ['refused', null],
      ['refused', 0],
    ]);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('without a session is known by its body', async () => {
    const gateway = await start([OVERLOADED, STREAMED]);
    const headers = { 'anthropic-version': '2023-06-01' };
    await send(`${gateway.url}/v1/messages`, { headers, body: BODY });
    await send(`${gateway.url}/v1/messages`, { headers, body: BODY });
    expect(links(gateway)[1]).toMatchObject({ retryOf: 0, clientRetry: 1 });
  });

  it('as it was recorded: the stream that failed, and then all in one piece', async () => {
    const file = new URL('../fixtures/claude-code/requests-2.1.328.jsonl', import.meta.url);
    const recorded = readFileSync(fileURLToPath(file), 'utf8')
      .split('\n')
      .find((line) => line.includes('"nonstreaming-retry-after-stream-error"'));
    const { body, headers } = JSON.parse(recorded ?? '{}') as typeof RECORDED;
    const said = {
      'x-claude-code-session-id': headers['x-claude-code-session-id'] ?? '',
      'x-stainless-timeout': headers['x-stainless-timeout'] ?? '',
      'anthropic-version': '2023-06-01',
    };
    const gateway = await start([FAILED_MIDWAY, ANSWERED]);
    await ask(gateway, { ...body, max_tokens: 128_000, stream: true }, said);
    await ask(gateway, body, said);
    expect(links(gateway)[1]).toMatchObject({ retryOf: 0, clientRetry: 1 });
    expect(gateway.lastReceipt().call.purpose).toBe('main');
  });
});

declare const RECORDED: {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
};

describe('what is paid for is not bought again by Modicum', () => {
  const leaveMidway = async (gateway: ScriptedGateway) => {
    const leaving = new AbortController();
    const response = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headersOf() },
      body: JSON.stringify(BODY),
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
  };

  it('when the client leaves, the upstream is cancelled at once, and a repeat is linked', async () => {
    const silent: ScriptedReply = { sse: [START, CONTENT], thenSilence: true };
    const gateway = await start([silent, STREAMED]);
    await leaveMidway(gateway);
    await vi.waitFor(() => {
      expect(gateway.upstreams.anthropic.requests[0]?.end.kind).toBe('left');
      expect(gateway.lastReceipt().closed?.outcome).toBe('cancelled');
    });
    expect(gateway.upstreams.anthropic.requests).toHaveLength(1);
    await ask(gateway);
    expect(links(gateway)[1]).toMatchObject({ outcome: 'answered', retryOf: 0 });
  });

  it('when its provider is read to the end all the same, a repeat in the meantime is linked', async () => {
    const gate = Promise.withResolvers<void>();
    const [, , , ...rest] = anthropicStream({ model: MODEL });
    const slow: ScriptedReply = {
      sse: [START, CONTENT, ...rest.map((bytes) => ({ bytes, until: gate.promise }))],
    };
    const gateway = await start([slow, ...Array.from({ length: 50 }, () => STREAMED)], {
      ...WITHOUT_RETRIES,
      providers: { anthropic: { on_client_gone: 'drain' } },
    });
    await leaveMidway(gateway);
    // The gateway learns of it when the socket closes, which no row tells yet.
    await vi.waitFor(async () => {
      await ask(gateway, BODY, headersOf());
      expect(links(gateway).some(({ retryOf }) => retryOf === 0)).toBe(true);
    });
    expect(gateway.upstreams.anthropic.requests[0]?.end.kind).toBe('open');
    gate.resolve();
    await vi.waitFor(() => expect(links(gateway)[0]?.outcome).toBe('cancelled'));
  });

  it.each([
    ['a stream', BODY, STREAMED],
    ['a whole answer', inOnePiece, ANSWERED],
  ])('when only our own books fail at the end of %s', async (_name, body, reply) => {
    let isFull = true;
    const ledger = createMemoryLedger();
    const closeCall = (closed: Parameters<typeof ledger.closeCall>[0]) =>
      isFull
        ? Promise.reject(new ModicumError('ledger_full', 'the disk is full'))
        : ledger.closeCall(closed);
    const gateway = await start([reply, reply, reply], {
      policy: { limits: { attempts: 5 } },
      ledger: { ...ledger, closeCall },
    });
    const failed = await ask(gateway, body);
    expect(failed.text).toContain('the disk is full');
    // A stream has its headers long since; of a whole answer the SDKs are told not to ask again.
    expect(failed.headers.get('x-should-retry')).toBe(body === BODY ? null : 'false');
    expect(gateway.upstreams.anthropic.requests).toHaveLength(1);
    isFull = false;
    await ask(gateway, body);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(2);
    expect(gateway.lastReceipt().call).toMatchObject({ clientRetry: 1 });
  });
});
