import { describe, expect, test } from 'vitest';
import {
  anthropicError,
  anthropicErrorEvent,
  anthropicEvent,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { answer, beginning, events } from './answers.ts';
import { message, send, streamed, type Sending } from './client.ts';
import { startFaultyGateway, type FaultyGateway } from './start-gateway.ts';

/** Words that do not look like keys, so that only knowing them helps. */
const KEY = 'plantedKeyOfTheClient0123456789';
const TOKEN = 'plantedTokenOfTheClient0123456789';
const SHOWN = { 'x-api-key': KEY, authorization: `Bearer ${TOKEN}` };
const QUOTE = `you sent ${KEY} and Bearer ${TOKEN}`;
const ESCAPED = QUOTE.replaceAll('planted', '\\u0070lanted');

const QUOTING_HEADERS = { 'x-echo': `key=${KEY}`, 'request-id': TOKEN, 'www-authenticate': QUOTE };

function errorText(words: string): string {
  return `{"type":"error","error":{"type":"invalid_request_error","message":"${words}"}}`;
}

const FAULTS: readonly (readonly [string, ScriptedReply])[] = [
  ...[400, 401, 402, 403, 404, 413, 429, 500, 502, 503, 529].map(
    (status) =>
      [
        `a ${status} that quotes it`,
        { status, headers: QUOTING_HEADERS, body: anthropicError('api_error', QUOTE) },
      ] as const,
  ),
  ['an escaped quotation', { status: 400, body: errorText(ESCAPED) }],
  ['a page', { status: 502, headers: { 'content-type': 'text/html' }, body: `<p>${QUOTE}</p>` }],
  ['a redirect', { status: 307, headers: { location: `http://127.0.0.1:1/?key=${KEY}` } }],
  ['a body that is no answer', { body: `"${QUOTE}"` }],
  ['nothing', { cutBeforeHeaders: true }],
  ['an error event first', { sse: [anthropicErrorEvent('api_error', QUOTE)] }],
  ['an error event later', { sse: [...beginning(), anthropicErrorEvent('api_error', QUOTE)] }],
  ['a cut', { sse: beginning(), thenCut: true }],
  ['an answer with telling headers', { headers: QUOTING_HEADERS, body: answer() }],
  ['a stream with telling headers', { headers: QUOTING_HEADERS, sse: events() }],
];

function start(always: ScriptedReply): Promise<FaultyGateway> {
  return startFaultyGateway(
    { anthropic: { always } },
    { ledger: 'sqlite', provider: { keys: [], passesClientCredential: true } },
  );
}

/** Everything a gateway wrote down or handed out. */
function left(gateway: FaultyGateway, reply: { headers: object; text: string }): string {
  return JSON.stringify([reply, gateway.ledger.recent({ limit: 10 }), gateway.log]);
}

describe.each<readonly [string, Sending]>([
  ['a message', { headers: SHOWN, body: message() }],
  ['a stream', { headers: SHOWN, body: streamed() }],
  ['a count', { headers: SHOWN, path: '/v1/messages/count_tokens', body: message() }],
  ['a batch', { headers: SHOWN, path: '/v1/messages/batches', body: { requests: [] } }],
])('a client’s credential is in nothing that is left of %s', (_name, sending) => {
  test.each(FAULTS)('after %s', async (_fault, reply) => {
    const gateway = await start(reply);
    const seen = await send(gateway.port, sending);
    expect(gateway.anthropic.requests.length).toBeGreaterThan(0);
    expect(gateway.anthropic.requests[0]?.headers).toMatchObject(SHOWN);
    const isCount = sending.path?.includes('count_tokens') === true;
    expect(gateway.ledger.recent({ limit: 1 })).toHaveLength(isCount ? 0 : 1);
    expect(left(gateway, withoutBody(seen))).not.toMatch(/planted/);
    if (seen.status >= 300) expect(seen.text).not.toMatch(/lanted/);
  });

  /** What came with a 200 is the upstream's own words, handed on unread. */
  function withoutBody({ headers, text, status }: Awaited<ReturnType<typeof send>>) {
    const isAsItCame = sending.path !== undefined || !text.includes('event: error');
    return { headers, text: status < 300 && isAsItCame ? '' : text };
  }
});

test('what fails on our side leaves it out of the log too', async () => {
  const gateway = await startFaultyGateway(
    {},
    {
      provider: { keys: [], passesClientCredential: true },
      classifier: {
        name: 'broken',
        classify: () => {
          throw new Error(`broken at ${KEY}`, { cause: TOKEN });
        },
      },
    },
  );
  const seen = await send(gateway.port, { headers: SHOWN, body: message() });
  expect(seen.status).toBe(500);
  expect(gateway.log.join('\n')).toContain('broken at [key]');
  expect(left(gateway, seen)).not.toMatch(/planted/);
});

test('one client’s credential is not in what another is told', async () => {
  const quoting = (words: string) => anthropicErrorEvent('api_error', words);
  const gateway = await start((request) => ({
    sse: [
      ...beginning(),
      anthropicEvent('ping', {}),
      quoting(`you sent ${String(request.headers['x-api-key'])}`),
    ],
  }));
  const keys = ['plantedFirst0123456789', 'plantedSecond0123456789'];
  const seen = await Promise.all(
    keys.map((key) => send(gateway.port, { headers: { 'x-api-key': key }, body: streamed() })),
  );
  for (const reply of seen) expect(reply.text).toContain('you sent [key]');
  expect(JSON.stringify([seen.map(({ text }) => text), gateway.log])).not.toMatch(/planted/);
});
