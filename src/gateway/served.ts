import type { Candidate } from '../core/decision.ts';
import type { CancelledBy, FinishReason, Outcome } from '../core/outcome.ts';
import type { Reason } from '../core/reason.ts';
import type { UsageReading } from '../core/usage.ts';
import type { Verdict } from '../core/verdict.ts';
import type { UpstreamResponse } from '../provider/provider.ts';
import type { Job } from './job.ts';
import type { OpenAttempt } from './open-attempt.ts';
import type { UpstreamReply } from './upstream-reply.ts';
import type { OutgoingRequest } from './upstream-request.ts';

/** What came of all attempts: an answer to release, or why there is none. */
export type Served =
  | { readonly kind: 'ready'; readonly ready: Ready }
  | {
      readonly kind: 'failed';
      readonly reason: Reason;
      readonly outcome: Outcome | null;
      /** The last upstream's own error, when it speaks the client's dialect. */
      readonly reply: UpstreamReply | null;
    }
  | { readonly kind: 'cancelled'; readonly by: CancelledBy };

/** An answer that may be released. */
export type Ready = WholeAnswer | LiveStream;

export interface WholeAnswer {
  readonly kind: 'whole';
  readonly candidate: Candidate;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The model that says it answered. */
  readonly model: string | null;
  readonly usage: UsageReading;
  readonly verdict: Verdict;
  readonly finishReason: FinishReason;
  /** Of its thinking blocks. */
  readonly signatures: readonly string[];
}

/** How one attempt went. */
export type Tried =
  | { readonly kind: 'ready'; readonly ready: Ready }
  | { readonly kind: 'rejected'; readonly outcome: Outcome; readonly ready: WholeAnswer }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly reply: UpstreamReply | null };

/** An answer that is being received while it is released. */
export interface LiveStream {
  readonly kind: 'live';
  readonly candidate: Candidate;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The model that says it is answering. */
  readonly model: string | null;
  /**
   * The client's bytes, whole events at a time. `onEnd` must have made the call's row durable when it
   * resolves: the terminal event is given out only then.
   */
  release(onEnd: (end: StreamEnd) => Promise<void>): AsyncGenerator<Uint8Array, void, void>;
}

export interface StreamEnd {
  readonly outcome: 'answered' | 'failed' | 'cancelled';
  readonly errorCode: string | null;
  readonly model: string | null;
  readonly usage: UsageReading;
  /** Of the thinking blocks seen; only where another model answers than the client named. */
  readonly signatures: readonly string[];
}

/** One attempt whose upstream has begun to answer. */
export interface Exchange {
  readonly job: Job;
  readonly attempt: OpenAttempt;
  readonly request: OutgoingRequest;
  readonly response: UpstreamResponse;
}
