import { TIERS, type Tier } from './tier.ts';

/** Per tier, how likely it is the lowest that gets a call right. */
export type TierProbabilities = readonly [number, number, number, number];

/** What a mistake costs, per tier it is off by. */
export interface ErrorCosts {
  /** Too low: a wrong answer, or one that has to be asked for again higher up. */
  readonly underCost: number;
  /** Too high: the right answer, but dearer. */
  readonly overCost: number;
}

/**
 * The tier whose expected cost of error is least; of two that cost the same, the higher. Going up one tier
 * saves `underCost` wherever more is needed and costs `overCost` wherever it is not, so the climb goes on
 * while it does not lose: the tier is enough with at least underCost / (underCost + overCost). What is no
 * number goes up.
 */
export function chooseSufficientTier(probabilities: TierProbabilities, costs: ErrorCosts): Tier {
  const { underCost, overCost } = costs;
  for (const tier of TIERS) {
    const enough = chanceOfEnough(probabilities, tier);
    if (overCost * enough > underCost * (1 - enough) + ROUNDING) return tier;
  }
  return 3;
}

/** Sums of probabilities are off by less; a difference this small is a tie. */
const ROUNDING = 1e-9;

/** How likely this tier, or a lower one, gets the call right: 0 to 1. */
export function chanceOfEnough(probabilities: TierProbabilities, tier: Tier): number {
  return TIERS.slice(0, tier + 1).reduce<number>((sum, lower) => sum + probabilities[lower], 0);
}

/** Per tier what choosing it costs on average: its tiers too low and too high, each weighed. */
export function expectedCosts(
  probabilities: TierProbabilities,
  { underCost, overCost }: ErrorCosts,
): readonly number[] {
  return TIERS.map((chosen) =>
    TIERS.reduce<number>((sum, needed) => {
      const tiersOff = needed > chosen ? (needed - chosen) * underCost : chosen - needed;
      return sum + probabilities[needed] * (needed > chosen ? tiersOff : tiersOff * overCost);
    }, 0),
  );
}
