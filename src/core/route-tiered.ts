import { declaredBounds, narrowedBounds, within, type Bounds } from './bounds.ts';
import type { TierChoice } from './chosen-tier.ts';
import type { Refusal, Ruling } from './decision.ts';
import { explain } from './explanation.ts';
import type { HighFrequency } from './frequency.ts';
import { findHighFrequency } from './high-frequency.ts';
import type { TieredName } from './model-name.ts';
import { planTiers, type Plan, type PlanQuestion } from './plan.ts';
import type { Reason } from './reason.ts';
import {
  refuseContradiction,
  refuseIrreversible,
  refuseUnservable,
  tiersAsked,
} from './refusal.ts';
import {
  boundingTask,
  deadlineOfTask,
  knownTask,
  taskOf,
  type KnownTask,
  type RoutingInput,
  type Via,
} from './routing-input.ts';
import type { Delivery } from './task.ts';
import { chooseTier, type NamedWork } from './tier-choice.ts';
import { irreversibleAbove } from './tools-said.ts';
import type { Tier } from './tier.ts';

/** A call that leaves the choice of the model to Modicum: choose the tier, bound it, plan it. */
export function routeTiered(input: RoutingInput, name: TieredName, via: Via): Ruling | Refusal {
  const named = namedWork(input, name, via);
  const task = knownTask(input, named.task);
  const declared = declaredBounds(input, task?.source === 'declared' ? task.rule : null);
  if (declared.floor > declared.cap) return refuseContradiction(declared);
  const barred = irreversibleAbove(declared.cap, input);
  if (barred !== null) return refuseIrreversible(barred, declared, input.policy);
  const choice = chooseTier(input, named);
  const alone = narrowedBounds(declared, boundingTask(input, task), choice);
  const delivery = deliveryOf(input, task);
  const validate = validatorsOf(input, task);
  const judged = delivery === 'buffered' && validate.length > 0;
  const deadlineMs = deadlineOfTask(input, task, delivery);
  const asked = { input, task, judged, deadlineMs };
  const frequency = findHighFrequency({ input, task, choice, bounds: alone });
  const { plan, bounds, start, isFrequent } = planAmong(asked, { choice, alone, frequency });
  const reasons: readonly Reason[] = [
    ...viaReasons(via, choice),
    ...choice.reasons,
    ...(input.conditions.kept === null ? [] : (['conversation_moved'] as const)),
    ...boundReasons(choice.tier, within(alone, choice.tier)),
    ...(isFrequent ? (['high_frequency'] as const) : []),
    ...plan.reasons,
  ];
  const settled = {
    input,
    task,
    choice,
    bounds,
    delivery,
    validate,
    deadlineMs,
    plan,
    reasons,
    start,
    frequency: isFrequent ? frequency : null,
  };
  return decisionOf(settled);
}

interface Among {
  readonly choice: TierChoice;
  /** As for one call among few. */
  readonly alone: Bounds;
  readonly frequency: HighFrequency | null;
}

/**
 * Begun on the cheap tiers where they can serve it; what does not fit there is planned like any other call. Only
 * its start is another: where its answers are rejected it climbs as far as it would alone.
 */
function planAmong(
  asked: Omit<PlanQuestion, 'start' | 'bounds' | 'usual'>,
  { choice, alone, frequency }: Among,
) {
  const usual = within(alone, choice.tier);
  const from = (start: Tier) => ({
    plan: planTiers({ ...asked, start, bounds: alone, usual }),
    bounds: alone,
    start,
    isFrequent: start !== usual,
  });
  if (frequency === null) return from(usual);
  const kept = from(frequency.cap);
  const [first] = kept.plan.steps;
  return first === undefined || first.tier > frequency.cap ? from(usual) : kept;
}

function viaReasons(via: Via, choice: TierChoice): readonly Reason[] {
  return isPolicys(via) && choice.decidedBy !== via ? [via] : [];
}

function isPolicys(via: Via): via is 'rewrite' | 'purpose_bound' {
  return via === 'rewrite' || via === 'purpose_bound';
}

/** A header counts before the model's name: it is the more particular of the two. */
export function namedWork({ conditions }: RoutingInput, name: TieredName, via: Via): NamedWork {
  const { tier, task } = conditions.options;
  const nameTier = name.kind === 'tier' ? name.tier : null;
  return {
    tier: tier ?? nameTier,
    task: task ?? (name.kind === 'auto' ? name.task : null),
    putThereBy: tier === null && isPolicys(via) ? via : null,
  };
}

/** With tools the client is in a conversation and waits for each event: nothing is held back. */
function deliveryOf(input: RoutingInput, task: KnownTask | null): Delivery {
  if (input.call.tools.length > 0) return 'streamed';
  return isJudged(input) ? 'buffered' : (task?.rule.delivery ?? 'streamed');
}

/** What the caller itself asks for is judged, also where the policy judges nothing of this task. */
const ASKED_FOR = ['answered', 'json', 'json_schema', 'one_of'];

function validatorsOf(input: RoutingInput, task: KnownTask | null): readonly string[] {
  const ruled = task?.rule.validate ?? [];
  return isJudged(input) ? [...new Set([...ASKED_FOR, ...ruled])] : ruled;
}

function isJudged({ conditions }: RoutingInput): boolean {
  return conditions.options.judge || conditions.options.labels !== null;
}

function boundReasons(chosen: Tier, start: Tier): readonly Reason[] {
  if (start > chosen) return ['tier_floor'];
  return start < chosen ? ['tier_cap'] : [];
}

interface Settled {
  readonly input: RoutingInput;
  readonly task: KnownTask | null;
  readonly choice: TierChoice;
  readonly bounds: Bounds;
  readonly delivery: Delivery;
  readonly validate: readonly string[];
  readonly deadlineMs: number;
  readonly plan: Plan;
  readonly reasons: readonly Reason[];
  readonly start: Tier;
  readonly frequency: HighFrequency | null;
}

function decisionOf(settled: Settled): Ruling | Refusal {
  const { input, task, choice, bounds, delivery, validate, deadlineMs, plan, reasons, start } =
    settled;
  const { taskType, confidence } = taskOf(input, task);
  const [first] = plan.steps;
  if (first === undefined || plan.estimate === null) {
    const remedy = `No model is bound to it; name one in tiers.${start}.models.`;
    const subject = tiersAsked(start, plan.excluded);
    return refuseUnservable({ taskType, excluded: plan.excluded, subject, remedy });
  }
  return {
    kind: 'decision',
    plan: plan.steps,
    tier: plan.tier,
    decidedBy: choice.decidedBy,
    reasons,
    taskType,
    confidence,
    ...bounds,
    delivery,
    validate,
    deadlineMs,
    excluded: plan.excluded,
    estimate: plan.estimate,
    ...(settled.frequency !== null && { frequency: settled.frequency }),
    ...(input.conditions.meta !== undefined && { meta: input.conditions.meta }),
    explanation: explain({ first, evidence: choice.evidence, reasons }),
  };
}
