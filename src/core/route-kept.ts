import { declaredBounds } from './bounds.ts';
import { assess } from './candidate.ts';
import type { Decision } from './decision.ts';
import { explain } from './explanation.ts';
import { modelName, type Model } from './model.ts';
import type { DirectName } from './model-name.ts';
import { tierOfModel } from './model-tier.ts';
import { equivalents } from './plan.ts';
import { namedWork } from './route-tiered.ts';
import { knownTask, taskOf, type RoutingInput, type Via } from './routing-input.ts';
import { chooseTier } from './tier-choice.ts';

/**
 * The conversation stays on the model it is on: caches and thinking belong to one model. `null` when
 * there is none to stay on, when the client itself names the model, when it can no longer serve, or when
 * the call says outright that it belongs to another tier or would do what cannot be undone.
 */
export function routeKept(input: RoutingInput, name: DirectName, via: Via): Decision | null {
  const { kept, catalog } = input.conditions;
  if (kept === null || name.kind === 'retired' || name.kind === 'unknown') return null;
  if (name.kind === 'pin' && (via === 'name' || via === 'protected')) return null;
  const tier = tierOfModel(kept, catalog, input.policy);
  const task = knownTask(input, name.kind === 'auto' ? name.task : null);
  const bounds = declaredBounds(input, null);
  if (tier < bounds.floor || tier > bounds.cap) return null;
  if (name.kind !== 'pin' && isCalledElsewhere(input, name, { via, tier })) return null;
  const rule = task?.rule ?? null;
  const assessment = assess({
    input,
    model: kept,
    tier,
    rule,
    standing: 'rewritten',
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
    ...bounds,
    delivery: 'streamed',
    validate: [],
    excluded: [],
    estimate: assessment.estimate,
    explanation: explain({ first, evidence: evidenceOf(kept), reasons: [] }),
  };
}

/** What weighs more than a warm cache: a tier the call names itself, and what cannot be undone. */
function isCalledElsewhere(
  input: RoutingInput,
  name: Extract<DirectName, { kind: 'auto' | 'tier' }>,
  { via, tier }: { readonly via: Via; readonly tier: number },
): boolean {
  const choice = chooseTier(input, namedWork(input, name, via));
  const isOutright = choice.decidedBy === 'header_tier' || choice.decidedBy === 'irreversible';
  return isOutright && choice.tier !== tier;
}

function evidenceOf(kept: Model): string {
  return `the conversation is on ${modelName(kept)} and stays there`;
}
