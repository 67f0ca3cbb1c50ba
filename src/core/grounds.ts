import type { Reason } from './reason.ts';
import type { Tier } from './tier.ts';

/** The three questions that decide a tier, in the order in which they are asked. */
export type TierQuestion = 'judgment_or_processing' | 'recoverable' | 'does_it_fit';

/** What a call gave as answer to one of the three questions, and what came of it. */
export interface Answer {
  readonly question: TierQuestion;
  /** `unknown` where nothing was recognised. */
  readonly answer: 'judgment' | 'processing' | 'yes' | 'no' | 'unknown';
  readonly evidence: readonly Signal[];
  /** In a few words, for people. */
  readonly effect: string;
}

/** What an answer or a reason rests on. */
export interface Signal {
  /**
   * Where it comes from: `header:`, `policy:` and a key of it, `tool:`, `type:` and a task type, `tier:`,
   * `model:`, `provider:`, `conversation:`, `purpose:`.
   */
  readonly signal: string;
  /** 0 to 1: how sure it is, or how much of a limit is used. 1 for what is written somewhere. */
  readonly weight: number;
}

/** What one reason of a decision rests on. */
export interface ReasonEvidence extends Signal {
  readonly reason: Reason;
  /** What exactly, for people; `null` where the signal says it all. */
  readonly detail: string | null;
}

/** A change of the policy, and where the same call would go under it. */
export interface PolicyLine {
  /** What `modicum policy set` takes. */
  readonly settings: readonly PolicySetting[];
  readonly tier: Tier;
  /** `provider/id`. */
  readonly model: string;
}

export interface PolicySetting {
  readonly key: string;
  readonly value: string;
}

/** A weight as it is shown: what is no number weighs nothing. */
export function asShare(weight: number): number {
  return Number.isFinite(weight) ? Math.min(1, Math.max(0, weight)) : 0;
}
