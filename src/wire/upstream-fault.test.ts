import { describe, expect, it } from 'vitest';
import { statusMeaning, upstreamMessage } from './upstream-fault.ts';

describe('statusMeaning', () => {
  it.each([
    [200, 'malformed', true],
    [307, 'malformed', false],
    [400, 'invalid_request', false],
    [401, 'authentication', false],
    [402, 'billing', false],
    [403, 'permission', false],
    [404, 'not_found', false],
    [408, 'timeout', true],
    [409, 'server_error', true],
    [413, 'too_large', false],
    [422, 'invalid_request', false],
    [429, 'rate_limited', true],
    [500, 'server_error', true],
    [502, 'server_error', true],
    [503, 'overloaded', true],
    [504, 'timeout', true],
    [529, 'overloaded', true],
  ])('%i is %s, retryable: %s', (status, kind, retryable) => {
    expect(statusMeaning(status)).toEqual({ kind, retryable });
  });
});

describe('upstreamMessage', () => {
  it.each([
    'Incorrect API key provided: sk-proj-abc123def456.',
    'Bad header Bearer abcdef123456',
    'key-12345678 is unknown',
  ])('shows no key: %s', (said) => {
    expect(upstreamMessage(said, 401)).not.toMatch(/abc|123/);
  });

  it('keeps words that only mention keys', () => {
    const said = 'The key provided is not valid for this organisation.';
    expect(upstreamMessage(said, 401)).toBe(said);
  });

  it('is short', () => {
    expect(upstreamMessage('x'.repeat(10_000), 500)).toHaveLength(500);
  });

  it('finds words where there are none', () => {
    expect(upstreamMessage(' ', 502)).toBe('The upstream answered 502.');
    expect(upstreamMessage('', null)).toBe('The upstream gave no message.');
  });
});
