import type { CatalogModel, PriceModifiers } from './catalog.ts';
import { costOf } from './cost.ts';
import type { NanoUsd } from './money.ts';
import type { Usage } from './usage.ts';
import { AUTOMATIC_STEP, cacheMinimum, type CachePrediction, type Caching } from './warmth.ts';

/** The turns a conversation would have on one model, in that model's tokens. */
export interface TurnsAhead {
  readonly entry: CatalogModel | null;
  /** Of the next call; the later ones follow from it. */
  readonly cache: CachePrediction;
  readonly caching: Caching;
  readonly turns: number;
  readonly newTokens: number;
  readonly growthTokens: number;
  readonly outputTokens: number;
  readonly day: string;
  readonly modifiers: readonly (keyof PriceModifiers)[];
}

/**
 * What each turn would cost: the next one as its cache is predicted, each later one with what the turn
 * before left in the cache. That a pause outlives a cache is not foreseen. `null` when a price is unknown.
 */
export function turnCosts(ahead: TurnsAhead): readonly NanoUsd[] | null {
  const costs: NanoUsd[] = [];
  let cache = ahead.cache;
  for (let turn = 0; turn < ahead.turns; turn++) {
    if (turn > 0) cache = nextTurn(ahead, cache);
    const cost = turnCost(ahead, cache);
    if (cost === null) return null;
    // Without growth every turn from the third on costs what the one before did.
    if (ahead.growthTokens === 0 && turn > 2) return filled(costs, cost, ahead.turns);
    costs.push(cost);
  }
  return costs;
}

/** One request with this cache, in nano-dollars; `null` when its price is unknown. */
export function turnCost(
  ahead: Pick<TurnsAhead, 'entry' | 'day' | 'modifiers' | 'outputTokens'>,
  cache: CachePrediction,
): NanoUsd | null {
  const { entry, day, modifiers, outputTokens } = ahead;
  const reading = { state: 'reported', usage: usageOf(cache, outputTokens) } as const;
  const cost = costOf({ reading, model: entry, day, modifiers });
  return cost.state === 'unknown' ? null : cost.nanoUsd;
}

function usageOf(cache: CachePrediction, outputTokens: number): Usage {
  return {
    freshInputTokens: cache.freshTokens,
    cacheReadTokens: cache.readTokens,
    cacheWrite5mTokens: cache.ttl === '5m' ? cache.writeTokens : 0,
    cacheWrite1hTokens: cache.ttl === '1h' ? cache.writeTokens : 0,
    outputTokens,
    thinkingTokens: null,
  };
}

function nextTurn(ahead: TurnsAhead, before: CachePrediction): CachePrediction {
  const { caching, entry, newTokens, growthTokens } = ahead;
  const tokens = before.readTokens + before.writeTokens + before.freshTokens + growthTokens;
  if (caching.kind === 'none' || tokens < cacheMinimum(entry)) return fresh(tokens);
  if (caching.kind === 'automatic') return automatic(tokens, before, entry);
  const held = before.readTokens + before.writeTokens;
  if (caching.isHeadOnly && held > 0)
    return { ...fresh(tokens - held), state: 'warm', readTokens: held };
  const tail = held === 0 ? 0 : before.freshTokens;
  const readTokens = Math.max(0, Math.min(held, tokens - tail - newTokens));
  const writeTokens = tokens - tail - readTokens;
  return {
    state: readTokens > 0 ? 'warm' : 'cold',
    coldBecause: null,
    readTokens,
    writeTokens,
    freshTokens: tail,
    ttl: caching.ttl,
  };
}

function automatic(
  tokens: number,
  before: CachePrediction,
  entry: CatalogModel | null,
): CachePrediction {
  const held = before.readTokens + before.freshTokens;
  const most = held < cacheMinimum(entry) ? 0 : Math.min(held, tokens);
  const readTokens = most - (most % AUTOMATIC_STEP);
  return { ...fresh(tokens - readTokens), state: 'warm', readTokens };
}

function fresh(tokens: number): CachePrediction {
  return {
    state: 'cold',
    coldBecause: null,
    readTokens: 0,
    writeTokens: 0,
    freshTokens: tokens,
    ttl: null,
  };
}

function filled(costs: readonly NanoUsd[], cost: NanoUsd, turns: number): readonly NanoUsd[] {
  return [...costs, ...Array.from({ length: turns - costs.length }, () => cost)];
}
