import type { Call } from './call.ts';
import type { Classification } from './classification.ts';
import type { Conditions } from './conditions.ts';
import type { Decision, Refusal, Ruling } from './decision.ts';
import { withGrounds } from './explanation.ts';
import {
  readDirectName,
  readModelName,
  type DirectName,
  type RequestedModel,
} from './model-name.ts';
import type { Policy } from './policy.ts';
import { bindableAs, type ClaudeCodeLane } from './purpose.ts';
import { refuseRetired, refuseUnknown } from './refusal.ts';
import { routeClimbed } from './route-climbed.ts';
import { routeGuarded } from './route-guarded.ts';
import { routeKept } from './route-kept.ts';
import { routePinned } from './route-pinned.ts';
import { routeProtected } from './route-protected.ts';
import { routeTiered } from './route-tiered.ts';
import type { RoutingInput, Via } from './routing-input.ts';

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
  const ruling = rule(input);
  return ruling.kind === 'refusal' ? ruling : withGrounds(ruling, input);
}

function rule(input: RoutingInput): Ruling | Refusal {
  const { conditions } = input;
  const { name, via } = nameMeant(input);
  if (isOwn(name) && conditions.purpose.protectedBy !== null) return routeProtected(input, name);
  const kept = routeKept(input, name, via);
  if (kept !== null) return routeClimbed(input, { name, via }, kept) ?? kept;
  const routed = routeName(input, name, via);
  return routed.kind === 'refusal' ? routed : routeGuarded(input, { name, via }, routed);
}

interface NameMeant {
  readonly name: DirectName;
  readonly via: Via;
}

/**
 * What is to serve the call: the model it names, or what the policy puts in its place. What is protected is
 * never put elsewhere, and of Claude Code's calls only those whose lane is routed.
 */
function nameMeant(input: RoutingInput): NameMeant {
  const { call, policy, conditions } = input;
  const { purpose, catalog } = conditions;
  const asked = readModelName(call.requestedModel, catalog, policy);
  if (isOwn(asked)) return { name: asked, via: 'name' };
  const direct = () => readDirectName(call.requestedModel, catalog, policy);
  if (purpose.protectedBy !== null) return { name: direct(), via: 'protected' };
  if (purpose.lane !== null && policy.claudeCode.lanes[purpose.lane] !== 'route') {
    return { name: direct(), via: 'name' };
  }
  const bindable = bindableAs(purpose);
  const bound = bindable === null ? undefined : policy.claudeCode.bind[bindable];
  if (bound !== undefined) {
    return { name: readDirectName(bound, catalog, policy), via: 'purpose_bound' };
  }
  return asked.kind === 'rewritten'
    ? { name: asked.to, via: 'rewrite' }
    : { name: asked, via: 'name' };
}

/** One of Modicum's own names: whoever writes it wants to be routed, whatever the lane. */
function isOwn(asked: RequestedModel): asked is Extract<DirectName, { kind: 'auto' | 'tier' }> {
  return asked.kind === 'auto' || asked.kind === 'tier';
}

function routeName(input: RoutingInput, name: DirectName, via: Via): Ruling | Refusal {
  switch (name.kind) {
    case 'auto':
    case 'tier':
      return routeTiered(input, name, via);
    case 'pin':
      return routePinned(input, name, via);
    case 'retired':
      return refuseRetired(name, laneInTheWay(input));
    case 'unknown':
      return refuseUnknown(name, laneInTheWay(input));
  }
}

/** The lane because of which the policy's rewrite of this name does not count; `null` when none stands in its way. */
function laneInTheWay({ call, policy, conditions }: RoutingInput): ClaudeCodeLane | null {
  const { lane, protectedBy } = conditions.purpose;
  if (lane === null || protectedBy !== null || policy.claudeCode.lanes[lane] === 'route')
    return null;
  return policy.rewrite.some(({ from }) => from === call.requestedModel) ? lane : null;
}
