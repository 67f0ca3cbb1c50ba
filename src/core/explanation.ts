import type { Candidate } from './decision.ts';
import { modelName } from './model.ts';
import { REASONS, type Reason } from './reason.ts';

/** One sentence for people: what was decided, on what evidence, and what moved it since. */
export function explain(told: {
  readonly first: Candidate;
  readonly evidence: string;
  readonly reasons: readonly Reason[];
}): string {
  const { first, evidence, reasons } = told;
  const grounds = [evidence, ...reasons.map((reason) => REASONS[reason])].join('; ');
  return `Tier ${first.tier}, ${modelName(first.model)}: ${grounds}.`;
}
