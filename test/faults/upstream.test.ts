import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../src/ledger/ledger.ts';
import {
  anthropicError,
  ollamaAnswer,
  ollamaError,
  ollamaLine,
  ollamaStream,
  startScriptedUpstream,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { answer, events } from './answers.ts';
import { localWork, message, send, streamed } from './client.ts';
import { ANTHROPIC_KEY, startFaultyGateway } from './start-gateway.ts';

const OVERLOADED: ScriptedReply = { status: 529, body: anthropicError() };

function outcomes(receipt: Receipt): readonly (string | undefined)[] {
  return receipt.attempts.map((attempt) => attempt.closed?.outcome);
}

test('1: one 529 is retried', async () => {
  const gateway = await startFaultyGateway({ anthropic: [OVERLOADED, { body: answer() }] });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.status).toBe(200);
  expect(reply.headers['x-modicum-attempts']).toBe('2');
  expect(reply.headers['x-modicum-reason']).toContain('retry_transient');
  expect(outcomes(await gateway.closedReceipt())).toEqual(['failed', 'answered']);
});

test('2: a 529 for ever is asked three times at most and told in the dialect', async () => {
  const gateway = await startFaultyGateway({ anthropic: { always: OVERLOADED } }, { retries: 2 });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.status).toBe(529);
  expect(reply.json()).toEqual(anthropicError());
  expect(gateway.anthropic.requests).toHaveLength(3);
  const { closed } = await gateway.closedReceipt();
  expect(closed).toMatchObject({
    outcome: 'failed',
    attempts: 3,
    cost: { state: 'final', nanoUsd: 0 },
  });
});

describe('429', () => {
  const limited = (headers: Record<string, string>): ScriptedReply => ({
    status: 429,
    headers,
    body: anthropicError('rate_limit_error', 'Slow down.'),
  });

  test('3: a short retry-after is waited out, and never cut short', async () => {
    const gateway = await startFaultyGateway({
      anthropic: [limited({ 'retry-after-ms': '400' }), { body: answer() }],
    });
    const reply = await send(gateway.port, { body: message() });
    expect(reply.status).toBe(200);
    const [first, second] = (await gateway.closedReceipt()).attempts;
    const gap = (second?.opened.startedAt ?? 0) - (first?.opened.startedAt ?? 0);
    // A lower bound on what we wait is no bound on how fast the machine is.
    expect(gap).toBeGreaterThanOrEqual(395);
  });

  test('4: a long one is handed on at once, with the word not to try', async () => {
    const gateway = await startFaultyGateway({
      anthropic: { always: limited({ 'retry-after': '3600' }) },
    });
    const reply = await send(gateway.port, { body: message() });
    expect(reply.status).toBe(429);
    expect(reply.headers).toMatchObject({ 'retry-after': '3600', 'x-should-retry': 'false' });
    expect(reply.json()).toEqual(anthropicError('rate_limit_error', 'Slow down.'));
    expect(gateway.anthropic.requests).toHaveLength(1);
  });

  test('5: a monthly cap is one call, and not to be tried again', async () => {
    const body = {
      type: 'error',
      error: {
        type: 'rate_limit_error',
        message: 'You have reached your monthly limit.',
        details: { error_code: 'enforced_spend_limit_reached' },
      },
    };
    const gateway = await startFaultyGateway({ anthropic: { always: { status: 429, body } } });
    const reply = await send(gateway.port, { body: message() });
    expect(reply.status).toBe(429);
    expect(reply.json()).toEqual(body);
    expect(reply.headers['x-should-retry']).toBe('false');
    expect(gateway.anthropic.requests).toHaveLength(1);
    expect((await gateway.closedReceipt()).closed).toMatchObject({
      errorCode: 'upstream_spend_limit',
    });
  });
});

test.each([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
])('6: a %d is one call, its status and bytes kept', async (status, type) => {
  const body = ` {"type":"error","error":{"type":"${type}","message":"No."},"new_field":[1,2]}\n`;
  for (const call of [message(), streamed()]) {
    const gateway = await startFaultyGateway({ anthropic: { always: { status, body } } });
    const reply = await send(gateway.port, { body: call });
    expect(reply.status).toBe(status);
    expect(reply.text).toBe(body);
    expect(gateway.anthropic.requests).toHaveLength(1);
    await gateway.close();
  }
});

test('7: a 500 that says not to retry is one call', async () => {
  const gateway = await startFaultyGateway({
    anthropic: {
      always: {
        status: 500,
        headers: { 'x-should-retry': 'false' },
        body: anthropicError('api_error'),
      },
    },
  });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.status).toBe(500);
  expect(reply.headers['x-should-retry']).toBe('false');
  expect(gateway.anthropic.requests).toHaveLength(1);
});

