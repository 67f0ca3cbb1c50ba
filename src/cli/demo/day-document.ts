import type { Modicum } from '../../modicum.ts';
import type { Sent } from './send-work.ts';

/** The same day for programs: what the table is made of, and what was not served. */
export function dayDocument({ ledger, policy }: Modicum, sent: readonly Sent[]) {
  return {
    simulated: true,
    baselineTier: policy.baselineTier,
    sent: sent.length,
    unserved: sent.flatMap(({ work, callId, error }) =>
      error === null ? [] : [{ id: work.id, group: work.group, callId, error }],
    ),
    totals: ledger.totals({ by: 'task' }),
  };
}
