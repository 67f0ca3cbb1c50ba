import type { TierChoice } from './chosen-tier.ts';
import type { Reason } from './reason.ts';
import type { KnownTask, RoutingInput } from './routing-input.ts';
import type { TaskRule } from './task.ts';
import type { Tier } from './tier.ts';

/** The lowest and the highest tier a call may be served at. */
export interface Bounds {
  readonly floor: Tier;
  readonly cap: Tier;
}

/**
 * What the policy, the declared task's rule and the call's own headers say. These may contradict each
 * other, and then there is nothing to decide. No text of the call has a part in them.
 */
export function declaredBounds(input: RoutingInput, declared: TaskRule | null): Bounds {
  const { policy, conditions } = input;
  const { minTier, maxTier } = conditions.options;
  return {
    floor: highest(policy.floor, minTier ?? 0, declared?.floor ?? 0),
    cap: lowest(policy.cap, maxTier ?? 3, declared?.cap ?? 3),
  };
}

/**
 * The declared bounds, narrowed by the rule of a task type that was only recognised, never widened or
 * contradicted. Its floor holds against headers and the background, not against the operator's own tool
 * table; its cap yields to whoever decided on more, but to nothing that was itself only inferred.
 */
export function narrowedBounds(
  declared: Bounds,
  task: KnownTask | null,
  choice: TierChoice,
): Bounds {
  if (task === null || task.source === 'declared') return declared;
  const isTabled = choice.decidedBy === 'tool_table';
  const floor = isTabled ? declared.floor : within(declared, task.rule.floor);
  const yieldsTo = INFERRED.has(choice.decidedBy) ? 0 : choice.tier;
  const cap = within({ floor, cap: declared.cap }, highest(task.rule.cap, yieldsTo));
  return { floor, cap };
}

const INFERRED: ReadonlySet<Reason> = new Set<Reason>(['classifier', 'meta_classified', 'default']);

/** The nearest tier inside the bounds. */
export function within({ floor, cap }: Bounds, tier: Tier): Tier {
  return lowest(highest(tier, floor), cap);
}

function highest(...tiers: readonly Tier[]): Tier {
  return tiers.reduce((most, tier) => (tier > most ? tier : most), 0);
}

function lowest(...tiers: readonly Tier[]): Tier {
  return tiers.reduce((least, tier) => (tier < least ? tier : least), 3);
}