test('8: cut before the headers is retried once; both attempts are booked, the first at unknown cost', async () => {
  const gateway = await startFaultyGateway({
    anthropic: [{ cutBeforeHeaders: true }, { body: answer() }],
  });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.status).toBe(200);
  const receipt = await gateway.closedReceipt();
  expect(outcomes(receipt)).toEqual(['failed', 'answered']);
  expect(receipt.attempts[0]?.closed?.cost).toEqual({ state: 'unknown' });
  expect(receipt.closed).toMatchObject({ cost: { state: 'unknown' } });
});

test('9: a closed port is an error of the dialect; no other tier is asked, and the gateway lives', async () => {
  const gateway = await startFaultyGateway({ anthropic: [{ body: answer() }] });
  await gateway.anthropic.close();
  const reply = await send(gateway.port, { body: message() });
  expect(reply.status).toBe(502);
  expect(reply.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
  const receipt = await gateway.closedReceipt();
  expect(new Set(receipt.attempts.map(({ opened }) => opened.tier))).toEqual(new Set([2]));
  expect(receipt.closed).toMatchObject({ cost: { state: 'final', nanoUsd: 0 } });
  expect((await send(gateway.port, { method: 'GET', path: '/healthz' })).status).toBe(200);
});

describe('10: a 200 that is no answer', () => {
  const FALSE_ANSWERS: readonly (readonly [string, ScriptedReply])[] = [
    ['HTML', { headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }],
    ['empty', { body: '' }],
    ['torn JSON', { body: JSON.stringify(answer()).slice(0, 80) }],
    ['other JSON', { body: { hello: 'world' } }],
    ['an array', { body: '[]' }],
    ['an error body', { body: anthropicError() }],
  ];
  test.each(FALSE_ANSWERS)('%s is tried again', async (_name, reply) => {
    const gateway = await startFaultyGateway({ anthropic: [reply, { body: answer() }] });
    const seen = await send(gateway.port, { body: message() });
    expect(seen.status).toBe(200);
    expect(seen.json()).toEqual(answer());
    expect(outcomes(await gateway.closedReceipt())).toEqual(['failed', 'answered']);
  });

  test.each(FALSE_ANSWERS)('%s for ever is a 502', async (_name, reply) => {
    const gateway = await startFaultyGateway({ anthropic: { always: reply } });
    const seen = await send(gateway.port, { body: message() });
    expect(seen.status).toBe(502);
    expect(seen.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
  });

  test.each(FALSE_ANSWERS)('%s where a stream was asked for is no stream', async (_name, reply) => {
    const gateway = await startFaultyGateway({ anthropic: [reply, { sse: events() }] });
    const seen = await send(gateway.port, { body: streamed() });
    expect(seen.text).toBe(events().join(''));
  });
});

test.each([301, 302, 303, 307, 308])('11: a %d to another host is not followed', async (status) => {
  const elsewhere = await startScriptedUpstream([], { afterwards: { body: answer() } });
  const gateway = await startFaultyGateway({
    anthropic: { always: { status, headers: { location: `${elsewhere.url}/v1/messages` } } },
  });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.status).toBe(502);
  expect(reply.headers['location']).toBeUndefined();
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.close();
});

test('12: fields, blocks and counters nobody knows yet are handed on byte for byte', async () => {
  const text = JSON.stringify({
    ...answer({ usage: { input_tokens: 5, output_tokens: 6, quantum_tokens: 7 } }),
    content: [
      { type: 'text', text: 'é \u0001 \ud83d\ude00' },
      { type: 'hologram', depth: 3 },
    ],
    zeta: { a: ['beyond', null] },
  })
    .replace('"zeta"', '\n\t"zeta"')
    .replace('"beyond"', '1e400, 1.0');
  const gateway = await startFaultyGateway({ anthropic: [{ body: text }] });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.text).toBe(text);
});

test.each([
  ['refusal', 'refusal'],
  ['pause_turn', 'pause'],
  ['model_context_window_exceeded', 'context_window'],
  ['max_tokens', 'max_tokens'],
  ['something_new', 'other'],
])('13: the stop reason %s is kept, and no other model is asked', async (stopReason, booked) => {
  const gateway = await startFaultyGateway({ anthropic: [{ body: answer({ stopReason }) }] });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.json()['stop_reason']).toBe(stopReason);
  expect(gateway.anthropic.requests).toHaveLength(1);
  expect((await gateway.closedReceipt()).attempts[0]?.closed?.finishReason).toBe(booked);
});

