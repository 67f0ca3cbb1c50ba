import type { Reading } from '../reading.ts';

/**
 * Deals rows out to parts, those of one label evenly, so that each part has some of every label. Rows of the
 * same text go to the same part: a model that has seen one of them has seen them all.
 */
export function foldsOf(rows: readonly FoldRow[], folds: number): readonly number[] {
  const dealt = new Map<string, number>();
  const partOf = new Map<string, number>();
  return rows.map(({ label, reading }) => {
    const text = plainText(reading);
    const known = partOf.get(text);
    if (known !== undefined) return known;
    const before = dealt.get(label) ?? 0;
    dealt.set(label, before + 1);
    const part = before % Math.max(1, folds);
    partOf.set(text, part);
    return part;
  });
}

export interface FoldRow {
  readonly label: string;
  readonly reading: Pick<Reading, 'ask' | 'system' | 'earlierAsk'>;
}

/** Letters and digits, whatever their case and whatever stands between them. */
function plainText({ ask, system, earlierAsk }: FoldRow['reading']): string {
  return [ask, system, earlierAsk]
    .map((text) =>
      (
        text
          .normalize('NFKC')
          .toLowerCase()
          .match(/[\p{L}\p{N}]+/gu) ?? []
      ).join(' '),
    )
    .join('\n');
}
