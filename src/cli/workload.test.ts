import { describe, expect, test } from 'vitest';
import { ASSUMED_WORKLOAD } from '../config/usual-cost.ts';
import { NO_TOKENS } from '../core/usage.ts';
import type { Receipt } from '../ledger/ledger.ts';
import { measuredWorkload } from './workload.ts';

/** As much of a receipt as is looked at: an attempt that failed, then one that ended so. */
function receipt(tokens: number | null, outcome = 'answered'): Receipt {
  const reading =
    tokens === null
      ? { state: 'unknown' }
      : {
          state: 'reported',
          usage: { ...NO_TOKENS, freshInputTokens: tokens, cacheReadTokens: 10, outputTokens: 4 },
        };
  const failed = { closed: { outcome: 'failed', usage: { state: 'unknown' } } };
  // The rest of a receipt has no part in this.
  return { attempts: [failed, { closed: { outcome, usage: reading } }] } as unknown as Receipt;
}

const ledgerOf = (receipts: readonly Receipt[]) => ({ recent: () => receipts });
const many = (number: number, of: Receipt) => Array.from({ length: number }, () => of);

describe('the workload prices are compared by', () => {
  test('is the mean of what was answered, whatever else there is', () => {
    const receipts = [
      ...many(10, receipt(100)),
      ...many(10, receipt(301)),
      ...many(5, receipt(null)),
      ...many(5, receipt(9_000, 'rejected')),
      { attempts: [] } as unknown as Receipt,
    ];
    expect(measuredWorkload(ledgerOf(receipts))).toEqual({
      usage: { ...NO_TOKENS, freshInputTokens: 201, cacheReadTokens: 10, outputTokens: 4 },
      calls: 20,
    });
  });

  test.each([
    ['no ledger', null],
    ['an empty one', ledgerOf([])],
    ['too few calls', ledgerOf(many(19, receipt(100)))],
  ])('is assumed with %s', (_, ledger) => {
    expect(measuredWorkload(ledger)).toBe(ASSUMED_WORKLOAD);
  });
});