describe('14: usage that cannot be true', () => {
  const ABSURD: readonly (readonly [string, unknown])[] = [
    ['absent', undefined],
    ['null', null],
    ['negative', { input_tokens: -5, output_tokens: 3 }],
    ['huge', { input_tokens: 1e300, output_tokens: 3 }],
    ['text', { input_tokens: '12', output_tokens: '3' }],
    ['a fraction', { input_tokens: 1.5, output_tokens: 3 }],
    ['an array', []],
    ['without output', { input_tokens: 4 }],
  ];
  test.each(ABSURD)('%s: the answer is delivered, its cost unknown', async (_name, usage) => {
    const body = JSON.stringify({ ...answer(), usage });
    const gateway = await startFaultyGateway({ anthropic: [{ body }] });
    const reply = await send(gateway.port, { body: message() });
    expect(reply.text).toBe(body);
    expect(reply.headers['x-modicum-cost-state']).toBe('unknown');
    expect(reply.headers['x-modicum-cost-usd']).toBeUndefined();
    const receipt = await gateway.closedReceipt();
    expect(receipt.attempts[0]?.closed).toMatchObject({
      usage: { state: 'unknown' },
      cost: { state: 'unknown' },
    });
    expect(receipt.closed).toMatchObject({ outcome: 'answered', cost: { state: 'unknown' } });
  });
});

describe('15: a silent upstream', () => {
  test.each([
    ['before the head', { neverAnswers: true } as const],
    ['after the head', { chunks: [], thenSilence: true } as const],
    ['after half an answer', { chunks: ['{"id":'], thenSilence: true } as const],
  ])('%s: the call ends with its deadline', async (_name, reply) => {
    for (const call of [message(), streamed()]) {
      const gateway = await startFaultyGateway({ anthropic: { always: reply } });
      const headers = { 'x-modicum-deadline-ms': '120' };
      const seen = await send(gateway.port, { headers, body: call });
      expect(seen.status).toBe(504);
      expect(seen.json()).toMatchObject({ type: 'error', error: { type: 'timeout_error' } });
      expect(gateway.anthropic.requests).toHaveLength(1);
      await gateway.anthropic.whenClosed(0);
      const { closed, attempts } = await gateway.closedReceipt();
      expect(closed).toMatchObject({ outcome: 'cancelled', errorCode: 'deadline_passed' });
      expect(attempts[0]?.closed?.cost).toEqual({ state: 'unknown' });
      await gateway.close();
    }
  });

  test("is left at its tier's own limit, before the deadline", async () => {
    const gateway = await startFaultyGateway(
      { anthropic: { always: { neverAnswers: true } } },
      { timeoutMs: 80 },
    );
    const reply = await send(gateway.port, { body: message() });
    expect(reply.status).toBe(504);
    expect((await gateway.closedReceipt()).closed).toMatchObject({
      outcome: 'failed',
      errorCode: 'upstream_timeout',
    });
  });

  test('in a long stream: the deadline ends it with an error event', async () => {
    const gateway = await startFaultyGateway({
      anthropic: { always: { sse: events().slice(0, 4), thenSilence: true } },
    });
    const headers = { 'x-modicum-deadline-ms': '150' };
    const reply = await send(gateway.port, { headers, body: streamed() });
    expect(reply.status).toBe(200);
    expect(reply.text).toMatch(/event: error\ndata: .*timeout_error.*\n\n$/);
    await gateway.anthropic.whenClosed(0);
  });
});

describe('16: a model the upstream does not have (any more)', () => {
  test('is a 404 in its own words, and never another model', async () => {
    const body = anthropicError('not_found_error', 'model: sample-work');
    const gateway = await startFaultyGateway({ anthropic: { always: { status: 404, body } } });
    const reply = await send(gateway.port, { body: message({ model: 'modicum/tier-2' }) });
    expect(reply.status).toBe(404);
    expect(reply.json()).toEqual(body);
    expect(gateway.anthropic.requests).toHaveLength(1);
  });

  test('that the catalog knows as retired is named with its successor, and not asked', async () => {
    const gateway = await startFaultyGateway();
    const reply = await send(gateway.port, { body: message({ model: 'sample-old' }) });
    expect(reply.status).toBe(404);
    expect(reply.text).toContain('sample-work');
    expect(gateway.anthropic.requests).toEqual([]);
  });
});

