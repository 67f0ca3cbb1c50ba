import type { CatalogModel } from './catalog.ts';
import type { Effort } from './model.ts';
import { promptTokens, type Usage } from './usage.ts';
import { cacheMinimum, type Caching, type Warmth } from './warmth.ts';

/** What is known of a conversation's length and caches. Replaced whole, never edited. */
export interface WarmthRecord {
  /** Turns that were answered. */
  readonly turns: number;
  /** Sum over the turns that grew it, in estimated tokens, and how many there were. */
  readonly grownTokens: number;
  readonly grownTurns: number;
  readonly outputTokens: number;
  /** Of the last answered turn: as estimated, and as its upstream counted it. */
  readonly estimatedTokens: number;
  readonly countedTokens: number;
  /** `provider/id` of the model that answered last; `null` before the first answer. */
  readonly current: string | null;
  /** What lies in the caches, the newest last: one for each model, effort and tools it was written under. */
  readonly caches: readonly KnownCache[];
}

export interface KnownCache extends Warmth {
  /** `provider/id`. */
  readonly model: string;
}

export const NO_WARMTH: WarmthRecord = {
  turns: 0,
  grownTokens: 0,
  grownTurns: 0,
  outputTokens: 0,
  estimatedTokens: 0,
  countedTokens: 0,
  current: null,
  caches: [],
};

/** One answered attempt, as its upstream reported it. */
export interface Answered {
  /** `provider/id`. */
  readonly model: string;
  readonly entry: CatalogModel | null;
  readonly usage: Usage;
  /** Unix milliseconds at which it was sent. */
  readonly at: number;
  readonly caching: Caching;
  readonly effort: Effort | null;
  readonly tools: string;
  /** What the prompt was estimated to take at this model. */
  readonly estimatedTokens: number;
  /** A turn of the conversation; a summary only keeps the cache alive. */
  readonly isTurn: boolean;
}

/** More caches than this are forgotten, those not used for longest first. */
const MOST_CACHES = 8;

/** The record after one more answer. */
export function withAnswer(record: WarmthRecord, answered: Answered): WarmthRecord {
  const isSame = (cache: KnownCache) => isUnder(cache, answered);
  const before = record.caches.find(isSame) ?? null;
  const others = record.caches.filter((cache) => !isSame(cache)).slice(1 - MOST_CACHES);
  const now = { model: answered.model, ...warmthAfter(before, answered) };
  const caches = [...others, now];
  if (!answered.isTurn) return { ...record, caches };
  const grown = answered.estimatedTokens - record.estimatedTokens;
  const hasGrown = record.turns > 0 && grown > 0;
  return {
    turns: record.turns + 1,
    grownTokens: record.grownTokens + (hasGrown ? grown : 0),
    grownTurns: record.grownTurns + (hasGrown ? 1 : 0),
    outputTokens: record.outputTokens + answered.usage.outputTokens,
    estimatedTokens: answered.estimatedTokens,
    countedTokens: promptTokens(answered.usage),
    current: answered.model,
    caches,
  };
}

/**
 * The cache of a model that this effort and these tools find; else the newest of that model, which they do
 * not find; `null` where the conversation never was on the model.
 */
export function cacheAt(
  { caches }: WarmthRecord,
  key: Pick<KnownCache, 'model' | 'effort' | 'tools'>,
): Warmth | null {
  const ofModel = caches.filter(({ model }) => model === key.model);
  return ofModel.find((cache) => isUnder(cache, key)) ?? ofModel.at(-1) ?? null;
}

function isUnder(
  cache: KnownCache,
  { model, effort, tools }: Pick<KnownCache, 'model' | 'effort' | 'tools'>,
): boolean {
  return cache.model === model && cache.effort === effort && cache.tools === tools;
}

/** A conversation begins anew: its length is forgotten, what lies in the caches is not. */
export function restarted(record: WarmthRecord): WarmthRecord {
  return { ...record, turns: 0, grownTokens: 0, grownTurns: 0, outputTokens: 0 };
}

/**
 * An estimate in the light of what this conversation's last prompt really took: code, prose and other
 * languages differ in characters per token, a conversation rarely does from turn to turn.
 */
export function calibrated(record: WarmthRecord, estimatedTokens: number): number {
  const { countedTokens, estimatedTokens: before } = record;
  if (countedTokens === 0 || before === 0) return estimatedTokens;
  const ratio = Math.min(MOST_OFF, Math.max(1 / MOST_OFF, countedTokens / before));
  return Math.round(estimatedTokens * ratio);
}

/** Beyond this the count was of something else: an upstream that cut the prompt, or images. */
const MOST_OFF = 4;

function warmthAfter(before: Warmth | null, answered: Answered): Warmth {
  const { entry, usage, at, caching, effort, tools } = answered;
  const { cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = usage;
  const wrote1h = cacheWrite1hTokens > 0;
  const marked = caching.kind === 'marked' ? caching.ttl : '5m';
  const onlyRead = !wrote1h && cacheWrite5mTokens === 0;
  return {
    cachedTokens:
      caching.kind === 'automatic'
        ? automaticallyCached(entry, usage)
        : cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens,
    tailTokens: caching.kind === 'marked' ? usage.freshInputTokens : 0,
    usedAt: at,
    ttl: wrote1h ? '1h' : onlyRead ? (before?.ttl ?? marked) : '5m',
    effort,
    tools,
  };
}

/** Where the upstream caches by itself it reports no writing: the whole prompt lies there afterwards. */
function automaticallyCached(entry: CatalogModel | null, usage: Usage): number {
  const tokens = promptTokens(usage);
  return tokens < cacheMinimum(entry) ? 0 : tokens;
}
