import { describe, expect, test } from 'vitest';
import { anthropicErrorEvent, type ScriptedReply } from '../../src/testing/index.ts';
import { answer, beginning, events } from './answers.ts';
import { message, openStream, send, streamed, type Seen, type Sending } from './client.ts';
import { startFaultyGateway, type FaultyGatewayOptions } from './start-gateway.ts';

/**
 * What Claude Code sees of an upstream's fault. It reacts to status, `retry-after`, `x-should-retry` and to
 * Anthropic's wording, so each of them must be the upstream's own.
 */
const HEADERS = {
  accept: 'application/json',
  'user-agent': 'claude-cli/2.1.328 (external, cli)',
  'x-app': 'cli',
  'anthropic-beta': 'claude-code-20250219,context-management-2025-06-27',
  'x-claude-code-session-id': '5f0c0000-0000-4000-8000-000000000001',
  'x-stainless-retry-count': '0',
  'x-stainless-timeout': '600',
};

/** A turn of the main conversation, streamed as Claude Code does. */
function turn(changes: object = {}): Sending {
  return {
    path: '/v1/messages?beta=true',
    headers: HEADERS,
    body: streamed({
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
      ...changes,
    }),
  };
}

/** Spaces, order and unknown fields as no serialiser of ours would write them. */
function errorBody(type: string, words: string): string {
  return ` {"request_id":"req_1", "type":"error","error":{"message":${JSON.stringify(words)},"type":"${type}"},"new":[1]}\n`;
}

interface Row {
  readonly fault: string;
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the client must find in the head of the answer. */
  readonly seen?: Readonly<Record<string, string>>;
  /** How often the upstream is asked; the sample policy repeats a passing fault once. */
  readonly asked: 1 | 2;
}

const ROWS: readonly Row[] = [
  {
    fault: '429 with a retry-after that is too long to wait',
    status: 429,
    body: errorBody('rate_limit_error', 'This request would exceed your rate limit.'),
    headers: { 'retry-after': '37', 'anthropic-ratelimit-requests-remaining': '0' },
    seen: { 'retry-after': '37', 'anthropic-ratelimit-requests-remaining': '0' },
    asked: 1,
  },
  {
    fault: '429 that must not be tried again: a cap on spend',
    status: 429,
    body: errorBody('rate_limit_error', 'You have reached your specified API usage limits.'),
    headers: { 'x-should-retry': 'false' },
    seen: { 'x-should-retry': 'false' },
    asked: 1,
  },
  { fault: '529', status: 529, body: errorBody('overloaded_error', 'Overloaded'), asked: 2 },
  { fault: '500', status: 500, body: errorBody('api_error', 'Internal server error'), asked: 2 },
  { fault: '502', status: 502, body: errorBody('api_error', 'Bad gateway'), asked: 2 },
  { fault: '404', status: 404, body: errorBody('not_found_error', 'model: absent'), asked: 1 },
  {
    fault: '400 naming context_management',
    status: 400,
    body: errorBody('invalid_request_error', 'context_management: Extra inputs are not permitted'),
    asked: 1,
  },
  {
    fault: '400 on a system-role message',
    status: 400,
    body: errorBody(
      'invalid_request_error',
      'messages.3.role: Input should be "user" or "assistant"; role "system" is not supported on this model',
    ),
    asked: 1,
  },
  {
    fault: '400 prompt is too long',
    status: 400,
    body: errorBody(
      'invalid_request_error',
      'prompt is too long: 1013562 tokens > 1000000 maximum',
    ),
    asked: 1,
  },
  {
    fault: '400 credit balance',
    status: 400,
    body: errorBody(
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API.',
    ),
    asked: 1,
  },
  {
    fault: '401',
    status: 401,
    body: errorBody('authentication_error', 'OAuth token has expired.'),
    asked: 1,
  },
  {
    fault: '403',
    status: 403,
    body: errorBody('permission_error', 'capability_rejected: afk-mode'),
    asked: 1,
  },
  {
    fault: '413',
    status: 413,
    body: errorBody('request_too_large', 'Request exceeds the maximum size'),
    asked: 1,
  },
];

describe.each([
  ['streamed', turn()],
  ['in one piece', { ...turn(), body: message({ max_tokens: 64_000 }) }],
])('an error status, %s', (_name, call) => {
  test.each(ROWS)('$fault', async ({ status, body, headers = {}, seen = {}, asked }) => {
    const gateway = await startFaultyGateway({
      anthropic: {
        always: {
          status,
          body,
          headers: { 'content-type': 'application/json', 'request-id': 'req_1', ...headers },
        },
      },
    });
    const reply = await send(gateway.port, call);
    expect(reply.status).toBe(status);
    expect(reply.text).toBe(body);
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'request-id': 'req_1',
      ...seen,
    });
    expect(gateway.anthropic.requests).toHaveLength(asked);
  });
});

test('a short retry-after is waited out here, and the client hears nothing of it', async () => {
  const gateway = await startFaultyGateway({
    anthropic: [
      {
        status: 429,
        headers: { 'retry-after-ms': '20' },
        body: errorBody('rate_limit_error', 'Slow down.'),
      },
      { sse: events() },
    ],
  });
  expect((await send(gateway.port, turn())).text).toBe(events().join(''));
});

