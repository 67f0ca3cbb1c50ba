import { createFeatureReader } from '../src/classify/features/features.ts';
import { SLOT_BITS } from '../src/classify/features/sink.ts';
import { readingOfRow, type Row } from './row.ts';

/**
 * How much of a text is new to a model that was made from other texts: the median, and the share that only
 * one text in a hundred exceeds.
 */
export function newsAt(
  rows: readonly Row[],
  { folds, foldOf }: { readonly folds: number; readonly foldOf: (index: number) => number },
): readonly [number, number] {
  const reader = createFeatureReader();
  const slots = rows.map((row) => {
    const { features } = reader.read(readingOfRow(row));
    return features.slots.slice(0, features.count);
  });
  const shares: number[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const counts = new Uint8Array(1 << SLOT_BITS);
    for (const [index, used] of slots.entries()) {
      if (foldOf(index) === fold) continue;
      for (const slot of new Set(used)) counts[slot] = Math.min(2, (counts[slot] ?? 0) + 1);
    }
    for (const [index, used] of slots.entries()) {
      if (foldOf(index) !== fold || used.length === 0) continue;
      shares.push(used.filter((slot) => (counts[slot] ?? 0) < 2).length / used.length);
    }
  }
  shares.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((shares[Math.floor(shares.length * share)] ?? 0) * 1_000) / 1_000;
  return [at(0.5), at(0.99)];
}
