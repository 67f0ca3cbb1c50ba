import type { CatalogModel } from './catalog.ts';
import {
  tokenRatio,
  weighSwitch,
  type Boundary,
  type Outlook,
  type SwitchAccount,
  type SwitchSide,
} from './switch-guard.ts';
import { predictCache, type CacheTtl, type Caching, type Warmth } from './warmth.ts';

/** A conversation somebody asks about: it is warm on one model and might go to another. */
export interface SupposedSwitch {
  readonly from: SupposedModel;
  readonly to: SupposedModel;
  /** Of the next prompt, as the model it is on counts them, what is new in it included. */
  readonly tokens: number;
  readonly outlook: Outlook;
  readonly ttl: CacheTtl;
  /** What is known of its cache; left out: it is marked, and all but what is new lies in it. */
  readonly seen?: SeenCache;
  readonly boundary: Boundary | null;
  /** UTC day, as prices are dated. */
  readonly day: string;
}

/** How a call that was made asked for a cache, and what it left there. */
export interface SeenCache {
  /** The client marks what may be cached; upstreams that cache by themselves need no mark. */
  readonly isMarked: boolean;
  /** Tokens that the call read from the cache or wrote into it. */
  readonly cachedTokens: number;
  /** Tokens behind the last mark, paid in full each time. */
  readonly tailTokens: number;
}

export interface SupposedModel {
  /** `provider/id`. */
  readonly name: string;
  readonly entry: CatalogModel;
}

/** The switch guard's arithmetic for a conversation that is told of, not seen. */
export function weighSupposed(supposed: SupposedSwitch): SwitchAccount {
  const { from, to, outlook, boundary, day } = supposed;
  const whole = Math.max(0, supposed.tokens - outlook.newTokens);
  const isAutomatic = from.entry.kind === 'openai-compatible';
  const { cachedTokens, tailTokens } = supposed.seen ?? { cachedTokens: whole, tailTokens: 0 };
  const held = isAutomatic
    ? { cachedTokens: whole, tailTokens: 0 }
    : { cachedTokens: Math.min(cachedTokens, whole), tailTokens };
  return weighSwitch({
    stay: sideOf(supposed, from, held),
    move: sideOf(supposed, to, null),
    outlook,
    boundary,
    day,
  });
}

function sideOf(
  { from, tokens, ttl, seen }: SupposedSwitch,
  { name, entry }: SupposedModel,
  held: Pick<Warmth, 'cachedTokens' | 'tailTokens'> | null,
): SwitchSide {
  const caching = cachingOf(entry, seen?.isMarked === false ? null : ttl);
  const counted = Math.round(tokens * tokenRatio(from.entry, entry));
  const warmth: Warmth | null =
    held === null ? null : { ...held, usedAt: 0, ttl, effort: null, tools: '' };
  const next = {
    tokens: counted,
    headTokens: counted,
    sharedTokens: counted,
    caching,
    effort: null,
    tools: '',
  };
  const cache = predictCache({ entry, warmth, isCurrent: true, next, now: 0 });
  return { model: name, entry, caching, cache };
}

/** Without a mark, `null`, only what caches by itself does. */
function cachingOf({ kind }: CatalogModel, ttl: CacheTtl | null): Caching {
  if (kind === 'openai-compatible') return { kind: 'automatic' };
  return kind === 'ollama' || ttl === null
    ? { kind: 'none' }
    : { kind: 'marked', ttl, isHeadOnly: false };
}
