import type { CompletePolicy } from './policy-schema.ts';
import { warningBetween, type Problem } from './problem.ts';

/** Whoever has prompts kept is reminded of it wherever the policy is told about. */
export function checkRecord({ record }: CompletePolicy): readonly Problem[] {
  return record.prompts ? [warningBetween([['record', 'prompts']], KEPT)] : [];
}

const KEPT =
  'prompts are kept in the ledger, to learn from; to wipe them: modicum ledger forget-prompts';
