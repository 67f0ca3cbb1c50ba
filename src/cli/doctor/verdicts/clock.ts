import { ok, skipped, warning, type Verdict } from '../verdict.ts';

/** Below this, ledger and invoices still agree on the day of nearly every call. */
const TOLERATED_MS = 30_000;

export interface ClockFacts {
  /** Each upstream's clock minus ours, of those outside this machine. */
  readonly skews: readonly number[];
  /** How many of those there are to ask, were asked, and answered at all. */
  readonly remote: { readonly used: number; readonly asked: number; readonly answered: number };
}

/** The median counts: one server may be wrong by itself. */
export function judgeClock({ skews, remote }: ClockFacts): readonly Verdict[] {
  const sorted = skews.toSorted((one, other) => one - other);
  const skew = sorted[Math.floor((sorted.length - 1) / 2)];
  if (skew === undefined) return [skipped(whyNone(remote))];
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

function whyNone({ used, asked, answered }: ClockFacts['remote']): string {
  if (used === 0) return 'only local servers are in use, and they go by this same clock';
  if (asked === 0) return 'no upstream outside this machine was asked';
  if (answered === 0) return 'no upstream outside this machine answered';
  return 'no upstream said what time it is';
}
