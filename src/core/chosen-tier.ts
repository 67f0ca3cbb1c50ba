import type { Reason } from './reason.ts';
import type { Tier } from './tier.ts';

/** Which tier the work belongs to, before floors, caps and what can serve it. */
export interface TierChoice {
  readonly tier: Tier;
  readonly decidedBy: Reason;
  readonly reasons: readonly Reason[];
  /** For people: on what grounds. */
  readonly evidence: string;
}
