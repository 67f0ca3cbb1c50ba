/** Chance that repeats: the same seed gives the same draws, on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** All items in another order. */
  shuffled<T>(items: readonly T[]): readonly T[];
}

/** A generator for these parts together; changing any of them changes every draw. */
export function seededRandom(...parts: readonly (string | number)[]): Random {
  const next = smallFastCounter(hashWords(parts.join('\u0000')));
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError('there is nothing to pick from');
    return item;
  };
  const shuffled = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({ item, at: next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  return { next, integer, pick, shuffled, chance: (probability) => next() < probability };
}

/** Twenty-four hexadecimal digits that stand for a text. For ids, not for secrets. */
export function hashText(text: string): string {
  return hashWords(text)
    .slice(0, 3)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
}

type Words = readonly [number, number, number, number];

/** Four multiplicative hashes side by side; one alone collides within a day's worth of texts. */
function hashWords(text: string): Words {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  let c = 0xc2b2ae35;
  let d = 0x27d4eb2f;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995) ^ (b >>> 15);
    c = Math.imul(c + code, 0xcc9e2d51) ^ (c >>> 13);
    d = Math.imul(d ^ (code + index), 0x1b873593) ^ (d >>> 16);
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

/** Chris Doty-Humphrey's sfc32: small, fast and good enough to make up texts with. */
function smallFastCounter(words: Words): () => number {
  let [a, b, c, d] = words;
  const next = () => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 0x100000000;
  };
  // The first draws still resemble the seed.
  for (let round = 0; round < 12; round++) next();
  return next;
}
