import type { Decision, Refusal } from './decision.ts';
import type { Reason } from './reason.ts';
import type { RoutingInput } from './routing-input.ts';
import { isStrange } from './trusted-type.ts';

/**
 * Whether a cheap model may be asked what this call is, and whether its answer could change anything. Only
 * what was inferred is in question: never what a client or the policy named, a protected call, one whose
 * conversation is on a model, background work, or a tier that is clear although the type is not.
 */
export function isWorthAsking(input: RoutingInput, decision: Decision | Refusal): boolean {
  const { classification, policy, conditions } = input;
  const { ask } = policy.classifier;
  if (ask === undefined || decision.kind === 'refusal') return false;
  if (conditions.purpose.protectedBy !== null || conditions.kept !== null) return false;
  if (conditions.options.background || !INFERRED.has(decision.decidedBy)) return false;
  if (decision.reasons.includes('clear_tier')) return false;
  const isSure = classification.confidence >= ask.below && !isStrange(classification.judged);
  return !isSure && decision.floor < decision.cap;
}

const INFERRED: ReadonlySet<Reason> = new Set<Reason>(['classifier', 'default']);
