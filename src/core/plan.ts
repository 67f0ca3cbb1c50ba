import { assess, type Able, type Assessment, type Unable } from './candidate.ts';
import type { Candidate, TokenEstimate } from './decision.ts';
import type { Bounds } from './bounds.ts';
import type { Reason } from './reason.ts';
import type { KnownTask, RoutingInput } from './routing-input.ts';
import type { Unavailable } from './task.ts';
import { tierAbove, type Tier } from './tier.ts';

/** The ordered ways to serve a call, and what was left out of them. */
export interface Plan {
  /** Empty when nothing allowed can serve. */
  readonly steps: readonly Candidate[];
  readonly excluded: readonly Unable[];
  /** The tier the work ended up on: lifted only by what does not fit below, not by what is down. */
  readonly tier: Tier;
  /** What moved the first step up, in order. */
  readonly reasons: readonly Reason[];
  /** For the first step's model; `null` when there is none. */
  readonly estimate: TokenEstimate | null;
}

export interface PlanQuestion {
  readonly input: RoutingInput;
  readonly task: KnownTask | null;
  readonly start: Tier;
  /** Where it would start as one call among few; left out: `start`. */
  readonly usual?: Tier;
  readonly bounds: Bounds;
  /** Answers are judged before they are handed over, so that a rejected one can be replaced. */
  readonly judged: boolean;
  /** Milliseconds the call may take; left out: what the call or the policy says. */
  readonly deadlineMs?: number;
}

/**
 * Climbs from the start tier to the cap, one tier at a time, as far as each tier allows:
 * - work that does not fit a tier belongs to the next one, but only the policy's own limits (never what
 *   a model cannot do) lift it from tier 2 to tier 3;
 * - a tier that is down or fails is left only if its `unavailable` rule says `escalate`, and never for
 *   tier 3: neither cheaper nor dearer than tier 2 replaces it;
 * - a tier whose answers were rejected is left for the next one whenever answers are judged; but work that
 *   began below tier 2 does not end at tier 3: what Opus class would make of a label is not worth its price.
 *
 * A tier with no model bound counts as down. Tier 0 may be left out of a policy freely: its work then
 * goes to tier 1 whatever the rule says.
 */
export function planTiers(question: PlanQuestion): Plan {
  let plan: Plan = { steps: [], excluded: [], tier: question.start, reasons: [], estimate: null };
  let arrival: readonly Arrival[] = [];
  let tier: Tier | null = question.start;
  while (tier !== null && tier <= question.bounds.cap) {
    const group = tierGroup(question, tier);
    const next: TierExit = exitOf({ question, plan, tier, group, arrival });
    plan = withGroup(plan, { tier, group, arrival, exit: next });
    if (!next.climbs) return plan;
    arrival = next.arrival;
    tier = tierAbove(tier);
  }
  return plan;
}

type Arrival = Candidate['after'][number];

interface TierGroup {
  readonly able: readonly Extract<Assessment, { able: true }>[];
  readonly unable: readonly Unable[];
  readonly waitMs: number;
}

interface TierExit {
  readonly climbs: boolean;
  /** How the steps so far must have ended for the next tier to be entered; empty while there are none. */
  readonly arrival: readonly Arrival[];
  /** Why the first step is not at this tier; `null` when it is, or comes before it. */
  readonly reason: Reason | null;
  /** The work itself belongs higher: it is the tier decided on that moves. */
  readonly moves: boolean;
}

function tierGroup(question: PlanQuestion, tier: Tier): TierGroup {
  const rule = ruleWhenDown(question, tier);
  const asIs = assessTier(question, tier, false);
  if (rule.action !== 'wait') return { ...asIs, waitMs: 0 };
  const group = asIs.able.length > 0 ? asIs : assessTier(question, tier, true);
  return { ...group, waitMs: rule.waitMs };
}

function assessTier(
  { input, task, deadlineMs }: PlanQuestion,
  tier: Tier,
  mayBeDown: boolean,
): Pick<TierGroup, 'able' | 'unable'> {
  const rule = task?.rule ?? null;
  const assessments = input.policy.tiers[tier].bindings.map((model) =>
    assess({
      input,
      model,
      tier,
      rule,
      standing: 'routed',
      mayBeDown,
      ...(deadlineMs !== undefined && { deadlineMs }),
    }),
  );
  return {
    able: assessments.filter((assessment) => assessment.able),
    unable: assessments.flatMap((assessment) => (assessment.able ? [] : [assessment.exclusion])),
  };
}

