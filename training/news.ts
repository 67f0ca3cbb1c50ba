import { createFeatureReader } from '../src/classify/features/features.ts';
import { readingOfRow, type Row } from './row.ts';

/** The words of each row, as the classifier hashes them. */
export function wordsOfRows(rows: readonly Row[]): readonly Int32Array[] {
  const reader = createFeatureReader();
  return rows.map((row) => {
    const { features } = reader.read(readingOfRow(row));
    return features.words.slice(0, features.wordCount);
  });
}

/** Those that at least two rows have. */
export function sharedWords(words: readonly Int32Array[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const used of words) {
    for (const word of new Set(used)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return new Set([...counts].flatMap(([word, count]) => (count >= 2 ? [word] : [])));
}

/**
 * How much of a text is new to a model that was made from other texts: the median, and the share that only
 * four texts in a hundred exceed (most of those in languages of which there are few rows).
 */
export function newsAt(
  rows: readonly Row[],
  { folds, foldOf }: { readonly folds: number; readonly foldOf: (index: number) => number },
): readonly [number, number] {
  const words = wordsOfRows(rows);
  const shares: number[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const known = sharedWords(words.filter((_, index) => foldOf(index) !== fold));
    for (const [index, used] of words.entries()) {
      if (foldOf(index) !== fold || used.length === 0) continue;
      shares.push(used.filter((word) => !known.has(word)).length / used.length);
    }
  }
  shares.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((shares[Math.floor(shares.length * share)] ?? 0) * 1_000) / 1_000;
  return [at(0.5), at(0.96)];
}
