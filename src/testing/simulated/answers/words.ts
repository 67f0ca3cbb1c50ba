const EMPTY_WORDS = new Set(
  `about above after again against answer because been before being below between both cannot could
  does doing down during each every exactly following from further given have having here into itself
  just keep like make more most must need nothing once only other ours over please reply return same
  should since some such than that their them then there these they this those through today under
  until very what when where which while will with within without would write your words`.split(
    /\s+/,
  ),
);

/** The words a text is about: frequent, long, not grammar; in order of weight, earliest first among equals. */
export function subjectWords(text: string, most: number): readonly string[] {
  const weights = new Map<string, number>();
  for (const match of text
    .slice(0, 20_000)
    .toLowerCase()
    .matchAll(/\p{L}[\p{L}-]{3,24}/gu)) {
    const word = match[0];
    if (EMPTY_WORDS.has(word)) continue;
    weights.set(word, (weights.get(word) ?? 0) + Math.min(word.length, 9));
  }
  return [...weights]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([word]) => word);
}

/** Sentences of running text, in order; lines that are headings or list heads are left out. */
export function sentences(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 20 && /[.!?]$/.test(sentence));
}

/** The first `words` words. */
export function clipWords(text: string, words: number): string {
  return text.split(/\s+/).slice(0, words).join(' ');
}
