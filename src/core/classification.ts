import type { Call } from './call.ts';
import type { PurposeReading } from './purpose.ts';
import type { TaskType } from './task.ts';

/** What kind of work a call is, as far as can be told from looking at it. */
export interface Classification {
  /** `null`: nothing recognised it. */
  readonly taskType: TaskType | null;
  /** 0 to 1: how often a call that looks like this one is of that type. */
  readonly confidence: number;
  /** The runners-up, likeliest first. */
  readonly alternatives: readonly { readonly taskType: TaskType; readonly confidence: number }[];
  /** Name and version of what decided, e.g. `linear@1`. Written into the row. */
  readonly classifier: string;
  /** The evidence, strongest first, as short names a person can read: `word:classify`, `schema:enum`. */
  readonly signals: readonly string[];
  /** What was predicted beside the type; `null` where only words or a rule named it. */
  readonly judged: Judged | null;
}

/** Predictions of their own, each calibrated: a type says what is done, these say how hard that is here. */
export interface Judged {
  /** Per tier, how likely it is the lowest that gets this call right. Sums to 1. */
  readonly tiers: readonly [number, number, number, number];
  /** Judgment (reasoning, code, planning) or processing of what is given. */
  readonly kind: 'judgment' | 'processing';
  /** 0 to 1: how likely a wrong answer does harm that is not noticed in time. */
  readonly stakes: number;
  /** A wrong answer can be noticed and made good. */
  readonly recoverable: boolean;
  /** 1 to 10. */
  readonly complexity: number;
  /** 0 to 1: how likely a cheap model answers worse than a strong one. */
  readonly pStrong: number;
  /** 0 to 1: how unlike everything it was trained on; above 0.5 its figures deserve little trust. */
  readonly outOfDistribution: number;
  /** What spoke for type and tier, strongest first. */
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  /** As among the signals. */
  readonly signal: string;
  /** In log odds: 1 makes what it speaks for about 2.7 times as likely. */
  readonly weight: number;
  readonly speaksFor: 'type' | 'tier';
}

/** Pure, linear in the text it looks at, bounded, and never throws. */
export interface Classifier {
  readonly name: string;
  /** `purpose`: what the client is doing with the call; nothing particular, when it is not known. */
  classify(call: Call, purpose?: PurposeReading): Classification;
}
