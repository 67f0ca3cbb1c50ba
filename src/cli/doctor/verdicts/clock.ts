import { ok, skipped, warning, type Verdict } from '../verdict.ts';

/** Below this, ledger and invoices still agree on the day of nearly every call. */
const TOLERATED_MS = 30_000;

/** `skews`: each upstream's clock minus ours. The median counts: one server may be wrong by itself. */
export function judgeClock(skews: readonly number[]): readonly Verdict[] {
  const sorted = skews.toSorted((one, other) => one - other);
  const skew = sorted[Math.floor((sorted.length - 1) / 2)];
  if (skew === undefined) return [skipped('no upstream said what time it is')];
  if (Math.abs(skew) <= TOLERATED_MS) return [ok('agrees with the upstreams')];
  const seconds = Math.round(Math.abs(skew) / 1_000);
  const direction = skew > 0 ? 'behind' : 'ahead of';
  return [
    warning(
      `${seconds} s ${direction} the upstreams`,
      'Turn on time synchronisation: prices, budgets and call ids go by this clock.',
    ),
  ];
}
