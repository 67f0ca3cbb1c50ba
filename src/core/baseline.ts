import type { CatalogModel } from './catalog.ts';
import { costOf } from './cost.ts';
import { UNKNOWN_COST } from './money.ts';
import type { Cost } from './money.ts';
import type { Usage, UsageReading } from './usage.ts';

/**
 * What the same work would have cost on the baseline model, in one attempt: the tokens of the attempt
 * that answered, cache classes carried over, at the baseline's prices. Models that count the same text
 * differently (Claude 4.7 and later count about 30 % more) are scaled by their characters per token,
 * and the result is an estimate. Unknown usage, model or price stays unknown: a saving is never
 * claimed on a guess. What the answering model was `billedAs` is its own; another one counts at its list
 * price.
 */
export function baselineCost(question: {
  readonly reading: UsageReading;
  readonly servedBy: CatalogModel | null;
  readonly baseline: CatalogModel | null;
  readonly day: string;
}): Cost {
  const { reading, servedBy, baseline, day } = question;
  if (reading.state === 'unknown' || servedBy === null || baseline === null) return UNKNOWN_COST;
  return costOf({ reading: asCountedBy(baseline, servedBy, reading), model: baseline, day });
}

type KnownReading = Exclude<UsageReading, { readonly state: 'unknown' }>;

function asCountedBy(
  baseline: CatalogModel,
  servedBy: CatalogModel,
  reading: KnownReading,
): KnownReading {
  if (baseline === servedBy) return reading;
  if (baseline.charactersPerToken === servedBy.charactersPerToken) {
    return { state: reading.state, usage: reading.usage };
  }
  const factor = servedBy.charactersPerToken / baseline.charactersPerToken;
  return { state: 'estimated', usage: scaled(reading.usage, factor) };
}

function scaled(usage: Usage, factor: number): Usage {
  const scale = (tokens: number): number => Math.round(tokens * factor);
  return {
    freshInputTokens: scale(usage.freshInputTokens),
    cacheReadTokens: scale(usage.cacheReadTokens),
    cacheWrite5mTokens: scale(usage.cacheWrite5mTokens),
    cacheWrite1hTokens: scale(usage.cacheWrite1hTokens),
    outputTokens: scale(usage.outputTokens),
    thinkingTokens: usage.thinkingTokens === null ? null : scale(usage.thinkingTokens),
  };
}
