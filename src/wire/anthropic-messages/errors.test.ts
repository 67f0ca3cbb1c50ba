import { describe, expect, test } from 'vitest';
import type { CallError, CallErrorKind, UpstreamErrorKind } from '../../core/error.ts';
import type { ErrorResponse } from '../dialect.ts';
import { readError, readErrorEvent } from './error-read.ts';
import { writeError, writeErrorEvent, writeUpstreamErrorEvent } from './error-write.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);

function read(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response: ErrorResponse = { status, headers, body: text, now: NOW };
  return readError(response);
}

const error = (type: string, message = 'No.', more: object = {}) => ({
  type: 'error',
  error: { type, message, ...more },
});

describe('statuses', () => {
  test.each<[number, string, UpstreamErrorKind, boolean]>([
    [400, 'invalid_request_error', 'invalid_request', false],
    [401, 'authentication_error', 'authentication', false],
    [402, 'billing_error', 'billing', false],
    [403, 'permission_error', 'permission', false],
    [404, 'not_found_error', 'not_found', false],
    [408, 'timeout_error', 'timeout', true],
    [409, 'conflict_error', 'server_error', true],
    [413, 'request_too_large', 'too_large', false],
    [422, 'invalid_request_error', 'invalid_request', false],
    [429, 'rate_limit_error', 'rate_limited', true],
    [500, 'api_error', 'server_error', true],
    [502, 'api_error', 'server_error', true],
    [503, 'api_error', 'overloaded', true],
    [504, 'timeout_error', 'timeout', true],
    [529, 'overloaded_error', 'overloaded', true],
    [307, 'api_error', 'malformed', false],
    // an error where an answer should be
    [200, 'overloaded_error', 'overloaded', true],
    [200, 'invalid_request_error', 'invalid_request', false],
    [200, 'unheard_of', 'server_error', true],
  ])('%i %s is %s, retryable: %s', (status, type, kind, retryable) => {
    expect(read(status, error(type))).toEqual({
      kind,
      status,
      message: 'No.',
      retryable,
      retryAfterMs: null,
    });
  });

  test('the upstream knows better', () => {
    expect(read(500, error('api_error'), { 'x-should-retry': 'false' }).retryable).toBe(false);
    expect(read(400, error('invalid_request_error'), { 'x-should-retry': 'true' }).retryable).toBe(
      true,
    );
    expect(read(500, error('api_error'), { 'x-should-retry': 'perhaps' }).retryable).toBe(true);
  });
});

describe('money', () => {
  const CAP = { details: { error_code: 'enforced_spend_limit_reached' } };

  test.each<[string, number, object, Record<string, string>, UpstreamErrorKind]>([
    ['a monthly cap', 429, error('rate_limit_error', 'Capped.', CAP), {}, 'spend_limit'],
    [
      'a monthly cap, code beside the type',
      429,
      error('rate_limit_error', 'Capped.', { error_code: 'enforced_spend_limit_reached' }),
      { 'retry-after': '5' },
      'spend_limit',
    ],
    [
      'a cap told by its words',
      429,
      error('rate_limit_error', 'You have reached your monthly spend limit.'),
      {},
      'spend_limit',
    ],
    [
      'a limit the customer set',
      400,
      error('invalid_request_error', 'You have reached your specified API usage limits.'),
      {},
      'spend_limit',
    ],
    [
      'no credit',
      400,
      error('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
      {},
      'billing',
    ],
  ])('%s', (_name, status, body, headers, kind) => {
    expect(read(status, body, headers)).toMatchObject({ kind, retryable: false });
  });

  test('a wait that is named is a rate limit, whatever the words', () => {
    const body = error(
      'rate_limit_error',
      'This would exceed the usage limit of your organization per minute.',
    );
    expect(read(429, body, { 'retry-after': '5' })).toMatchObject({
      kind: 'rate_limited',
      retryable: true,
      retryAfterMs: 5_000,
    });
  });

  test('words about money elsewhere mean nothing', () => {
    expect(read(500, error('api_error', 'spend limit')).kind).toBe('server_error');
  });
});

describe('waiting', () => {
  test.each<[Record<string, string>, number | null]>([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '1500.5', 'retry-after': '9' }, 1_501],
    [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:07 GMT' }, 7_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '' }, null],
    [{}, null],
  ])('%j is %j ms', (headers, wait) => {
    expect(read(529, error('overloaded_error'), headers).retryAfterMs).toBe(wait);
  });
});

