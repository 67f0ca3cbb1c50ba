import { GROUPS, type LabelFeatures } from './label-features.ts';

/** The features a model knows, each with how much it tells: one in every text tells little. */
export interface Vocabulary {
  /** Rising. */
  readonly keys: Uint32Array;
  readonly worth: Float32Array;
}

/** The known features of one text: places in the vocabulary, with values; owned by whoever read them. */
export interface KnownFeatures {
  readonly count: number;
  readonly places: Int32Array;
  readonly values: Float32Array;
  readonly groups: Uint8Array;
  /** Features that are not known, of all. */
  readonly newShare: number;
}

/** Counts in how many texts each feature stands, and keeps those that stand in two at least. */
export function createVocabularyBuilder() {
  const seen = new Map<number, number>();
  let texts = 0;
  return {
    add({ count, keys }: Pick<LabelFeatures, 'count' | 'keys'>): void {
      texts += 1;
      for (let at = 0; at < count; at += 1) {
        const key = keys[at] ?? 0;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    },
    done(): Vocabulary {
      const kept = [...seen]
        .filter(([, times]) => times >= LEAST_TEXTS)
        .toSorted(([a], [b]) => a - b);
      return {
        keys: Uint32Array.from(kept, ([key]) => key),
        worth: Float32Array.from(kept, ([, times]) => 1 + Math.log((1 + texts) / (1 + times))),
      };
    },
  };
}

const LEAST_TEXTS = 2;

/** Finds features in a vocabulary and weighs them, each group to a length of one. */
export function createLookup({ keys, worth }: Vocabulary) {
  const mask = tableSize(keys.length) - 1;
  const table = new Int32Array(mask + 1).fill(-1);
  for (let place = 0; place < keys.length; place += 1) {
    let slot = (keys[place] ?? 0) & mask;
    while ((table[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    table[slot] = place;
  }
  const placeOf = (key: number): number => {
    let slot = key & mask;
    for (;;) {
      const place = table[slot] ?? -1;
      if (place < 0 || keys[place] === key) return place;
      slot = (slot + 1) & mask;
    }
  };
  const places = new Int32Array(MOST);
  const values = new Float32Array(MOST);
  const lengths = new Float64Array(GROUPS);
  const groups = new Uint8Array(MOST);
  return (features: LabelFeatures): KnownFeatures => {
    let count = 0;
    lengths.fill(0);
    for (let at = 0; at < features.count; at += 1) {
      const place = placeOf(features.keys[at] ?? 0);
      if (place < 0) continue;
      const group = features.groups[at] ?? 0;
      const value = (1 + Math.log(features.times[at] ?? 1)) * (worth[place] ?? 0);
      places[count] = place;
      values[count] = value;
      groups[count] = group;
      lengths[group] = (lengths[group] ?? 0) + value * value;
      count += 1;
    }
    for (let at = 0; at < count; at += 1)
      values[at] = (values[at] ?? 0) / Math.sqrt(lengths[groups[at] ?? 0] ?? 1);
    const newShare = features.count === 0 ? 1 : 1 - count / features.count;
    return { count, places, values, groups, newShare };
  };
}

/** As many features as a reading can have. */
const MOST = 4_096;

function tableSize(entries: number): number {
  let size = 1_024;
  while (size < entries * 2) size *= 2;
  return size;
}
