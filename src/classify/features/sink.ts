import { hashOf, mix, type Tokens } from './tokens.ts';

/** 2 to the power of this many slots has a table of weights. */
export const SLOT_BITS = 19;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
/** Words are told apart by more, because a word that was never seen must not look like one that was. */
export const WORD_BITS = 20;
const WORD_MASK = (1 << WORD_BITS) - 1;

/**
 * A call as a sparse vector: slots of a table of weights, each with a value. The arrays belong to whoever
 * fills them and are overwritten by the next call.
 */
export interface Features {
  readonly count: number;
  readonly slots: Int32Array;
  readonly values: Float32Array;
  /** The single words among them, as hashes of `WORD_BITS` bits. */
  readonly words: Int32Array;
  readonly wordCount: number;
  /** For people: which words, idea or circumstance a feature stands for. */
  nameOf(index: number): string;
}

export interface FeatureSink extends Features {
  clear(): void;
  /** Words of `tokens` from the one to the other, in this part of the call. */
  openText(tokens: Tokens, name: string): void;
  /** Answers where it was put, -1 where there was no room. */
  putSpan(hash: number, start: number, end: number): number;
  /** A span that is one word by itself: whether it is known says how foreign a text is. */
  putWord(hash: number, start: number, end: number): void;
  putNamed(name: string, value: number): void;
  /** A feature that no word and no circumstance stands for. */
  putSlot(hash: number, value: number): void;
  /** All features since `began` share this weight, so that a long part does not outvote a short one. */
  share(began: number, weight: number): void;
}

/** More is dropped; reached by no text, because every part of a call is cut. */
const MOST_FEATURES = 2_048;

export function createFeatureSink(): FeatureSink {
  const slots = new Int32Array(MOST_FEATURES);
  const values = new Float32Array(MOST_FEATURES);
  const from = new Int32Array(MOST_FEATURES);
  const to = new Int32Array(MOST_FEATURES);
  /** Index of the text a feature stands in, or `NAMED`. */
  const origin = new Int8Array(MOST_FEATURES);
  const texts: { text: string; name: string }[] = [];
  const names: string[] = [];
  const words = new Int32Array(MOST_FEATURES);
  let count = 0;
  let wordCount = 0;

  const put = (hash: number): number => {
    if (count >= MOST_FEATURES) return -1;
    slots[count] = hash & SLOT_MASK;
    return count++;
  };

  const putSpan = (hash: number, start: number, end: number): number => {
    const at = put(mix(hash));
    if (at < 0) return at;
    from[at] = start;
    to[at] = end;
    origin[at] = texts.length - 1;
    return at;
  };

  return {
    get count() {
      return count;
    },
    get wordCount() {
      return wordCount;
    },
    slots,
    values,
    words,
    clear() {
      count = 0;
      wordCount = 0;
      texts.length = 0;
      names.length = 0;
    },
    openText(tokens, name) {
      texts.push({ text: tokens.text, name });
    },
    putSpan,
    putWord(hash, start, end) {
      const at = putSpan(hash, start, end);
      if (at >= 0) words[wordCount++] = mix(hash) & WORD_MASK;
    },
    putNamed(name, value) {
      const at = put(hashOf(name));
      if (at < 0) return;
      values[at] = value;
      from[at] = names.length;
      origin[at] = NAMED;
      names.push(name);
    },
    putSlot(hash, value) {
      const at = put(mix(hash));
      if (at < 0) return;
      values[at] = value;
      origin[at] = UNNAMED;
    },
    share(began, weight) {
      const value = weight / Math.sqrt(Math.max(1, count - began));
      for (let index = began; index < count; index += 1) values[index] = value;
    },
    nameOf(index) {
      const place = origin[index] ?? NAMED;
      if (place === UNNAMED) return '';
      if (place === NAMED) return names[from[index] ?? 0] ?? '';
      const { text = '', name = '' } = texts[place] ?? {};
      return `${name}:${text.slice(from[index], to[index]).replaceAll(/\s+/g, ' ')}`;
    },
  };
}

const NAMED = -1;
const UNNAMED = -2;
