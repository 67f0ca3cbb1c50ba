import { describe, expect, it } from 'vitest';
import { ModicumError, type UpstreamError, type UpstreamErrorKind } from '../core/error.ts';
import {
  callErrorOf,
  cancelledError,
  INTERNAL_ERROR,
  methodNotAllowed,
  notFound,
  ownFailure,
  tooLarge,
} from './client-errors.ts';

const asIs = (text: string) => text;

function upstreamError(changes: Partial<UpstreamError>): UpstreamError {
  return {
    kind: 'server_error',
    status: null,
    message: 'its words',
    retryable: true,
    retryAfterMs: null,
    ...changes,
  };
}

describe('callErrorOf', () => {
  const STATUSES: readonly [UpstreamErrorKind, number][] = [
    ['invalid_request', 400],
    ['authentication', 401],
    ['billing', 402],
    ['permission', 403],
    ['not_found', 404],
    ['too_large', 413],
    ['rate_limited', 429],
    ['spend_limit', 429],
    ['overloaded', 529],
    ['server_error', 502],
    ['unreachable', 502],
    ['cut', 502],
    ['timeout', 504],
    ['malformed', 502],
  ];

  it.each(STATUSES)('%s without a status is a %i', (kind, status) => {
    const error = callErrorOf(upstreamError({ kind }), asIs);
    expect(error).toMatchObject({ status, code: `upstream_${kind}`, message: 'its words' });
  });

  it('keeps an error status, and never calls a failure a 200', () => {
    expect(callErrorOf(upstreamError({ status: 503 }), asIs).status).toBe(503);
    expect(callErrorOf(upstreamError({ kind: 'malformed', status: 200 }), asIs).status).toBe(502);
    expect(callErrorOf(upstreamError({ kind: 'malformed', status: 307 }), asIs).status).toBe(502);
  });

  it('hands on how long to wait, and that waiting does not help against a spend limit', () => {
    const limited = upstreamError({ kind: 'rate_limited', retryAfterMs: 2_000 });
    expect(callErrorOf(limited, asIs)).toMatchObject({ retryAfterMs: 2_000, shouldRetry: null });
    const spent = upstreamError({ kind: 'spend_limit' });
    expect(callErrorOf(spent, asIs).shouldRetry).toBe(false);
  });

  it('takes keys out of the upstream’s words', () => {
    const error = upstreamError({ message: 'bad key sk-1' });
    expect(callErrorOf(error, (text) => text.replace('sk-1', '…')).message).toBe('bad key …');
  });
});

describe('what Modicum says itself', () => {
  it.each([
    ['client', 499, 'client_left', false],
    ['deadline', 504, 'deadline_passed', null],
    ['shutdown', 503, 'shutting_down', null],
  ] as const)('a call ended by %s is a %i', (by, status, code, shouldRetry) => {
    expect(cancelledError(by)).toMatchObject({ status, code, shouldRetry });
  });

  it('names path, method and size without breaking anything', () => {
    expect(notFound('/x\u0000y').message).toContain('/x%00y');
    expect(notFound(`/${'x'.repeat(900)}`).message.length).toBeLessThan(300);
    expect(methodNotAllowed('PUT', ['GET', 'POST']).message).toContain('GET, POST');
    expect(tooLarge(32 * 1024 * 1024).message).toContain('32 MB');
  });

  it('takes a path with half a character for what it is', () => {
    expect(notFound('/a\ud800').status).toBe(404);
  });

  it('tells a ledger that cannot be written from a bug', () => {
    const cause = new ModicumError('ledger_full', 'no room in /secret');
    const told = ownFailure(cause, (text) => text.replace('/secret', '…'));
    expect(told).toMatchObject({ status: 503, code: 'ledger_unavailable' });
    expect(told.message).toContain('no room in …');
    expect(ownFailure(new Error('bug with /secret'), asIs)).toBe(INTERNAL_ERROR);
    expect(ownFailure(new ModicumError('config_invalid', 'x'), asIs)).toBe(INTERNAL_ERROR);
  });
});
