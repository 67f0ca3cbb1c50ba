import { WORD_BITS } from '../features/sink.ts';

/** One bit for each hash a word can have: a set of words in 128 KB that forgets none and invents few. */
export function wordSet(words: Iterable<number>): Uint8Array {
  const bits = new Uint8Array((1 << WORD_BITS) / 8);
  for (const word of words) bits[word >>> 3] = (bits[word >>> 3] ?? 0) | (1 << (word & 7));
  return bits;
}

export function hasWord(bits: Uint8Array, word: number): boolean {
  return ((bits[word >>> 3] ?? 0) & (1 << (word & 7))) !== 0;
}
