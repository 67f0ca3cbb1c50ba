import type { CompletePolicy } from './policy-schema.ts';
import { errorBetween, warningBetween } from './problem.ts';
import type { Problem } from './problem.ts';

/** Whether the rules of routing leave a tier to route to. */
export function checkRouting(policy: CompletePolicy): readonly Problem[] {
  const { routing, tiers } = policy;
  const floor = ['routing', 'floor'];
  const cap = ['routing', 'cap'];
  const defaultTier = ['routing', 'default_tier'];
  const problems: Problem[] = [];
  if (routing.floor > routing.cap) {
    const message = `the floor ${routing.floor} is above the cap ${routing.cap}; no call could be served`;
    problems.push(errorBetween([floor, cap], message));
  } else if (routing.default_tier < routing.floor || routing.default_tier > routing.cap) {
    const message = `the default tier ${routing.default_tier} is outside ${routing.floor} to ${routing.cap}`;
    problems.push(
      errorBetween([defaultTier, floor, cap], `${message}, its floor and cap; move one`),
    );
  }
  if (tiers[routing.default_tier].models.length === 0) {
    const message = `tier ${routing.default_tier} has no models: what nothing recognises is refused`;
    const models = ['tiers', routing.default_tier, 'models'];
    problems.push(warningBetween([defaultTier, models], message));
  }
  if (tiers[routing.baseline_tier].models.length === 0) {
    const message = `tier ${routing.baseline_tier} has no models: savings cannot be told`;
    const models = ['tiers', routing.baseline_tier, 'models'];
    problems.push(warningBetween([['routing', 'baseline_tier'], models], message));
  }
  if (routing.irreversible_tier > routing.cap) {
    const tier = routing.irreversible_tier;
    const message = `tier ${tier}, for what cannot be undone, is above the cap ${routing.cap}`;
    problems.push(
      warningBetween(
        [['routing', 'irreversible_tier'], cap],
        `${message}: such tool calls are refused`,
      ),
    );
  }
  return [...problems, ...checkAsk(policy), ...checkComplexity(routing.complexity)];
}

/** Asking that can never happen is a mistake, not a setting. */
function checkAsk({ classifier: { ask }, tiers }: CompletePolicy): readonly Problem[] {
  if (ask.tier === 'off' || tiers[ask.tier].models.length > 0) return [];
  const message = `tier ${ask.tier} has no models, so nobody is asked what an ambiguous call is; name a tier that has, or off`;
  return [
    warningBetween(
      [
        ['classifier', 'ask', 'tier'],
        ['tiers', ask.tier, 'models'],
      ],
      message,
    ),
  ];
}

function checkComplexity(bounds: CompletePolicy['routing']['complexity']): readonly Problem[] {
  const { tier_0_below: low, tier_1_below: middle, tier_3_above: high } = bounds;
  if (low <= middle && middle <= high + 1) return [];
  const path = ['routing', 'complexity'];
  const paths = [
    [...path, 'tier_0_below'],
    [...path, 'tier_1_below'],
    [...path, 'tier_3_above'],
  ] as const;
  return [errorBetween(paths, 'the bounds must rise: tier_0_below, tier_1_below, tier_3_above')];
}
