import type { Candidate } from '../core/decision.ts';

/** What this candidate gets that differs from what the client wrote, as ledger and headers say it. */
export function changeTexts(
  candidate: Pick<Candidate, 'changes' | 'leftOut' | 'reworded'>,
): readonly string[] {
  return [
    ...candidate.changes.map((change) => `${change.field}=${change.to ?? 'removed'}`),
    ...candidate.leftOut.map((name) => `${name} left out`),
    ...candidate.reworded,
  ];
}
