import type { Reading } from '../reading.ts';
import { mix } from '../features/tokens.ts';

/**
 * What a short text of one out of many labels is told by: its words, the pairs they stand in, and the pieces
 * of letters they are made of, so that `card_arrival` and `card_delivery` differ by more than one word.
 * Short-lived: the next reading overwrites it.
 */
export interface LabelFeatures {
  readonly count: number;
  /** Unsigned hashes, each once. */
  readonly keys: Uint32Array;
  /** How often each stands in the text. */
  readonly times: Float32Array;
  /** Which group each is of: words or pieces; they weigh the same, however many there are of either. */
  readonly groups: Uint8Array;
}

export const GROUPS = 2;
export const WORDS = 0;
export const PIECES = 1;

/** Letters of a piece. */
const SHORTEST_PIECE = 3;
const LONGEST_PIECE = 5;
const LONGEST_WORD = 32;
/** Words of a text that are looked at. */
const MOST_WORDS = 96;
const MOST_CONTEXT_WORDS = 48;
const MOST_FEATURES = 4_096;
const TABLE_BITS = 13;

export function createLabelReader(): { read(reading: Reading): LabelFeatures } {
  const keys = new Uint32Array(MOST_FEATURES);
  const times = new Float32Array(MOST_FEATURES);
  const groups = new Uint8Array(MOST_FEATURES);
  const table = new Int32Array(1 << TABLE_BITS);
  let count = 0;

  const put = (hash: number, group: number): void => {
    const key = mix(hash);
    let place = key & ((1 << TABLE_BITS) - 1);
    for (;;) {
      const at = (table[place] ?? 0) - 1;
      if (at < 0) break;
      if (keys[at] === key) {
        times[at] = (times[at] ?? 0) + 1;
        return;
      }
      place = (place + 1) & ((1 << TABLE_BITS) - 1);
    }
    if (count >= MOST_FEATURES) return;
    keys[count] = key;
    times[count] = 1;
    groups[count] = group;
    count += 1;
    table[place] = count;
  };

  const putText = (text: string, salt: number, most: number): void => {
    const words = wordsOf(text, most);
    let before = 0;
    let beforeThat = 0;
    for (const [place, word] of words.entries()) {
      const hash = hashText(word, salt);
      put(hash ^ WORD, WORDS);
      if (place === 0) put(hash ^ FIRST, WORDS);
      if (place > 0) put(Math.imul(before, 31) ^ hash ^ PAIR, WORDS);
      if (place > 1) put(Math.imul(beforeThat, 131) ^ hash ^ GAP, WORDS);
      beforeThat = before;
      before = hash;
      if (salt === 0) putPieces(word);
    }
  };

  const putPieces = (word: string): void => {
    const framed = `<${word}>`;
    for (let from = 0; from + SHORTEST_PIECE <= framed.length; from += 1) {
      let hash = SEED;
      const end = Math.min(framed.length, from + LONGEST_PIECE);
      for (let at = from; at < end; at += 1) {
        hash = Math.imul(hash ^ framed.charCodeAt(at), PRIME);
        if (at - from >= SHORTEST_PIECE - 1) put(hash ^ PIECE ^ (at - from), PIECES);
      }
    }
  };

  return {
    read({ ask, system, earlierAsk }) {
      table.fill(0);
      count = 0;
      putText(ask, 0, MOST_WORDS);
      if (system !== '') putText(system, SYSTEM, MOST_CONTEXT_WORDS);
      if (earlierAsk !== '') putText(earlierAsk, EARLIER, MOST_CONTEXT_WORDS);
      return { count, keys, times, groups };
    },
  };
}

/** Characters of a text that words are looked for in: linear, whatever comes. */
const MOST_CHARACTERS = 4_000;
const WORD_PATTERN = /[\p{L}\p{N}']+|[?!]/gu;

function wordsOf(text: string, most: number): readonly string[] {
  const words = text.slice(0, MOST_CHARACTERS).toLowerCase().match(WORD_PATTERN) ?? [];
  return words.slice(0, most).map((word) => word.slice(0, LONGEST_WORD));
}

function hashText(text: string, salt: number): number {
  let hash = SEED ^ salt;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash;
}

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;
const WORD = 0x2f0b4c47;
const FIRST = 0x5be0cd19;
const PAIR = 0x3c6ef372;
const GAP = 0x1f83d9ab;
const PIECE = 0x6a09e667;
const SYSTEM = 0x51ed270b;
const EARLIER = 0x2545f491;
