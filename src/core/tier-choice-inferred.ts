import type { TierChoice } from './chosen-tier.ts';
import type { Classification, Judged } from './classification.ts';
import { tierForEstimatedComplexity } from './complexity-tier.ts';
import type { Reason } from './reason.ts';
import type { RoutingInput } from './routing-input.ts';
import { chanceOfEnough, chooseSufficientTier } from './sufficient-tier.ts';
import type { TaskRule, TaskType } from './task.ts';
import { TASK_CONTRACTS } from './tasks/index.ts';
import { isStrange, isTypeTrusted } from './trusted-type.ts';
import type { Tier } from './tier.ts';
import { seenWork } from './work-seen.ts';

/**
 * The tier that what the classifier saw is worth. A type it is sure of brings its contract: what being too
 * low costs, floor and cap; within them the predicted tier decides. Of any other call only the tier itself
 * may be predicted, and below the default tier only when that is surer than a type would have to be. What
 * words or a rule named has no prediction beside it, and goes where its contract says. `null`: nothing seen.
 */
export function inferTier(input: RoutingInput): TierChoice | null {
  const { classification, policy } = input;
  const { taskType, judged } = classification;
  if (judged === null) return taskType === null ? null : ofTypeAlone(input, taskType);
  if (taskType === null || !isTypeTrusted(classification, policy)) return ofUnsure(input, judged);
  return ofTrusted(input, judged, taskType);
}

function ofTypeAlone({ classification, policy }: RoutingInput, taskType: TaskType): TierChoice {
  const { tier } = policy.tasks[taskType];
  const sure = recognised(classification);
  if (isTypeTrusted(classification, policy)) {
    return { tier, decidedBy: 'classifier', reasons: [], evidence: sure };
  }
  const evidence = `${sure}, too unsure to go below tier ${policy.defaultTier}`;
  if (tier > policy.defaultTier) {
    return { tier, decidedBy: 'classifier', reasons: ['ambiguous'], evidence };
  }
  return { tier: policy.defaultTier, decidedBy: 'default', reasons: ['ambiguous'], evidence };
}

function recognised({ taskType, confidence, classifier }: Classification): string {
  return `${classifier} recognised ${taskType} (${percent(confidence)} sure)`;
}

function ofTrusted(input: RoutingInput, judged: Judged, taskType: TaskType): TierChoice {
  const { classification, policy } = input;
  const rule = policy.tasks[taskType];
  if (rule.tier !== TASK_CONTRACTS[taskType].tier) return ofMoved(classification, taskType, rule);
  const enough = chooseSufficientTier(judged.tiers, errorCosts(judged, rule));
  const evidence = `${recognised(classification)}, and tier ${enough} is enough with ${percent(chanceOfEnough(judged.tiers, enough))}`;
  const lifted = lift(
    { tier: enough, decidedBy: 'classifier', reasons: [], evidence },
    input,
    judged,
  );
  if (lifted.tier < rule.floor) {
    return { ...lifted, tier: rule.floor, reasons: [...lifted.reasons, 'tier_floor'] };
  }
  if (lifted.tier <= rule.cap) return lifted;
  return { ...lifted, tier: rule.cap, reasons: [...lifted.reasons, 'tier_cap'] };
}

/** Whoever has given a type another tier than it comes with means that tier, not a prediction of it. */
function ofMoved(classification: Classification, type: TaskType, { tier }: TaskRule): TierChoice {
  const evidence = `${recognised(classification)}, and the policy puts ${type} on tier ${tier}`;
  return { tier, decidedBy: 'classifier', reasons: [], evidence };
}

/**
 * Nobody vouches for the type, so neither its floor nor its cap binds. The prediction of the tier may go
 * below the default only where it is that sure, and not for a call that is strange, whose figures can only
 * lift.
 */
function ofUnsure(input: RoutingInput, judged: Judged): TierChoice {
  const { defaultTier } = input.policy;
  const low = chooseSufficientTier(
    judged.tiers,
    errorCosts(judged, { underCost: SURE_UNDER_COST }),
  );
  if (!isStrange(judged) && low < defaultTier) {
    const enough = percent(chanceOfEnough(judged.tiers, low));
    const evidence = `${unsure(input, judged)}, but tier ${low} is enough with ${enough}`;
    return lift(
      { tier: low, decidedBy: 'classifier', reasons: ['clear_tier'], evidence },
      input,
      judged,
    );
  }
  const needed = chooseSufficientTier(judged.tiers, errorCosts(judged, USUAL));
  const tier = needed > defaultTier ? needed : defaultTier;
  const evidence = `${unsure(input, judged)}, too unsure to go below tier ${defaultTier}`;
  const decidedBy: Reason = tier > defaultTier ? 'classifier' : 'default';
  return lift({ tier, decidedBy, reasons: ['ambiguous'], evidence }, input, judged);
}

function unsure({ classification }: RoutingInput, judged: Judged): string {
  const { classifier, taskType } = classification;
  if (taskType === null) return `${classifier} recognised no task type`;
  const strange = isStrange(judged) ? ', of a call unlike those it knows' : '';
  return `${recognised(classification)}${strange}`;
}

/** As the contracts of judgment have it; for calls of a type nobody vouches for. */
const USUAL = { underCost: 1.6 };
/** To go below the default without a type, a tier must be surer than with one: enough with 2 in 3. */
const SURE_UNDER_COST = 2;

/** How much dearer a mistake is where nobody notices it in time: as the contracts of such types have it. */
const HIGH_STAKES_TIMES = 4;

type Contract = Pick<TaskRule, 'underCost'> & Partial<TaskRule>;

function errorCosts(judged: Judged, rule: Contract) {
  return { underCost: rule.underCost * stakesTimes(judged, rule), overCost: 1 };
}

/**
 * How many times what its contract says a mistake costs on average, as likely as it is that the stakes are
 * high. Contracts of high stakes have that in their figure already.
 */
export function stakesTimes({ stakes }: Judged, rule: Contract): number {
  return rule.stakes === 'high' ? 1 : 1 + stakes * (HIGH_STAKES_TIMES - 1);
}

/** What speaks for more than the likeliest tier; nothing here lowers. */
function lift(choice: TierChoice, input: RoutingInput, judged: Judged): TierChoice {
  const { classification, policy } = input;
  const isMended = seenWork(classification, policy)?.recoverable !== false;
  const lifts: readonly (readonly [Reason, Tier])[] = [
    ['estimated_complexity', tierForEstimatedComplexity(judged.complexity, policy)],
    ['right_first_time', isMended ? 0 : 1],
  ];
  return lifts.reduce(
    (lower, [reason, tier]) =>
      tier > lower.tier ? { ...lower, tier, reasons: [...lower.reasons, reason] } : lower,
    choice,
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
