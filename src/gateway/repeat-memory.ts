import type { Model } from '../core/model.ts';
import type { RepeatsPolicy } from '../core/policy.ts';
import type { UsageReading } from '../core/usage.ts';

/**
 * Answers that may be given again, by `repeatKey`. In memory and bounded twice; what was used longest ago
 * goes first. Nothing is written anywhere, and a restart forgets all.
 */
export interface RepeatMemory {
  find(key: string, when: { readonly now: number; readonly ttlMs: number }): KeptAnswer | null;
  keep(key: string, answer: KeptAnswer, limits: RepeatsPolicy): void;
  readonly size: number;
  readonly bytes: number;
}

/** An answer as its client got it, byte for byte. */
export interface KeptAnswer {
  /** The call that was answered. */
  readonly callId: string;
  /** Unix milliseconds. */
  readonly answeredAt: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** As it was asked for. */
  readonly model: Model;
  /** The model that said it answered. */
  readonly served: string | null;
  readonly usage: UsageReading;
}

/** What an entry takes besides its body: key, fields, the map's own. */
const OVERHEAD_BYTES = 512;

export function createRepeatMemory(): RepeatMemory {
  // A Map keeps the order in which keys came: whoever is used moves to its end.
  const answers = new Map<string, KeptAnswer>();
  let bytes = 0;
  const drop = (key: string) => {
    const answer = answers.get(key);
    if (answer === undefined) return;
    answers.delete(key);
    bytes -= sizeOf(answer);
  };
  const put = (key: string, answer: KeptAnswer) => {
    drop(key);
    answers.set(key, answer);
    bytes += sizeOf(answer);
  };
  return {
    find(key, { now, ttlMs }) {
      const answer = answers.get(key);
      if (answer === undefined) return null;
      if (now - answer.answeredAt >= ttlMs) {
        drop(key);
        return null;
      }
      put(key, answer);
      return answer;
    },
    keep(key, answer, { maxEntries, maxBytes }) {
      if (sizeOf(answer) > maxBytes) return;
      put(key, answer);
      for (const oldest of answers.keys()) {
        if (answers.size <= maxEntries && bytes <= maxBytes) break;
        drop(oldest);
      }
    },
    get size() {
      return answers.size;
    },
    get bytes() {
      return bytes;
    },
  };
}

function sizeOf({ body }: KeptAnswer): number {
  return body.byteLength + OVERHEAD_BYTES;
}
