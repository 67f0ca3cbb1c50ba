import type { UpstreamError } from './error.ts';
import type { Verdict } from './verdict.ts';

/** Why a model stopped. All of these arrive with status 200. */
export type FinishReason =
  | 'end'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause'
  | 'refusal'
  | 'context_window'
  | 'other';

export type CancelledBy = 'client' | 'deadline' | 'shutdown';

/** How an attempt ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly finishReason: FinishReason; readonly verdict: Verdict }
  | { readonly kind: 'rejected'; readonly finishReason: FinishReason; readonly verdict: Verdict }
  | { readonly kind: 'failed'; readonly error: UpstreamError }
  | { readonly kind: 'cancelled'; readonly by: CancelledBy };
