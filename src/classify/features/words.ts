import type { FeatureSink } from './sink.ts';
import type { Tokens } from './tokens.ts';

/** A part of a call: the same word means something else in each. */
export interface Part {
  /** How its words are called among the signals. */
  readonly name: string;
  readonly salt: number;
  readonly weight: number;
  /** How many of its first words also count as its opening, where the verb stands. */
  readonly opening: number;
}

/** Each word, its stem, its pairs with the word before and the one before that, and what opens the part. */
export function putWords(
  tokens: Tokens,
  {
    first,
    last,
    pairs,
  }: { readonly first: number; readonly last: number; readonly pairs: boolean },
  part: Part,
  sink: FeatureSink,
): void {
  const began = sink.count;
  const { hash, stem, start, end } = tokens;
  const { salt, opening } = part;
  let before = 0;
  let beforeThat = 0;
  for (let at = first; at < last; at += 1) {
    if (tokens.repeated[at] === 1) continue;
    const word = ((hash[at] ?? 0) ^ salt) >>> 0;
    const from = start[at] ?? 0;
    const to = end[at] ?? 0;
    sink.putWord(word, from, to);
    if (stem[at] !== 0) sink.putSpan((stem[at] ?? 0) ^ salt ^ STEM, from, to);
    if (pairs && at > first) sink.putSpan(word ^ Math.imul(before, 31), start[at - 1] ?? 0, to);
    if (pairs && at > first + 1)
      sink.putSpan(word ^ Math.imul(beforeThat, 131) ^ GAP, start[at - 2] ?? 0, to);
    const place = at - first;
    if (place < opening) sink.putSpan(word ^ OPENING, from, to);
    if (place < 2 && opening > 0) sink.putSpan(word ^ FIRST ^ place, from, to);
    beforeThat = before;
    before = word;
  }
  sink.share(began, part.weight);
}

const STEM = 0x6a09e667;
const GAP = 0x3c6ef372;
const OPENING = 0x1f83d9ab;
const FIRST = 0x5be0cd19;
