import { within } from './bounds.ts';
import type { TierChoice } from './chosen-tier.ts';
import { metaAnswer, metaEvidence, type MetaAnswer } from './meta.ts';
import type { RoutingInput } from './routing-input.ts';
import type { Tier } from './tier.ts';

/**
 * What was inferred, in the light of what a model said the call is. The contract of the type it names holds
 * its tier between floor and cap. What leaned above the default tier comes down to the default at most: one
 * cheap model's word is not enough for more. Where it said nothing that counts the choice stands, and the
 * reason says so.
 */
export function heedMeta(choice: TierChoice, input: RoutingInput): TierChoice {
  const { meta } = input.conditions;
  if (meta === undefined || !isInferred(choice)) return choice;
  const evidence = `${choice.evidence}; ${metaEvidence(meta)}`;
  const answer = metaAnswer(meta);
  if (answer === null) {
    return { ...choice, reasons: [...choice.reasons, 'meta_failed'], evidence };
  }
  const { defaultTier } = input.policy;
  const said = tierOf(answer, input);
  const least = choice.tier > defaultTier ? defaultTier : 0;
  if (said.tier >= least) return { ...said, decidedBy: 'meta_classified', evidence };
  const held = `${evidence}, and not below tier ${least}: it looked like more`;
  return { tier: least, decidedBy: 'meta_classified', reasons: ['meta_held'], evidence: held };
}

function isInferred({ decidedBy }: TierChoice): boolean {
  return decidedBy === 'classifier' || decidedBy === 'default';
}

/** Work that must be right the first time is not for tier 0, whoever says so. */
function tierOf(
  answer: MetaAnswer,
  { classification, policy }: RoutingInput,
): { readonly tier: Tier; readonly reasons: TierChoice['reasons'] } {
  const tier = within(policy.tasks[answer.taskType], answer.tier);
  if (tier > 0 || classification.judged?.recoverable !== false) return { tier, reasons: [] };
  return { tier: 1, reasons: ['right_first_time'] };
}