describe('bodies that are no error of this dialect', () => {
  test.each<[string, number, unknown, string]>([
    [
      'HTML',
      502,
      '<html><body>Bad gateway at 10.0.0.7</body></html>',
      'The upstream answered 502.',
    ],
    ['nothing', 500, '', 'The upstream answered 500.'],
    ['torn JSON', 500, '{"type":"error","error":{"mess', 'The upstream answered 500.'],
    ['a list', 500, [1], 'The upstream answered 500.'],
    ['a string as error', 500, { error: 'out of memory' }, 'out of memory'],
    ['a message alone', 500, { message: 'out of memory' }, 'out of memory'],
    [
      'odd types',
      500,
      { error: { type: 1, message: 2, details: 3 } },
      'The upstream answered 500.',
    ],
  ])('%s', (_name, status, body, message) => {
    expect(read(status, body)).toMatchObject({ kind: 'server_error', message });
  });

  test('a page where an answer should be is malformed, and may be better next time', () => {
    expect(read(200, '<html>')).toMatchObject({ kind: 'malformed', retryable: true });
    expect(read(200, '')).toMatchObject({ kind: 'malformed', retryable: true });
  });

  test('keys are not repeated', () => {
    const body = error('authentication_error', 'invalid x-api-key sk-ant-api03-abcdefghij');
    expect(read(401, body).message).not.toContain('abcdefghij');
  });
});

test('an error event says only by its type what it is', () => {
  expect(readErrorEvent(error('overloaded_error', 'Overloaded'))).toEqual({
    kind: 'overloaded',
    status: null,
    message: 'Overloaded',
    retryable: true,
    retryAfterMs: null,
  });
  expect(readErrorEvent(error('invalid_request_error'))).toMatchObject({
    kind: 'invalid_request',
    retryable: false,
  });
  expect(
    readErrorEvent(
      error('rate_limit_error', 'x', { details: { error_code: 'enforced_spend_limit_reached' } }),
    ),
  ).toMatchObject({ kind: 'spend_limit', retryable: false });
  expect(readErrorEvent({})).toMatchObject({
    kind: 'server_error',
    message: 'The upstream gave no message.',
  });
});

describe('writing', () => {
  const CALL_ERROR: CallError = {
    status: 400,
    kind: 'invalid_request',
    code: 'invalid_json',
    message: 'Say "model".',
    retryAfterMs: null,
    shouldRetry: null,
  };

  test.each<[CallErrorKind, string]>([
    ['invalid_request', 'invalid_request_error'],
    ['authentication', 'authentication_error'],
    ['permission', 'permission_error'],
    ['not_found', 'not_found_error'],
    ['method_not_allowed', 'invalid_request_error'],
    ['too_large', 'request_too_large'],
    ['rate_limited', 'rate_limit_error'],
    ['billing', 'billing_error'],
    ['api_error', 'api_error'],
    ['timeout', 'timeout_error'],
    ['overloaded', 'overloaded_error'],
  ])('%s is %s', (kind, type) => {
    expect(writeError({ ...CALL_ERROR, kind })).toEqual({
      type: 'error',
      error: { type, message: 'Say "model".', code: 'invalid_json' },
    });
  });

  test('an event is whole', () => {
    expect(new TextDecoder().decode(writeErrorEvent(CALL_ERROR))).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"invalid_request_error","message":"Say \\"model\\".","code":"invalid_json"}}\n\n',
    );
  });

  test('an upstream error keeps its type when told on', () => {
    const told = readErrorEvent(error('overloaded_error', 'Overloaded'));
    expect(new TextDecoder().decode(writeUpstreamErrorEvent(told))).toContain(
      '"type":"overloaded_error"',
    );
  });
});
