import {
  NO_WARMTH,
  restarted,
  withAnswer,
  type Answered,
  type WarmthRecord,
} from '../core/warmth-record.ts';
import { createRecentMap } from './recent-map.ts';

/** What is known of each conversation's caches, by the conversation's key. Bounded and in memory. */
export interface WarmthMemory {
  get(key: string): WarmthRecord;
  /** `from`: the key the conversation had until now, which a summary or a new beginning changes. */
  note(answered: readonly Answered[], at: WarmthPlace): void;
}

export interface WarmthPlace {
  readonly key: string;
  readonly from: string;
  readonly isNew: boolean;
}

export function createWarmthMemory(limit: number): WarmthMemory {
  const records = createRecentMap<WarmthRecord>(limit);
  return {
    get: (key) => records.get(key) ?? NO_WARMTH,
    note(answered, { key, from, isNew }) {
      if (answered.length === 0) return;
      const before = records.get(isNew ? from : key) ?? records.get(from) ?? NO_WARMTH;
      records.set(key, answered.reduce(withAnswer, isNew ? restarted(before) : before));
    },
  };
}
