import type { Took } from './took.ts';

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

/**
 * Usage as it is known: reported by the upstream, estimated by us, or unknown. Unknown is never 0. Counts
 * that are reported but billed in a way they do not tell are `estimated` as well: their price is.
 */
export type UsageReading =
  | ({ readonly state: 'reported' } & BilledUsage)
  | ({ readonly state: 'estimated' } & BilledUsage)
  | { readonly state: 'unknown' };

interface BilledUsage {
  readonly usage: Usage;
  /** What the upstream says of how it bills these tokens. It goes into the cost; ledgers do not keep it. */
  readonly billedAs?: readonly BilledAs[];
  /** Where the time went, of upstreams that say so. */
  readonly took?: Took;
}

/** Ways of billing that change the price of every token, as `PriceModifiers` (`catalog.ts`) names them. */
export type BilledAs = 'batch' | 'fast' | 'usInference';

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
