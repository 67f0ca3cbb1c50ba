import type { Total } from '../ledger.ts';
import type { Row } from './rows.ts';

/** Folds rows per key and tier (`TOTALS_BY_…`) into one total per key, keys in the order they come. */
export function totalsOf(rows: readonly Row[]): readonly Total[] {
  const totals = new Map<string, Total>();
  for (const row of rows) {
    const key = String(row['key']);
    const before = totals.get(key);
    const part = partOf(row, key);
    totals.set(key, before === undefined ? part : added(before, part));
  }
  return [...totals.values()];
}

function partOf(row: Row, key: string): Total {
  const calls = Number(row['calls']);
  return {
    key,
    // Repeats alone: their calls are counted where they began.
    tiers: calls === 0 ? {} : { [String(row['tier'])]: calls },
    calls,
    escalations: Number(row['escalations']),
    failures: Number(row['failures']),
    nanoUsd: Number(row['nano_usd']),
    routingNanoUsd: Number(row['routing_nano_usd']),
    comparableNanoUsd: Number(row['comparable_nano_usd']),
    baselineNanoUsd: Number(row['baseline_nano_usd']),
    unknownCosts: Number(row['unknown_costs']),
  };
}

function added(left: Total, right: Total): Total {
  return {
    key: left.key,
    tiers: { ...left.tiers, ...right.tiers },
    calls: left.calls + right.calls,
    escalations: left.escalations + right.escalations,
    failures: left.failures + right.failures,
    nanoUsd: left.nanoUsd + right.nanoUsd,
    routingNanoUsd: left.routingNanoUsd + right.routingNanoUsd,
    comparableNanoUsd: left.comparableNanoUsd + right.comparableNanoUsd,
    baselineNanoUsd: left.baselineNanoUsd + right.baselineNanoUsd,
    unknownCosts: left.unknownCosts + right.unknownCosts,
  };
}
