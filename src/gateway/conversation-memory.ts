import type { Model } from '../core/model.ts';
import { createRecentMap } from './recent-map.ts';

/** What is remembered of one conversation. Replaced whole, never edited. */
export interface Remembered {
  readonly model: Model | null;
  readonly shadow: Model | null;
  /** A summary was made of it; the turn that begins with that summary is free. */
  readonly isCompacted: boolean;
  /** It was stuck on a cheap model and has climbed; the same of what routing would have made of it. */
  readonly hasClimbed: boolean;
  readonly shadowClimbed: boolean;
}

export const NOTHING: Remembered = {
  model: null,
  shadow: null,
  isCompacted: false,
  hasClimbed: false,
  shadowClimbed: false,
};

/** Conversations by key. Bounded; what was used longest ago is forgotten first. */
export interface ConversationMemory {
  get(key: string): Remembered | undefined;
  /** After a first turn: whether it is one of a conversation or a single call, nobody knows yet. */
  open(key: string, remembered: Remembered): void;
  continue(key: string, remembered: Remembered): void;
  forget(key: string): void;
}

/**
 * Conversations that were continued are kept apart from those that only began, so that no number of
 * single calls makes a running conversation forgotten. `limit` holds for each of the two.
 */
export function createConversationMemory(limit: number): ConversationMemory {
  const opened = createRecentMap<Remembered>(limit);
  const continued = createRecentMap<Remembered>(limit);
  return {
    get: (key) => continued.get(key) ?? opened.get(key),
    open(key, remembered) {
      const map = continued.get(key) === undefined ? opened : continued;
      map.set(key, remembered);
    },
    continue(key, remembered) {
      opened.delete(key);
      continued.set(key, remembered);
    },
    forget(key) {
      opened.delete(key);
      continued.delete(key);
    },
  };
}
