import type { Catalog } from '../core/catalog.ts';
import { TIERS } from '../core/tier.ts';
import type { Tier } from '../core/tier.ts';
import { readModelName } from './build-policy.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { warningAt, warningBetween } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';
import { timesText, usualCostOf, workloadText, type Workload } from './usual-cost.ts';

interface PriceContext {
  readonly catalog: Catalog;
  readonly today: string;
  readonly workload: Workload;
  readonly isWritten: (path: KeyPath) => boolean;
}

/** A little dearer is no surprise on a bill. */
const MUCH = 1.5;

/**
 * Whether a higher tier costs more, and whether a call can come to a much dearer model than the one it was
 * meant for. That is never silent, each such call carries its reason, but better known beforehand.
 */
export function checkPriceOrder(policy: CompletePolicy, context: PriceContext): readonly Problem[] {
  const { isWritten, workload } = context;
  const costOf = (name: string) => usualCostOf({ ...context, id: readModelName(name)?.id ?? name });
  const costs = TIERS.map((tier) => {
    const [first] = policy.tiers[tier].models;
    return first === undefined ? null : costOf(first.model);
  });
  return [
    ...TIERS.flatMap((tier) => checkOrder({ policy, tier, costs, workload })),
    ...TIERS.flatMap((tier) => checkStandIns({ policy, tier, costOf })),
    ...TIERS.flatMap((tier) => checkEscalation({ policy, tier, costs, isWritten })),
    ...policy.rewrite.flatMap(({ from, to }, index) => {
      const times = ratio(costOf(from), costOf(to));
      if (times < MUCH) return [];
      const message = `${to} costs ${timesText(times)} what ${from} does; keep the rule only if you mean it`;
      return [warningAt(['rewrite', index, 'to'], message)];
    }),
  ];
}

type Costs = readonly (number | null)[];

function checkOrder(input: {
  readonly policy: CompletePolicy;
  readonly tier: Tier;
  readonly costs: Costs;
  readonly workload: Workload;
}): readonly Problem[] {
  const { policy, tier, costs, workload } = input;
  const dearer = TIERS.filter((lower) => lower < tier && ratio(costs[tier], costs[lower]) > 1);
  return dearer.map((lower) => {
    const names = [nameOf(policy, lower), nameOf(policy, tier)];
    const times = timesText(ratio(costs[tier], costs[lower]));
    const message = `tier ${lower} (${names[0]}) costs ${times} what tier ${tier} (${names[1]}) does ${workloadText(workload)}; exchange them, or give tier ${lower} a cheaper model`;
    return warningBetween([at(lower), at(tier)], message);
  });
}

function checkStandIns(input: {
  readonly policy: CompletePolicy;
  readonly tier: Tier;
  readonly costOf: (name: string) => number | null;
}): readonly Problem[] {
  const [first, ...others] = input.policy.tiers[input.tier].models;
  if (first === undefined) return [];
  return others.flatMap(({ model }, index) => {
    const times = ratio(input.costOf(first.model), input.costOf(model));
    if (times < MUCH) return [];
    const message = `stands in for ${first.model} and costs ${timesText(times)} as much; take it out, or mean it`;
    return [warningAt(['tiers', input.tier, 'models', index + 1], message)];
  });
}

/** The default, that tier 0 goes to tier 1, is the point of having it; what a user writes is looked at. */
function checkEscalation(input: {
  readonly policy: CompletePolicy;
  readonly tier: Tier;
  readonly costs: Costs;
  readonly isWritten: (path: KeyPath) => boolean;
}): readonly Problem[] {
  const { policy, tier, costs } = input;
  const path = ['tiers', tier, 'unavailable'];
  const escalates = policy.tiers[tier].unavailable.action === 'escalate';
  const above = tier + 1;
  if (!escalates || tier === 0 || above > 3 || !input.isWritten(path)) return [];
  const times = ratio(costs[tier], costs[above]);
  if (times < MUCH) return [];
  const message = `while tier ${tier} is down its calls go to tier ${above}, at ${timesText(times)} the price; write refuse or { wait: 20s } to prevent that`;
  return [warningAt(path, message)];
}

function nameOf(policy: CompletePolicy, tier: Tier): string {
  return policy.tiers[tier].models[0]?.model ?? 'no model';
}

function at(tier: Tier): KeyPath {
  return ['tiers', tier, 'models', 0];
}

/** How many times the first is the second; 0 where one of them is unknown or free. */
function ratio(one: number | null | undefined, other: number | null | undefined): number {
  return one == null || other == null || one === 0 ? 0 : other / one;
}
