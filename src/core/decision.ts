import type { Thinking } from './call.ts';
import type { CallError } from './error.ts';
import type { DialectName } from './dialect.ts';
import type { Answer, PolicyLine, ReasonEvidence } from './grounds.ts';
import type { MetaFinding } from './meta.ts';
import type { HighFrequency } from './frequency.ts';
import type { Effort, Model } from './model.ts';
import type { Cost } from './money.ts';
import type { ModelSpeed } from './model-speed.ts';
import type { Reason } from './reason.ts';
import type { SwitchAccount } from './switch-guard.ts';
import type { Delivery, TaskType } from './task.ts';
import type { Tier } from './tier.ts';

/**
 * How a call will be served: built whole by `route`, never edited afterwards. Attempts walk `plan` in
 * order and go nowhere else.
 */
export interface Decision extends Ruling {
  /** The three questions, in the order in which they are asked. */
  readonly answers: readonly Answer[];
  /** What `decidedBy` rests on, then each of `reasons`, in their order. */
  readonly evidence: readonly ReasonEvidence[];
  /** What each step of the plan would cost for the estimate, at list prices and without a cache. */
  readonly planCosts: readonly Cost[];
  /** The smallest change of the policy that would send the call elsewhere; left out where none was tried. */
  readonly wouldChange?: PolicyLine | null;
}

/** What was decided, before its grounds are written down. */
export interface Ruling {
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
  /** The call ends by then: what its client names, else the contract of its task, else the policy. */
  readonly deadlineMs: number;
  /** Models of the tiers in reach that cannot serve this call, and why. */
  readonly excluded: readonly Exclusion[];
  readonly estimate: TokenEstimate;
  /** One of many calls for the same action of a user, and kept cheap for it. */
  readonly frequency?: HighFrequency;
  /** Where the conversation might have changed its model to save: what either would cost. */
  readonly switchAccount?: SwitchAccount;
  /** What came of asking a cheap model what the call is; left out where none was asked. */
  readonly meta?: MetaFinding;
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
  /**
   * How the step before must have ended for this one to be taken: `failed` (down, overloaded, cut) or
   * `rejected` (a validator said no). Empty for the first. A step that is not allowed is skipped.
   */
  readonly after: readonly ('failed' | 'rejected')[];
  /** What is altered in the request so that this model accepts it; recorded and shown. */
  readonly changes: readonly RequestChange[];
  /** `Call.leftOut`, when the call is translated; else empty. */
  readonly leftOut: readonly string[];
  /** What translation says in another form, each in a few words for people; else empty. */
  readonly reworded: readonly string[];
  /** Repeats at this same model, for passing faults and rejected answers. */
  readonly retries: number;
  readonly timeoutMs: number;
  /** How long to wait for the tier to come back before going on; 0 for not at all. */
  readonly waitMs: number;
  /** How fast the model has been; left out where nothing was measured. */
  readonly speed?: ModelSpeed;
}

/**
 * One thing that is different in the request for one model's sake: a field set to another value, or taken
 * out (`null`). Making a change twice is making it once.
 */
export type RequestChange =
  | { readonly field: 'model'; readonly to: string }
  | { readonly field: 'max_tokens'; readonly to: number }
  | { readonly field: 'effort'; readonly to: string | null }
  /** Told not to store the call, where the client did not say. */
  | { readonly field: 'store'; readonly to: false }
  | { readonly field: 'thinking'; readonly to: Thinking | null }
  | {
      readonly field: 'temperature' | 'top_p' | 'top_k' | 'speed' | 'metadata';
      readonly to: null;
    }
  /** System messages between the others become marked text of the user, where they stand. */
  | { readonly field: 'system_messages'; readonly to: 'user' }
  /** No message carries settings of its own. */
  | { readonly field: 'message_settings'; readonly to: null }
  /** Messages that ask for the one effort ask for the other. */
  | { readonly field: 'message_effort'; readonly from: Effort; readonly to: Effort }
  /** Thinking of earlier turns with these signatures goes; `''` stands for all that is not signed. */
  | { readonly field: 'thinking_blocks'; readonly without: readonly string[] }
  /** Deferred tools that were found are defined like any other, the rest are left out. */
  | { readonly field: 'deferred_tools'; readonly to: 'loaded' }
  /** Claude Code's line about itself at the head of the system prompt, which differs from call to call. */
  | { readonly field: 'attribution'; readonly to: null }
  /** Features of the header `anthropic-beta`, as they stand there. */
  | {
      readonly field: 'betas';
      readonly without: readonly string[];
      readonly with: readonly string[];
    };

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
