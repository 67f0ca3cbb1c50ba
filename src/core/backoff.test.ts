import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test.each([
  [1, null, 0, 250],
  [2, null, 0, 500],
  [3, null, 0, 1_000],
  [1, null, 1, 188],
  [60, null, 0, 8_000],
  [1, 3_000, 1, 3_000],
  [4, 1_000, 0, 2_000],
])(
  'after %i failures, retry-after %s, draw %d: %i ms',
  (failures, retryAfterMs, draw, expected) => {
    expect(backoffMs({ failures, retryAfterMs, draw })).toBe(expected);
  },
);

test('is never earlier than asked for, nor below 75 %', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.option(fc.nat()),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, retryAfterMs, draw) => {
        const full = backoffMs({ failures, retryAfterMs: null, draw: 0 });
        const waitMs = backoffMs({ failures, retryAfterMs, draw });
        expect(waitMs).toBeGreaterThanOrEqual(Math.max(Math.floor(full * 0.75), retryAfterMs ?? 0));
        expect(waitMs).toBeLessThanOrEqual(Math.max(full, retryAfterMs ?? 0));
      },
    ),
  );
});
