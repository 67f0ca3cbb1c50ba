import type { Call } from './call.ts';
import type { Classification } from './classification.ts';
import type { Conditions } from './conditions.ts';
import type { Decision, Refusal } from './decision.ts';
import { readModelName, type DirectName } from './model-name.ts';
import type { Policy } from './policy.ts';
import { refuseRetired, refuseUnknown } from './refusal.ts';
import { routePinned } from './route-pinned.ts';
import { routeTiered } from './route-tiered.ts';
import type { RoutingInput } from './routing-input.ts';

/**
 * Decides how a call is served, or that it is not. Total and pure: the same call under the same policy
 * and conditions always gets the same answer, with its reasons, and there is no branch that picks a
 * model nobody decided on.
 */
export function route(
  call: Call,
  classification: Classification,
  policy: Policy,
  conditions: Conditions,
): Decision | Refusal {
  const input = { call, classification, policy, conditions };
  const name = readModelName(call.requestedModel, conditions.catalog, policy);
  if (name.kind !== 'rewritten') return routeName(input, name, false);
  return routeName(input, name.to, true);
}

function routeName(
  input: RoutingInput,
  name: DirectName,
  isRewritten: boolean,
): Decision | Refusal {
  switch (name.kind) {
    case 'auto':
    case 'tier':
      return routeTiered(input, name, isRewritten);
    case 'pin':
      return routePinned(input, name, isRewritten);
    case 'retired':
      return refuseRetired(name);
    case 'unknown':
      return refuseUnknown(name);
  }
}
