import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readError, streamError, writeError } from './errors.ts';
import { ollamaChat } from './index.ts';

it.each([
  [404, '{"error":"model \\"x\\" not found"}', 'not_found', false, 'model "x" not found'],
  [503, '{"error":"server busy"}', 'overloaded', true, 'server busy'],
  [500, '{"error":"boom"}', 'server_error', true, 'boom'],
  [500, '{"error":"model requires more system memory (9 GiB)"}', 'server_error', false, null],
  [400, '{"error":"bad"}', 'invalid_request', false, 'bad'],
  [502, '<html>', 'server_error', true, 'The upstream answered 502.'],
  [500, '{"error":{"message":"nested"}}', 'server_error', true, 'nested'],
  [500, '{"error":{"message":5}}', 'server_error', true, 'The upstream answered 500.'],
])('%i %s', (status, body, kind, retryable, message) => {
  const error = readError({ status, headers: {}, body, now: 0 });
  expect(error).toMatchObject({ status, kind, retryable, retryAfterMs: null });
  if (message !== null) expect(error.message).toBe(message);
});

it('obeys the headers of a proxy in between', () => {
  const headers = { 'x-should-retry': 'false', 'retry-after': '1' };
  expect(readError({ status: 503, headers, body: '', now: 0 })).toMatchObject({
    retryable: false,
    retryAfterMs: 1000,
  });
});

it('does not repeat what cannot work in the middle of a stream either', () => {
  expect(streamError('model requires more system memory').retryable).toBe(false);
  expect(streamError('boom').retryable).toBe(true);
});

it('writes what Ollama would', () => {
  const error = {
    status: 500,
    kind: 'api_error',
    code: 'usage',
    message: 'No',
    retryAfterMs: null,
    shouldRetry: null,
  } as const;
  expect(writeError(error)).toEqual({ error: 'No' });
  expect(new TextDecoder().decode(ollamaChat.errors.writeEvent(error))).toBe('{"error":"No"}\n');
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.nat(999), fc.oneof(fc.string(), fc.json()), (status, body) => {
      expect(readError({ status, headers: {}, body, now: 0 }).status).toBe(status);
    }),
  );
});