test('17: an answer by another model is priced by that model, and flagged', async () => {
  const gateway = await startFaultyGateway({
    anthropic: [{ body: answer({ model: 'sample-best' }) }, { body: answer() }],
  });
  const reply = await send(gateway.port, { body: message() });
  expect(reply.json()['model']).toBe('sample-best');
  expect(reply.headers['x-modicum-model']).toBe('anthropic/sample-best');
  expect(reply.headers['x-modicum-reason']).toContain('other_model_answered');
  await send(gateway.port, { body: message() });
  const [asAsked, other] = gateway.ledger.recent({ limit: 2 });
  const costs = [other, asAsked].map((receipt) => receipt?.closed?.cost);
  // The best model costs twice what the workhorse does.
  expect(costs).toEqual([
    { state: 'final', nanoUsd: 1_584_000 },
    { state: 'final', nanoUsd: 792_000 },
  ]);
  expect(asAsked?.closed?.reasons).not.toContain('other_model_answered');
});

test('17: an answer by a model nobody knows has an unknown cost', async () => {
  const gateway = await startFaultyGateway({
    anthropic: [{ body: answer({ model: 'mystery-9' }) }],
  });
  await send(gateway.port, { body: message() });
  const { closed } = await gateway.closedReceipt();
  expect(closed).toMatchObject({ cost: { state: 'unknown' }, reasons: ['other_model_answered'] });
});

describe('18: the local server', () => {
  const cheap = { body: answer({ model: 'sample-cheap' }) };
  const FAULTS: readonly (readonly [string, ScriptedReply, boolean])[] = [
    ['error line first', { ndjson: [ollamaLine(ollamaError())] }, true],
    [
      'error line after content',
      { ndjson: [...ollamaStream().slice(0, 2), ollamaLine(ollamaError())] },
      true,
    ],
    ['no done', { ndjson: ollamaStream().slice(0, 2) }, true],
    ['503', { status: 503, body: ollamaError('server busy') }, false],
    ['404', { status: 404, body: ollamaError('model not found') }, false],
    ['an error with 200', { body: ollamaError() }, false],
  ];
  test.each(FAULTS)('%s: one tier up, with the reason', async (_name, fault, stream) => {
    const gateway = await startFaultyGateway(
      {
        local: { always: fault },
        anthropic: [stream ? { sse: events({ model: 'sample-cheap' }) } : cheap],
      },
      { retries: 0 },
    );
    const work = localWork({ stream });
    const headers = { 'x-modicum-task': 'classify_text' };
    const reply = await send(gateway.port, { ...work, headers });
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'x-modicum-tier': '1',
      'x-modicum-escalated-from': '0',
      'x-modicum-attempts': '2',
    });
    expect(reply.headers['x-modicum-reason']).toContain('tier_unavailable');
    expect(outcomes(await gateway.closedReceipt())).toEqual(['failed', 'answered']);
  });

  test('down: tier 1 with the reason, never tier 2 unasked', async () => {
    const gateway = await startFaultyGateway({ anthropic: [cheap, { status: 400, body: {} }] });
    await gateway.local.close();
    const first = await send(gateway.port, localWork());
    expect(first.headers).toMatchObject({ 'x-modicum-tier': '1' });
    expect(first.headers['x-modicum-reason']).toContain('tier_unavailable');
    const second = await send(gateway.port, localWork());
    expect(second.status).toBe(400);
    const asked = gateway.anthropic.requests.map((request) => request.json());
    expect(asked).toMatchObject([{ model: 'sample-cheap' }, { model: 'sample-cheap' }]);
  });
});

describe('19: a prompt the local server cut without a word', () => {
  test.each([[false], [true]])('is noticed and asked one tier up (stream: %s)', async (stream) => {
    const cut = { promptEvalCount: 4_096 };
    const gateway = await startFaultyGateway({
      local: [stream ? { ndjson: ollamaStream(cut) } : { body: ollamaAnswer(cut) }],
      anthropic: [
        stream
          ? { sse: events({ model: 'sample-cheap' }) }
          : { body: answer({ model: 'sample-cheap' }) },
      ],
    });
    const reply = await send(gateway.port, {
      headers: { 'x-modicum-task': 'classify_text' },
      body: message({ model: 'modicum/auto', stream }),
    });
    expect(reply.status).toBe(200);
    expect(reply.headers['x-modicum-escalated-from']).toBe('0');
    const [first] = (await gateway.closedReceipt()).attempts;
    expect(first?.closed).toMatchObject({ outcome: 'failed' });
    expect(first?.closed?.detail).toMatch(/cut the prompt/);
  });
});

test('69 (upstream side): no key goes to the local server', async () => {
  const gateway = await startFaultyGateway({ local: [{ body: ollamaAnswer() }] });
  await send(gateway.port, {
    ...localWork(),
    headers: { ...localWork().headers, 'x-api-key': 'mine' },
  });
  const [request] = gateway.local.requests;
  expect(JSON.stringify(request?.rawHeaders)).not.toMatch(/api-key|authorization/i);
  expect(JSON.stringify(request?.rawHeaders)).not.toContain(ANTHROPIC_KEY);
});
