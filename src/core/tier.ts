/** Strength and price of a model, never its name: 0 local, 1 cheap API, 2 workhorse, 3 highest stakes. */
export type Tier = 0 | 1 | 2 | 3;

/** What a row says of a call: `none` where no model was needed, which is below every tier. */
export type RecordedTier = Tier | 'none';

export const TIERS: readonly Tier[] = [0, 1, 2, 3];

export function isTier(value: unknown): value is Tier {
  return value === 0 || value === 1 || value === 2 || value === 3;
}

/** The tier one step stronger, or `null` at the top. */
export function tierAbove(tier: Tier): Tier | null {
  return tier === 3 ? null : ((tier + 1) as Tier);
}
