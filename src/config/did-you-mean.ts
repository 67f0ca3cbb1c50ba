/** ` (did you mean "tiers"?)` when one of the known words is close to what was typed, or `''`. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const nearest = known
    .map((word) => ({ word, edits: editDistance(fold(typed), fold(word)) }))
    .toSorted((one, other) => one.edits - other.edits)[0];
  if (nearest === undefined || nearest.edits > mostEdits(nearest.word)) return '';
  return ` (did you mean "${nearest.word}"?)`;
}

/** A third of the word may differ; less, and typing slips are missed; more, and strangers are offered. */
function mostEdits(word: string): number {
  return word.length < 3 ? 0 : Math.ceil(word.length / 3);
}

/** `maxPromptTokens` and `max-prompt-tokens` are the same slip. */
function fold(word: string): string {
  return word
    .slice(0, 64)
    .toLowerCase()
    .replace(/[-_. ]/g, '');
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
