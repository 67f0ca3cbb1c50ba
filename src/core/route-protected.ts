import { declaredBounds } from './bounds.ts';
import type { Refusal, Ruling } from './decision.ts';
import type { TieredName } from './model-name.ts';
import { tierOfModel } from './model-tier.ts';
import { routeKept } from './route-kept.ts';
import { routeTiered } from './route-tiered.ts';
import type { RoutingInput } from './routing-input.ts';
import type { Tier } from './tier.ts';

/**
 * A protected call that names Modicum itself names no model it could be held to. It stays on its
 * conversation's; where it has none, or that cannot serve, a model is chosen that is no lesser one.
 */
export function routeProtected(input: RoutingInput, name: TieredName): Ruling | Refusal {
  return (
    routeKept(heldUp(input, 0), name, 'name') ?? routeTiered(heldUp(input, LOWEST), name, 'name')
  );
}

/** No check and no summary is done below it unless its conversation is. */
const LOWEST: Tier = 2;

/** At least as high as `least` and as its conversation, but never above a cap. */
function heldUp(input: RoutingInput, least: Tier): RoutingInput {
  const { policy, conditions } = input;
  const { kept, catalog, options } = conditions;
  const { cap } = declaredBounds(input, options.task === null ? null : policy.tasks[options.task]);
  const wanted = highest(least, kept === null ? 0 : tierOfModel(kept, catalog, policy));
  const minTier = highest(options.minTier ?? 0, wanted > cap ? cap : wanted);
  return { ...input, conditions: { ...conditions, options: { ...options, minTier } } };
}

function highest(one: Tier, other: Tier): Tier {
  return one > other ? one : other;
}
