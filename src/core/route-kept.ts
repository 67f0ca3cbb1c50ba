import { declaredBounds, narrowedBounds, within } from './bounds.ts';
import { assess } from './candidate.ts';
import type { Ruling } from './decision.ts';
import { explain } from './explanation.ts';
import { modelName, type Model } from './model.ts';
import type { DirectName, TieredName } from './model-name.ts';
import { tierOfModel } from './model-tier.ts';
import { equivalents } from './plan.ts';
import type { Reason } from './reason.ts';
import { namedWork } from './route-tiered.ts';
import {
  boundingTask,
  deadlineOf,
  knownTask,
  taskOf,
  type RoutingInput,
  type Via,
} from './routing-input.ts';
import { chooseTier } from './tier-choice.ts';
import type { Tier } from './tier.ts';
import { irreversibleAbove } from './tools-said.ts';

/**
 * The conversation stays on the model it is on: caches and thinking belong to one model. Staying holds a
 * conversation up, never down: `null` when floors, the work recognised or what the call says outright ask
 * for more than that model, when the model can no longer serve or its tier no longer takes a prompt of this
 * size, when there is none to stay on, and when client or policy name one model for this call.
 */
export function routeKept(input: RoutingInput, name: DirectName, via: Via): Ruling | null {
  const { kept, catalog } = input.conditions;
  if (kept === null || name.kind === 'retired' || name.kind === 'unknown') return null;
  if (name.kind === 'pin' && via !== 'purpose_bound') return null;
  const tier = tierOfModel(kept, catalog, input.policy);
  if (name.kind === 'pin' ? !isInBounds(input, tier) : !mayStay(input, { name, via, tier })) {
    return null;
  }
  const task = knownTask(input, declaredTask(input, name));
  const assessment = assess({
    input,
    model: kept,
    tier,
    rule: task?.rule ?? null,
    standing: 'routed',
    mayBeDown: false,
  });
  if (!assessment.able) return null;
  const plan = equivalents([assessment.candidate], [], 0);
  const [first] = plan;
  if (first === undefined) return null;
  const { taskType, confidence } = taskOf(input, task);
  return {
    kind: 'decision',
    plan,
    tier,
    decidedBy: 'kept_model',
    reasons: [],
    taskType,
    confidence,
    ...declaredBounds(input, null),
    delivery: 'streamed',
    validate: [],
    deadlineMs: deadlineOf(input),
    excluded: [],
    estimate: assessment.estimate,
    explanation: explain({ first, evidence: evidenceOf(kept), reasons: [] }),
  };
}

interface Staying {
  readonly name: TieredName;
  readonly via: Via;
  /** Of the model the conversation is on. */
  readonly tier: Tier;
}

/** Asks the same authorities as for a new call, and weighs what they say against the warm cache. */
function mayStay(input: RoutingInput, { name, via, tier }: Staying): boolean {
  const named = namedWork(input, name, via);
  const task = knownTask(input, named.task);
  const declared = declaredBounds(input, task?.source === 'declared' ? task.rule : null);
  if (tier < declared.floor || tier > declared.cap) return false;
  // What its words look like moves no check and no summary; a tier that is named does.
  if (input.conditions.purpose.protectedBy !== null && named.tier === null) return true;
  if (irreversibleAbove(declared.cap, input) !== null) return false;
  const choice = chooseTier(input, named);
  const bounds = narrowedBounds(declared, boundingTask(input, task), choice);
  if (tier < bounds.floor) return false;
  const wanted = within(bounds, choice.tier);
  if (choice.decidedBy === 'header_tier') return wanted === tier;
  return !OUTRIGHT.has(choice.decidedBy) || wanted <= tier;
}

/** Said by the call or its tools, not inferred from its words. */
const OUTRIGHT: ReadonlySet<Reason> = new Set<Reason>([
  'header_task',
  'header_complexity',
  'tool_table',
  'irreversible',
]);

function isInBounds(input: RoutingInput, tier: Tier): boolean {
  const { floor, cap } = declaredBounds(input, null);
  return tier >= floor && tier <= cap;
}

function declaredTask({ conditions }: RoutingInput, name: DirectName) {
  return conditions.options.task ?? (name.kind === 'auto' ? name.task : null);
}

function evidenceOf(kept: Model): string {
  return `the conversation is on ${modelName(kept)} and stays there`;
}