/** The task's own contract, if it has one, else the tier's rule. */
function ruleWhenDown({ input, task }: PlanQuestion, tier: Tier): Unavailable {
  return task?.rule.unavailable ?? input.policy.tiers[tier].unavailable;
}

interface Stage {
  readonly question: PlanQuestion;
  readonly plan: Plan;
  readonly tier: Tier;
  readonly group: TierGroup;
  readonly arrival: readonly Arrival[];
}

function exitOf(stage: Stage): TierExit {
  const { question, plan, tier, group, arrival } = stage;
  if (group.able.length > 0) return exitOfServing(question, tier);
  const isUntouched = plan.steps.length === 0 && !plan.reasons.includes('tier_unavailable');
  const misfitReason = whyNothingFits(tier, group.unable);
  if (isUntouched && misfitReason !== null) {
    return { climbs: true, arrival, reason: misfitReason, moves: true };
  }
  const climbs = leavesWhenDown(question, tier);
  const reason = climbs && plan.steps.length === 0 ? 'tier_unavailable' : null;
  return { climbs, arrival, reason, moves: false };
}

function exitOfServing(question: PlanQuestion, tier: Tier): TierExit {
  const arrival: Arrival[] = [];
  if (mayFailUpwards(question, tier)) arrival.push('failed');
  if (question.judged && (tier < 2 || (question.usual ?? question.start) === 2))
    arrival.push('rejected');
  return { climbs: arrival.length > 0, arrival, reason: null, moves: false };
}

function mayFailUpwards(question: PlanQuestion, tier: Tier): boolean {
  return tier < 2 && ruleWhenDown(question, tier).action === 'escalate';
}

function leavesWhenDown(question: PlanQuestion, tier: Tier): boolean {
  const isLeftOut = tier === 0 && question.input.policy.tiers[0].bindings.length === 0;
  return isLeftOut || mayFailUpwards(question, tier);
}

/** The reason when no model of the tier could take the call even if all were up; else `null`. */
function whyNothingFits(tier: Tier, unable: readonly Unable[]): Reason | null {
  const [first] = unable;
  if (first === undefined) return null;
  const isOverLimits = unable.every(({ reason }) => OVER_LIMIT.has(reason));
  const isMisfit = unable.every(({ reason }) => !UNAVAILABLE.has(reason));
  return isOverLimits || (isMisfit && tier < 2) ? first.reason : null;
}

const OVER_LIMIT: ReadonlySet<Unable['reason']> = new Set([
  'prompt_over_tier_limit',
  'answer_over_tier_limit',
  'deadline_too_short',
]);

/** Reasons that may pass without any change to the call. */
export const UNAVAILABLE: ReadonlySet<Reason> = new Set<Unable['reason']>([
  'no_key',
  'provider_down',
  'model_missing',
  'remote_model',
  'retired_model',
]);

function withGroup(
  plan: Plan,
  { tier, group, arrival, exit }: Omit<Stage, 'question' | 'plan'> & { readonly exit: TierExit },
): Plan {
  const able = group.able.map((assessment) => assessment.candidate);
  const isNew = exit.reason !== null && !plan.reasons.includes(exit.reason);
  return {
    steps: [...plan.steps, ...equivalents(able, arrival, group.waitMs)],
    excluded: [...plan.excluded, ...group.unable],
    tier: exit.moves ? (tierAbove(tier) ?? tier) : plan.tier,
    reasons: isNew ? [...plan.reasons, exit.reason] : plan.reasons,
    estimate: plan.estimate ?? group.able[0]?.estimate ?? null,
  };
}

/** Models of one tier in order: the first as the tier is entered, the others when the one before failed. */
export function equivalents(
  able: readonly Able[],
  after: Candidate['after'],
  waitMs: number,
): readonly Candidate[] {
  return able.map((candidate, index) => ({
    ...candidate,
    after: index === 0 ? after : ['failed'],
    waitMs: index === able.length - 1 ? waitMs : 0,
  }));
}
