import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { readError } from './error-read.ts';
import { writeError, writeErrorEvent } from './error-write.ts';

function read(status: number, body: Json, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readError({ status, headers, body: text, now: 0 });
}

describe('reading', () => {
  it('reads message, kind and wait', () => {
    const body = { error: { message: 'Slow down', code: 'rate_limit_exceeded' } };
    expect(read(429, body, { 'retry-after': '2' })).toEqual({
      kind: 'rate_limited',
      status: 429,
      message: 'Slow down',
      retryable: true,
      retryAfterMs: 2000,
    });
  });

  it.each([
    { code: 'insufficient_quota' },
    { type: 'insufficient_quota' },
    { code: 'organization_spend_limit_exceeded' },
    { code: 'project_spend_limit_exceeded' },
  ])('%j is about money, and waiting does not help', (error) => {
    expect(read(429, { error })).toMatchObject({ kind: 'spend_limit', retryable: false });
  });

  it('lets the upstream decide about a repeat', () => {
    expect(read(500, '', { 'x-should-retry': 'false' }).retryable).toBe(false);
    expect(read(400, '', { 'x-should-retry': 'true' }).retryable).toBe(true);
  });

  it.each<[Json, string]>([
    [{ message: 'Flat' }, 'Flat'],
    [{ error: 'Just words' }, 'Just words'],
    ['<html>no</html>', 'The upstream answered 502.'],
    ['', 'The upstream answered 502.'],
    [[1], 'The upstream answered 502.'],
  ])('finds the words in %j', (body, message) => {
    expect(read(502, body)).toMatchObject({ kind: 'server_error', message });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.oneof(fc.string(), fc.json()), (status, body) => {
        expect(read(status, body).status).toBe(status);
      }),
    );
  });
});

describe('writing', () => {
  const error = {
    status: 404,
    kind: 'not_found',
    code: 'unknown_model',
    message: 'No such model.',
    retryAfterMs: null,
    shouldRetry: false,
  } as const;
  const written = {
    error: {
      message: 'No such model.',
      type: 'not_found_error',
      param: null,
      code: 'unknown_model',
    },
  };

  it('has the shape the SDKs read', () => {
    expect(writeError(error)).toEqual(written);
  });

  it('is a whole event in a stream', () => {
    const text = new TextDecoder().decode(writeErrorEvent(error));
    expect(text).toBe(`data: ${JSON.stringify(written)}\n\n`);
  });
});
