import type { ClosedAttempt, ClosedCall } from '../../ledger/ledger.ts';
import { renderMs } from './cost.ts';

/**
 * How long a call or an attempt took; `null` for one that a crash cut off: nobody saw its end, and the
 * ledger's 0 stands for that.
 */
export function renderTook({
  outcome,
  totalMs,
}: Pick<ClosedCall | ClosedAttempt, 'outcome' | 'totalMs'>): string | null {
  return outcome === 'interrupted' ? null : renderMs(totalMs);
}
