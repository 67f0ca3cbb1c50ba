import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/core/json.ts';
import {
  anthropicError,
  anthropicErrorEvent,
  anthropicEvent,
  anthropicStream,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import type { Scenario } from './scenario.ts';
import { say, type Body, type Turn } from './scripted-model.ts';
import type { Performance } from './stage.ts';
import { answered } from './uses.ts';

/** An upstream that fails its first requests, and what Claude Code makes of it through the gateway. */
interface Fault {
  readonly name: string;
  /** What the upstream does; `null` once it is well again. */
  readonly reply: (turn: Turn) => ScriptedReply | null;
  readonly check?: (seen: Performance) => string;
  readonly args?: readonly string[];
  readonly limitMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

const PROMPT = 'Say hello.';
const WELL = 'Well again.';

const first = (times: number, reply: (body: Body) => ScriptedReply) => (turn: Turn) =>
  turn.earlier < times ? reply(turn.body) : null;

const always = (reply: ScriptedReply) => () => reply;

function failing(
  status: number,
  type: string,
  message = type,
  headers: Record<string, string> = {},
) {
  return { status, headers, body: anthropicError(type, message) };
}

/** A stream up to its first piece of text, and then what goes wrong. */
function begun(body: Body, then: readonly string[], end: JsonObject = {}): ScriptedReply {
  const events = anthropicStream({ model: body.model, text: 'It began' }).slice(0, 4);
  return { sse: [...events, ...then], ...end };
}

const TABLE: readonly Fault[] = [
  {
    name: '429 with retry-after',
    reply: first(2, () => failing(429, 'rate_limit_error', 'Slow down', { 'retry-after': '1' })),
  },
  { name: '529 overloaded, three times', reply: first(3, () => failing(529, 'overloaded_error')) },
  { name: '500, three times', reply: first(3, () => failing(500, 'api_error')) },
  {
    name: '502 with an HTML page',
    reply: first(3, () => ({ status: 502, body: '<html>Bad</html>' })),
  },
  { name: 'connection reset', reply: first(3, () => ({ cutBeforeHeaders: true })) },
  {
    name: 'error event within the stream',
    reply: (turn) =>
      turn.body.stream === true && turn.earlier === 0
        ? begun(turn.body, [anthropicErrorEvent()])
        : null,
    check: retriedWhole,
  },
  {
    name: 'broken JSON within the stream',
    reply: (turn) =>
      turn.body.stream === true && turn.earlier === 0
        ? begun(turn.body, ['event: content_block_delta\ndata: {"type":"content_blo\n\n'])
        : null,
    check: retriedWhole,
  },
  {
    name: 'stream cut before a block is complete',
    reply: (turn) => (turn.earlier === 0 ? begun(turn.body, [], { thenCut: true }) : null),
  },
  {
    name: 'stream cut after a complete block',
    reply: (turn) =>
      turn.earlier === 0
        ? begun(turn.body, [anthropicEvent('content_block_stop', { index: 0 })], { thenCut: true })
        : null,
    check: (seen) => `exit ${seen.exitCode}, says "${seen.stdout.trim().slice(0, 40)}"`,
  },
  {
    name: '404',
    reply: always(failing(404, 'not_found_error', 'model: claude-opus-5-5')),
    check: failed,
  },
  {
    name: 'empty 200',
    reply: first(2, () => ({ status: 200, body: '' })),
  },
  {
    name: '400 about context_management',
    reply: (turn) =>
      'context_management' in turn.body
        ? failing(
            400,
            'invalid_request_error',
            'context_management: Extra inputs are not permitted',
          )
        : null,
    check: recovered,
  },
  {
    name: '400 about a system-role message',
    reply: (turn) =>
      turn.body.messages.some(({ role }) => role === 'system')
        ? failing(
            400,
            'invalid_request_error',
            "messages.1.role: Input should be 'user' or 'assistant'",
          )
        : null,
    check: recovered,
  },
  {
    name: '400 prompt is too long',
    reply: always(
      failing(400, 'invalid_request_error', 'prompt is too long: 1234567 tokens > 1000000 maximum'),
    ),
    check(seen) {
      assert.match(seen.stdout, /1,?234,?567|too long/i);
      return `exit ${seen.exitCode}, "${oneLine(seen.stdout)}"`;
    },
  },
  {
    name: '400 credit balance',
    reply: always(
      failing(400, 'invalid_request_error', 'Your credit balance is too low to access the API.'),
    ),
    check: failed,
  },
  {
    name: '401',
    environment: { CLAUDE_CODE_MAX_RETRIES: '1' },
    reply: always(failing(401, 'authentication_error', 'invalid x-api-key')),
    check: failed,
  },
  {
    name: '529 until the fallback model',
    args: ['--fallback-model', 'claude-sonnet-5-5'],
    reply: ({ body }) =>
      body.model === 'claude-opus-5-5' ? failing(529, 'overloaded_error', 'Overloaded') : null,
    check(seen) {
      answered(seen, WELL);
      assert.equal(seen.receipts.at(-1)?.closed?.servedModel, 'anthropic/claude-sonnet-5-5');
      return `served by ${seen.receipts.at(-1)?.closed?.servedModel}`;
    },
  },
  {
    name: 'first byte after 25 s',
    limitMs: 60_000,
    reply: ({ body, earlier }) =>
      earlier > 0
        ? null
        : {
            sse: anthropicStream({ model: body.model, text: WELL }).map((bytes, index) => ({
              bytes,
              afterMs: index === 0 ? 25_000 : 0,
            })),
          },
  },
  {
    name: '429 that must not be repeated',
    reply: always(
      failing(429, 'rate_limit_error', 'This workspace has reached its spend limit.', {
        'x-should-retry': 'false',
      }),
    ),
    check(seen) {
      assert.notEqual(seen.exitCode, 0);
      assert.equal(mainCalls(seen), 1, 'Claude Code repeated it');
      return `shown, not repeated: "${oneLine(seen.stdout)}"`;
    },
  },
];

export const FAULTS: readonly Scenario[] = TABLE.map((fault) => ({
  name: fault.name,
  args: ['-p', '--model', 'claude-opus-5-5', ...(fault.args ?? []), PROMPT],
  model: (turn) => fault.reply(turn) ?? say(turn.body, WELL),
  check: fault.check ?? recovered,
  ...(fault.environment !== undefined && { environment: fault.environment }),
  ...(fault.limitMs !== undefined && { limitMs: fault.limitMs }),
}));

function recovered(seen: Performance): string {
  answered(seen, WELL);
  return `recovered after ${mainCalls(seen) - 1} repeats of the client`;
}

/** Claude Code asks again at once, in one piece; both are one call of two attempts. */
function retriedWhole(seen: Performance): string {
  answered(seen, WELL);
  const [begunCall, repeat] = seen.receipts;
  assert.equal(seen.receipts.length, 2);
  assert.equal(repeat?.call.stream, false);
  assert.equal(repeat?.call.retryOf, begunCall?.call.callId);
  assert.equal(seen.requests.length, 2, 'paid for more than once per attempt');
  return 'repeated in one piece, linked, one request each';
}

function failed(seen: Performance): string {
  assert.notEqual(seen.exitCode, 0);
  return `exit ${seen.exitCode}, ${mainCalls(seen)} calls: "${oneLine(seen.stdout)}"`;
}

function mainCalls(seen: Performance): number {
  return seen.receipts.length;
}

function oneLine(text: string): string {
  return text.trim().split('\n').join(' ').slice(0, 90);
}
