/** Deals rows out to parts, those of one label evenly, so that each part has some of every label. */
export function foldsOf(labels: readonly string[], folds: number): readonly number[] {
  const dealt = new Map<string, number>();
  return labels.map((label) => {
    const before = dealt.get(label) ?? 0;
    dealt.set(label, before + 1);
    return before % Math.max(1, folds);
  });
}
