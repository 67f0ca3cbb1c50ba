import { expect, it } from 'vitest';
import type { Total } from '../../ledger/ledger.ts';
import { fineprint, renderDay } from './render-day.ts';

function total(change: Partial<Total> & Pick<Total, 'key'>): Total {
  return {
    tiers: { 0: 1 },
    calls: 1,
    escalations: 0,
    failures: 0,
    nanoUsd: 0,
    routingNanoUsd: 0,
    comparableNanoUsd: 0,
    baselineNanoUsd: 0,
    unknownCosts: 0,
    ...change,
  };
}

it('shows the dearest first and the sum below, in one unit', () => {
  const table = renderDay(
    [
      total({
        key: 'cheap',
        nanoUsd: 150_000,
        comparableNanoUsd: 150_000,
        baselineNanoUsd: 1_000_000_000,
      }),
      total({
        key: 'dear',
        tiers: { 2: 3, 3: 1 },
        calls: 4,
        escalations: 1,
        failures: 2,
        nanoUsd: 3_000_000_000,
        comparableNanoUsd: 3_000_000_000,
        baselineNanoUsd: 2_000_000_000,
      }),
    ],
    2,
  );
  expect(table.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    'task type tier calls escalated failed spend on tier 2 saved',
    'dear 2:3 3:1 4 1 2 $3.0000 $2.0000 -$1.0000 -50 %',
    'cheap 0 1 $0.0002 $1.0000 $0.9999 >99 %',
    'together 5 1 2 $3.0002 $3.0000 -$0.0002 0 %',
  ]);
});

it('leaves unknown costs out of the comparison, and says how many there are', () => {
  const table = renderDay(
    [
      total({
        key: 'unknown',
        nanoUsd: 500_000_000,
        comparableNanoUsd: 100_000_000,
        baselineNanoUsd: 400_000_000,
        unknownCosts: 2,
      }),
    ],
    2,
  );
  expect(table).toMatch(/not recognised +0 +1 +\$0\.5000 \+2 unknown +\$0\.4000 +\$0\.3000 +75 %/);
});

it('gives no share of nothing, and all of it only when nothing was spent', () => {
  expect(renderDay([total({ key: 'a' })], 2)).toMatch(/\$0\.0000$/);
  expect(renderDay([total({ key: 'a', baselineNanoUsd: 5 })], 2)).toMatch(/ 100 %$/);
});

it('explains a negative figure exactly when the table shows one', () => {
  const saving = total({ key: 'a', comparableNanoUsd: 1_000_000, baselineNanoUsd: 2_000_000 });
  const dearer = total({ key: 'b', comparableNanoUsd: 2_000_000, baselineNanoUsd: 1_000_000 });
  const byAHair = total({ key: 'c', comparableNanoUsd: 1_000_001, baselineNanoUsd: 1_000_000 });
  const says = (...totals: readonly Total[]) =>
    fineprint(totals, 2).some((line) => line.startsWith('negative: the highest stakes'));
  expect(says(saving, byAHair)).toBe(false);
  expect(renderDay([saving, byAHair], 2)).not.toContain('-$');
  expect(says(saving, dearer)).toBe(true);
});
