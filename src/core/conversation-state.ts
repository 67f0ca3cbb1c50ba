import type { Model } from './model.ts';
import type { Boundary } from './switch-guard.ts';
import type { CacheTtl } from './warmth.ts';
import type { WarmthRecord } from './warmth-record.ts';

/** Where a call stands in its conversation, and what is known of that conversation's caches. */
export interface ConversationState {
  /** `null` in the middle of a conversation, and where none is known. */
  readonly boundary: Boundary | null;
  /** At a safe point, the model the conversation was on until now; `null` where there was none. */
  readonly before: Model | null;
  /** It was stuck and has climbed already. */
  readonly hasClimbed: boolean;
  readonly warmth: WarmthRecord;
  readonly request: CacheRequest;
}

/** What of a request decides whether a cache is read. */
export interface CacheRequest {
  /** Its last cache mark; `null` when it has none. */
  readonly mark: CacheMark | null;
  /** A fingerprint of the tools that stand before the conversation: with other tools no cache is read. */
  readonly tools: string;
}

export interface CacheMark {
  readonly ttl: CacheTtl;
  /** It stands on system or tools, so that the conversation itself is not cached. */
  readonly isHeadOnly: boolean;
}
