import type { SQLOutputValue } from 'node:sqlite';

import type { RecordedTier } from '../../core/tier.ts';

/** Tier `none` in columns of whole numbers: below every tier, as it is in strength and price. */
export const NO_TIER = -1;

export function storedTier(tier: RecordedTier | null): number | null {
  return tier === 'none' ? NO_TIER : tier;
}

export function readTier(value: SQLOutputValue | undefined): RecordedTier | null {
  return value === NO_TIER ? 'none' : (value as RecordedTier | null);
}
