import { declaredBounds } from './bounds.ts';
import type { Ruling } from './decision.ts';
import { explain } from './explanation.ts';
import { modelName } from './model.ts';
import type { DirectName } from './model-name.ts';
import { planTiers } from './plan.ts';
import { namedWork } from './route-tiered.ts';
import { knownTask, type RoutingInput, type Via } from './routing-input.ts';
import { hasLiveThinking, readStuck, type Stuck } from './stuck.ts';
import { tierAbove, type Tier } from './tier.ts';

/** From these a stuck agent climbs: above them a dearer model is not what is missing. */
const CHEAP: ReadonlySet<Tier> = new Set<Tier>([0, 1]);

/**
 * The agent goes in circles on a cheap model: it climbs one tier, once in a conversation. Where thinking of
 * the turn under way would be lost it waits, unless it has been stuck for twice as long: then the loop costs
 * more than the thinking is worth. `null` where none of this holds, and where someone named the tier.
 */
export function routeClimbed(
  input: RoutingInput,
  { name, via }: { readonly name: DirectName; readonly via: Via },
  kept: Ruling,
): Ruling | null {
  if (name.kind !== 'auto' && name.kind !== 'tier') return null;
  const named = namedWork(input, name, via);
  if (named.tier !== null || !mayClimb(input, kept)) return null;
  const stuck = readStuck(input.call);
  if (stuck === null || (hasLiveThinking(input.call) && !stuck.isDeep)) return null;
  const task = knownTask(input, named.task);
  const bounds = declaredBounds(input, task?.source === 'declared' ? task.rule : null);
  const start = tierAbove(kept.tier);
  if (start === null) return null;
  const plan = planTiers({ input, task, start, bounds, judged: false });
  const [first] = plan.steps;
  if (first === undefined || plan.estimate === null) return null;
  const explanation = explain({ first, evidence: evidenceOf(stuck, kept), reasons: plan.reasons });
  const { steps, tier, reasons, excluded, estimate } = plan;
  const decided = { plan: steps, tier, reasons, excluded, estimate, explanation };
  return { ...kept, ...bounds, ...decided, decidedBy: 'stuck_climbed' };
}

function mayClimb({ call, conditions }: RoutingInput, kept: Ruling): boolean {
  const { conversation, purpose } = conditions;
  if (conversation === undefined || conversation.hasClimbed) return false;
  return CHEAP.has(kept.tier) && call.tools.length > 0 && purpose.protectedBy === null;
}

function evidenceOf(stuck: Stuck, { plan }: Ruling): string {
  const [first] = plan;
  const on = first === undefined ? '' : ` on ${modelName(first.model)}`;
  return stuck.kind === 'same_call'
    ? `the agent made the same call of ${stuck.tool} ${stuck.times} times in a row${on}`
    : `${stuck.failed} of the agent's last ${stuck.of} tool results${on} were errors`;
}
