import type { CallError } from './error.ts';
import type { DialectName } from './dialect.ts';
import type { Model } from './model.ts';
import type { Reason } from './reason.ts';
import type { Delivery, TaskType, Unavailable } from './task.ts';
import type { Tier } from './tier.ts';

/**
 * How a call will be served: built whole by `route`, never edited afterwards. Attempts walk `plan` in
 * order and go nowhere else.
 */
export interface Decision {
  readonly kind: 'decision';
  /** Ordered; the first is what is meant to answer. Never empty. */
  readonly plan: readonly Candidate[];
  /** The tier decided on: that of the first candidate unless its own tier could not serve. */
  readonly tier: Tier;
  /** Who decided the tier. */
  readonly decidedBy: Reason;
  /** Everything that moved it since, in order. */
  readonly reasons: readonly Reason[];
  readonly taskType: TaskType | null;
  readonly confidence: number | null;
  readonly floor: Tier;
  readonly cap: Tier;
  readonly delivery: Delivery;
  readonly validate: readonly string[];
  /** Models of the tiers in reach that cannot serve this call, and why. */
  readonly excluded: readonly Exclusion[];
  readonly estimate: TokenEstimate;
  /** One sentence for people: what was decided and on what evidence. */
  readonly explanation: string;
}

/** One step of a plan. */
export interface Candidate {
  readonly tier: Tier;
  readonly model: Model;
  readonly dialect: DialectName;
  /** Same dialect in and out: the client's bytes travel, but for `changes`. */
  readonly lane: 'untouched' | 'translated';
  /** Why this step is taken when the one before it did not serve. The first step has none. */
  readonly reason: 'equivalent_provider' | 'tier_unavailable' | 'answer_rejected' | null;
  /** What is altered in the request so that this model accepts it; recorded and shown. */
  readonly changes: readonly RequestChange[];
  readonly retries: number;
  readonly timeoutMs: number;
  /** What to do before giving up on this step's tier. Only on the last candidate of a tier. */
  readonly unavailable: Unavailable | null;
}

/** A field set to another value, or taken out, for one model's sake. */
export type RequestChange =
  | { readonly field: 'model'; readonly to: string }
  | { readonly field: 'max_tokens'; readonly to: number }
  | { readonly field: 'effort'; readonly to: string | null }
  | { readonly field: 'temperature' | 'top_p' | 'top_k' | 'thinking'; readonly to: null };

export interface Exclusion {
  readonly tier: Tier;
  readonly model: Model;
  readonly reason: Reason;
  /** What exactly, where the reason alone does not say it. */
  readonly detail: string | null;
}

export interface TokenEstimate {
  readonly promptTokens: number;
  /** What the answer will probably take; not `max_tokens`. */
  readonly outputTokens: number;
}

/** A decision not to serve. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly reason: Reason;
  readonly error: CallError;
  readonly taskType: TaskType | null;
  readonly excluded: readonly Exclusion[];
  readonly explanation: string;
}