test('three times 529 are three calls with 529, so that the client counts to its fallback', async () => {
  const overloaded = errorBody('overloaded_error', 'Overloaded');
  const gateway = await startFaultyGateway(
    { anthropic: { always: { status: 529, body: overloaded } } },
    { retries: 0 },
  );
  for (const _time of [1, 2, 3]) {
    const reply = await send(gateway.port, turn());
    expect([reply.status, reply.text]).toEqual([529, overloaded]);
  }
  expect(gateway.anthropic.requests).toHaveLength(3);
});

describe('no answer at all is a 502 in Anthropic’s words, for the client to try again', () => {
  test.each<[string, ScriptedReply]>([
    ['reset before the head', { cutBeforeHeaders: true }],
    ['an empty 200', { body: '' }],
    ['an empty stream', { sse: [] }],
    ['a page of a proxy', { headers: { 'content-type': 'text/html' }, body: '<h1>Hello</h1>' }],
  ])('%s', async (_name, reply) => {
    const gateway = await startFaultyGateway({ anthropic: { always: reply } });
    expectApiError(await send(gateway.port, turn()), 502);
  });

  test('refused', async () => {
    const gateway = await startFaultyGateway();
    await gateway.anthropic.close();
    expectApiError(await send(gateway.port, turn()), 502);
  });

  test('a page of a proxy with an error status keeps its status', async () => {
    const page = { headers: { 'content-type': 'text/html' }, body: '<h1>Bad</h1>' };
    const gateway = await startFaultyGateway({ anthropic: { always: { status: 500, ...page } } });
    expectApiError(await send(gateway.port, turn()), 500);
  });

  function expectApiError(reply: Seen, status: number): void {
    expect(reply.status).toBe(status);
    expect(reply.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
    expect(reply.headers['x-should-retry']).not.toBe('false');
    expect(reply.text).not.toContain('<h1>');
  }
});

describe('a fault inside a stream', () => {
  const ERROR_EVENT =
    'event: error\ndata:  {"error":{"message":"Overloaded","type":"overloaded_error","extra":1},"type":"error"}\n\n';

  test('an error event after content comes as it came, and is the last', async () => {
    const reply = await through([...beginning(), ERROR_EVENT]);
    expect(reply.text).toBe([...beginning(), ERROR_EVENT].join(''));
  });

  test('an error event before any content, for ever, is its own error status', async () => {
    const reply = await through([anthropicErrorEvent()]);
    expect(reply.status).toBe(529);
    expect(reply.json()).toMatchObject({ error: { type: 'overloaded_error' } });
  });

  test.each([
    ['broken JSON', [...beginning(), 'event: content_block_delta\ndata: {"type":"cont\n\n']],
    ['no message_stop, no block complete', beginning()],
    ['no message_stop, one block complete', events().slice(0, -2)],
    ['only message_stop is missing', events().slice(0, -1)],
  ])('%s: an error event, and no message_stop is made up', async (_name, sent) => {
    const reply = await through(sent);
    expect(reply.status).toBe(200);
    expect(reply.text).toMatch(/event: error\ndata: \{"type":"error".*\}\n\n$/);
    expect(reply.text).not.toContain('message_stop');
    expect(reply.text.startsWith(beginning().slice(0, 3).join(''))).toBe(true);
  });

  test('a broken event in a stream that ends well comes as it came', async () => {
    const sent = [...beginning(), 'data: {"type"\n\n', ...events().slice(4)];
    expect((await through(sent)).text).toBe(sent.join(''));
  });

  async function through(sent: readonly string[]): Promise<Seen> {
    const gateway = await startFaultyGateway({ anthropic: { always: { sse: sent } } });
    return send(gateway.port, turn());
  }
});

describe('waiting', () => {
  const quiet: FaultyGatewayOptions = { limits: { pingMs: 20 } };

  test('for a first byte that takes its time, the client hears pings and then the answer', async () => {
    const gate = Promise.withResolvers<void>();
    const gateway = await startFaultyGateway(
      { anthropic: [{ sse: [{ bytes: events().join(''), until: gate.promise }] }] },
      quiet,
    );
    const open = await openStream(gateway.port, turn());
    await open.until('event: ping');
    expect(open.status).toBe(200);
    gate.resolve();
    await open.ended;
    const answered = open.text().slice(open.text().indexOf('event: message_start'));
    expect(answered).toBe(events().join(''));
    expect(gateway.anthropic.requests).toHaveLength(1);
  });
});

describe('the retry in one piece right after a failed stream', () => {
  test('is answered, and its row names the call that failed', async () => {
    const gateway = await startFaultyGateway({
      anthropic: [{ sse: [...beginning(), anthropicErrorEvent()] }, { body: answer() }],
    });
    const failed = await send(gateway.port, turn());
    expect(failed.text).toContain('overloaded_error');
    const retried = await send(gateway.port, {
      ...turn({ stream: false, max_tokens: 64_000 }),
      headers: { ...HEADERS, 'x-stainless-timeout': '300' },
    });
    expect([retried.status, retried.json()]).toEqual([200, answer()]);
    expect(gateway.anthropic.requests).toHaveLength(2);
    const [repeat, first] = gateway.ledger.recent({ limit: 2 });
    expect(repeat?.call.retryOf).toBe(first?.call.callId);
    expect(first?.retriedBy).toEqual([repeat?.call.callId]);
  });
});
