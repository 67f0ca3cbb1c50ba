/**
 * Tokens of one attempt in disjoint classes: every token is counted once, and the prompt is the sum
 * of the four input classes. Anthropic reports them this way; OpenAI-style `prompt_tokens` includes
 * cached tokens and is split on reading.
 */
export interface Usage {
  readonly freshInputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  /** All generated tokens, thinking included. */
  readonly outputTokens: number;
  /** The part of `outputTokens` spent on thinking; `null` when the upstream does not say. */
  readonly thinkingTokens: number | null;
}

/** Usage as it is known: reported by the upstream, estimated by us, or unknown. Unknown is never 0. */
export type UsageReading =
  | { readonly state: 'reported'; readonly usage: Usage }
  | { readonly state: 'estimated'; readonly usage: Usage }
  | { readonly state: 'unknown' };

export const NO_TOKENS: Usage = {
  freshInputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  thinkingTokens: 0,
};

export const UNKNOWN_USAGE: UsageReading = { state: 'unknown' };

/** Everything the model read: the size that price bands and context windows are about. */
export function promptTokens(usage: Usage): number {
  return (
    usage.freshInputTokens +
    usage.cacheReadTokens +
    usage.cacheWrite5mTokens +
    usage.cacheWrite1hTokens
  );
}

/** A token count as an upstream sent it, or `null` when it is absent, negative, fractional or absurd. */
export function tokenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 1e10
    ? value
    : null;
}
