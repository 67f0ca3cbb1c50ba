import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs, shouldRetry } from './retry-after.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);

describe('retryAfterMs', () => {
  it.each([
    ['nothing said', {}, null],
    ['whole seconds', { 'retry-after': '2' }, 2000],
    ['parts of a second', { 'retry-after': '0.5' }, 500],
    ['an hour', { 'retry-after': '3600' }, 3_600_000],
    ['a date to come', { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
    ['a date gone by', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    ['milliseconds', { 'retry-after-ms': '150' }, 150],
    ['milliseconds over seconds', { 'retry-after-ms': '150', 'retry-after': '2' }, 150],
    ['broken milliseconds', { 'retry-after-ms': 'soon', 'retry-after': '2' }, 2000],
    ['a negative number', { 'retry-after': '-5' }, null],
    ['words', { 'retry-after': 'tomorrow' }, null],
    ['an empty value', { 'retry-after': '' }, null],
    ['more than a timer holds', { 'retry-after': '999999999999' }, 2 ** 31 - 1],
  ])('%s', (_name, headers: Record<string, string>, expected) => {
    expect(retryAfterMs({ headers, now: NOW })).toBe(expected);
  });

  it('is a wait a timer can hold, or nothing, whatever the header says', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seconds, milliseconds) => {
        const headers = { 'retry-after': seconds, 'retry-after-ms': milliseconds };
        const wait = retryAfterMs({ headers, now: NOW });
        if (wait === null) return;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(2 ** 31 - 1);
      }),
    );
  });
});

describe('shouldRetry', () => {
  it.each([
    [{ 'x-should-retry': 'true' }, true],
    [{ 'x-should-retry': 'false' }, false],
    [{ 'x-should-retry': 'perhaps' }, null],
    [{}, null],
  ])('%o', (headers: Record<string, string>, expected) => {
    expect(shouldRetry(headers)).toBe(expected);
  });
});
