import type { Tier } from './tier.ts';

/** The policy's rule for calls that come in great numbers. */
export interface FrequencyPolicy {
  /** More calls than these for one user action are many; 0 switches the rule off. */
  readonly calls: number;
  /** How far back the calls of a program are counted. */
  readonly windowMs: number;
  /** The highest tier that processing among them starts on. */
  readonly cap: Tier;
}

/** What was found of one call among many. */
export interface HighFrequency {
  /** Calls of the same user action so far, this one included. */
  readonly calls: number;
  /** Where it starts; what is rejected climbs from there. */
  readonly cap: Tier;
  /** Where it would have gone as one call among few. */
  readonly insteadOf: Tier;
}
