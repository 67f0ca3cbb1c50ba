import type { Policy } from './policy.ts';
import type { Tier } from './tier.ts';

/** The tier a complexity of 1 to 10 belongs to. Between the policy's bounds the default tier decides. */
export function tierForComplexity(
  complexity: number,
  { complexity: bounds, defaultTier }: Policy,
): Tier {
  if (complexity < bounds.tier0Below) return 0;
  if (complexity < bounds.tier1Below) return 1;
  return complexity > bounds.tier3Above ? 3 : defaultTier;
}

/** An estimate is off by about this much; it counts only where it would if it were that much lower. */
const ESTIMATE_MARGIN = 1;

/** The same for an estimate, which may only lift: what is no number lifts nothing. */
export function tierForEstimatedComplexity(complexity: number, policy: Policy): Tier {
  return Number.isFinite(complexity) ? tierForComplexity(complexity - ESTIMATE_MARGIN, policy) : 0;
}
