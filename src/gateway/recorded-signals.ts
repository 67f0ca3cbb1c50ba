/**
 * What spoke for the type of a call, without what quotes it: signals made of a text hold its words, and
 * words of prompts are never stored. That a word spoke is kept, not which.
 */
export function recordedSignals(
  signals: readonly string[],
  redact: (text: string) => string,
): readonly string[] {
  return [...new Set(signals.map((signal) => (isQuote(signal) ? partOf(signal) : redact(signal))))];
}

/** Parts of a call whose words the classifier reads, as `classify/features` calls them. */
const QUOTED_PARTS: ReadonlySet<string> = new Set(['word', 'job', 'before', 'answered']);

function isQuote(signal: string): boolean {
  return QUOTED_PARTS.has(partOf(signal));
}

function partOf(signal: string): string {
  return signal.split(':', 1)[0] ?? '';
}
