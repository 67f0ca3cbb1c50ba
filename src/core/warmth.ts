import type { CatalogModel } from './catalog.ts';
import type { Effort } from './model.ts';

/** How long a written cache lives without being read. Every read starts its life anew. */
export type CacheTtl = '5m' | '1h';

/**
 * How a request asks its upstream to cache: `marked` by the client with a lifetime, on the conversation or
 * only on what stands before it; `automatic` where the upstream does it by itself and bills no writing; or
 * not at all.
 */
export type Caching =
  | { readonly kind: 'marked'; readonly ttl: CacheTtl; readonly isHeadOnly: boolean }
  | { readonly kind: 'automatic' }
  | { readonly kind: 'none' };

/** What is known of one model's cache of one conversation, from the usage its upstream reported. */
export interface Warmth {
  /** Tokens of the prefix that lie in the cache: what the last answer read and wrote. */
  readonly cachedTokens: number;
  /** Tokens behind the last mark, paid in full each time. */
  readonly tailTokens: number;
  /** Unix milliseconds of the last use. */
  readonly usedAt: number;
  readonly ttl: CacheTtl;
  /** The effort and the tools the cache was written under: both are part of its key. */
  readonly effort: Effort | null;
  readonly tools: string;
}

/** The next call, as one model would read it. */
export interface NextPrompt {
  readonly tokens: number;
  /** Of system and tools, which stand before the conversation. */
  readonly headTokens: number;
  /**
   * How many of them may lie in a cache of this conversation: all but what is new, or after compaction
   * only system and tools.
   */
  readonly sharedTokens: number;
  readonly caching: Caching;
  readonly effort: Effort | null;
  readonly tools: string;
}

/** Still on this model, back on it while its cache lives, or without any cache. */
export type WarmthState = 'warm' | 'return' | 'cold';

/** Why nothing is read from a cache; `null` when something is. */
export type ColdReason =
  | 'first_visit'
  | 'expired'
  | 'effort_changed'
  | 'tools_changed'
  | 'below_minimum'
  | 'not_cached'
  | 'nothing_shared';

export interface CachePrediction {
  readonly state: WarmthState;
  readonly coldBecause: ColdReason | null;
  readonly readTokens: number;
  readonly writeTokens: number;
  readonly freshTokens: number;
  /** At which price `writeTokens` are written; `null` where nothing is. */
  readonly ttl: CacheTtl | null;
}

export interface CacheQuestion {
  readonly entry: CatalogModel | null;
  /** `null` when the conversation never was on the model. */
  readonly warmth: Warmth | null;
  /** The conversation's last answer came from it. */
  readonly isCurrent: boolean;
  readonly next: NextPrompt;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * What the next call will read from the model's cache, write into it and pay in full. A model's cache is
 * not lost by leaving it, only by time: a return is warm while it lives, a first visit writes everything.
 */
export function predictCache(question: CacheQuestion): CachePrediction {
  const { entry, warmth, isCurrent, next } = question;
  const minimum = cacheMinimum(entry);
  const coldBecause = whyCold(question, minimum);
  if (next.caching.kind === 'none' || markedTokens(next) < minimum) {
    return uncached(next, coldBecause);
  }
  const readTokens =
    warmth === null || coldBecause !== null ? 0 : readable(warmth, next, next.sharedTokens);
  const state = coldBecause !== null ? 'cold' : isCurrent ? 'warm' : 'return';
  const rest = next.tokens - readTokens;
  if (next.caching.kind === 'automatic') {
    return { state, coldBecause, readTokens, writeTokens: 0, freshTokens: rest, ttl: null };
  }
  const unmarked = next.caching.isHeadOnly
    ? next.tokens - next.headTokens
    : (warmth?.tailTokens ?? 0);
  const freshTokens = Math.max(0, Math.min(rest, unmarked));
  const writeTokens = rest - freshTokens;
  return { state, coldBecause, readTokens, writeTokens, freshTokens, ttl: next.caching.ttl };
}

/** Smallest prompt a model caches, in tokens. What the catalog does not say is taken as the usual one. */
export function cacheMinimum(entry: CatalogModel | null): number {
  return entry?.cacheMinimumTokens ?? USUAL_MINIMUM;
}

const USUAL_MINIMUM = 1_024;

/** Automatic caches are read in steps of this many tokens. */
export const AUTOMATIC_STEP = 128;

const MINUTE_MS = 60_000;

export const TTL_MS: Readonly<Record<CacheTtl, number>> = {
  '5m': 5 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
};

function whyCold({ warmth, next, now }: CacheQuestion, minimum: number): ColdReason | null {
  if (next.caching.kind === 'none') return 'not_cached';
  if (markedTokens(next) < minimum) return 'below_minimum';
  if (warmth === null) return 'first_visit';
  if (now - warmth.usedAt > TTL_MS[warmth.ttl]) return 'expired';
  if (warmth.effort !== next.effort) return 'effort_changed';
  if (warmth.tools !== next.tools) return 'tools_changed';
  if (warmth.cachedTokens < minimum) return 'below_minimum';
  return readable(warmth, next, next.sharedTokens) < minimum ? 'nothing_shared' : null;
}

function markedTokens({ tokens, headTokens, caching }: NextPrompt): number {
  return caching.kind === 'marked' && caching.isHeadOnly ? Math.min(tokens, headTokens) : tokens;
}

function readable({ cachedTokens }: Warmth, { tokens, caching }: NextPrompt, shared: number) {
  const most = Math.max(0, Math.min(cachedTokens, shared, tokens));
  return caching.kind === 'automatic' ? most - (most % AUTOMATIC_STEP) : most;
}

function uncached({ tokens }: NextPrompt, coldBecause: ColdReason | null): CachePrediction {
  return {
    state: 'cold',
    coldBecause,
    readTokens: 0,
    writeTokens: 0,
    freshTokens: tokens,
    ttl: null,
  };
}
