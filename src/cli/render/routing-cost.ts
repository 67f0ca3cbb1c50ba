import { formatUsd } from '../../core/money.ts';
import type { Total } from '../../ledger/ledger.ts';

/** What routing itself cost of all that was spent, in a line; none while it cost nothing. */
export function routingLine(totals: readonly Total[]): readonly string[] {
  const routing = totals.reduce((sum, total) => sum + total.routingNanoUsd, 0);
  const spent = totals.reduce((sum, total) => sum + total.nanoUsd, 0);
  if (routing === 0) return [];
  return [`  asking what calls are cost ${formatUsd(routing)} of the ${formatUsd(spent)} spent`];
}
