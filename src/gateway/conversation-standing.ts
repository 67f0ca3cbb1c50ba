import type { ConversationState } from '../core/conversation-state.ts';
import type { Model } from '../core/model.ts';
import type { Boundary } from '../core/switch-guard.ts';
import { restarted, type WarmthRecord } from '../core/warmth-record.ts';
import type { Turn } from './conversation-key.ts';
import type { Remembered } from './conversation-memory.ts';
import { cacheRequest } from './warmth-request.ts';

/** What routing must know of the conversation a call belongs to. */
export interface Standing {
  /** The model the call must not leave; `null` at a safe point, and when nothing is known. */
  readonly kept: Model | null;
  /** The same for what routing would have made of a conversation that is only observed. */
  readonly shadowKept: Model | null;
  /** Where the call stands and what the conversation's caches hold, for the switch guard. */
  readonly conversation: ConversationState;
  /** The same for what routing would have made of it. */
  readonly shadowConversation: ConversationState;
}

export interface StandingQuestion {
  readonly turn: Turn;
  readonly boundary: Boundary | null;
  readonly before: Remembered;
  readonly warmth: WarmthRecord;
}

/** In the middle of a conversation its model is kept; at a safe point it is only where it comes from. */
export function standingOf({ turn, boundary, before, warmth }: StandingQuestion): Standing {
  const { model, shadow, hasClimbed, shadowClimbed } = before;
  const isFree = boundary === 'first_turn' || boundary === 'after_compaction';
  const isNew = boundary === 'first_turn';
  const shared = {
    boundary,
    warmth: isNew ? restarted(warmth) : warmth,
    request: cacheRequest(turn.call, turn.body?.json ?? null),
  };
  const stateOf = (left: Model | null, climbed: boolean): ConversationState => ({
    ...shared,
    before: isFree ? left : null,
    // A conversation that begins anew may climb again.
    hasClimbed: !isNew && climbed,
  });
  return {
    kept: isFree ? null : model,
    shadowKept: isFree ? null : shadow,
    conversation: stateOf(model, hasClimbed),
    shadowConversation: stateOf(shadow, shadowClimbed),
  };
}
