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
  readonly boundary: Boundary | null;
  /** UTC day, as prices are dated. */
  readonly day: string;
}

export interface SupposedModel {
  /** `provider/id`. */
  readonly name: string;
  readonly entry: CatalogModel;
}

/** The switch guard's arithmetic for a conversation that is told of, not seen. */
export function weighSupposed(supposed: SupposedSwitch): SwitchAccount {
  const { from, to, outlook, boundary, day } = supposed;
  const held = Math.max(0, supposed.tokens - outlook.newTokens);
  return weighSwitch({
    stay: sideOf(supposed, from, held),
    move: sideOf(supposed, to, null),
    outlook,
    boundary,
    day,
  });
}

function sideOf(
  { from, tokens, ttl }: SupposedSwitch,
  { name, entry }: SupposedModel,
  held: number | null,
): SwitchSide {
  const caching = cachingOf(entry, ttl);
  const counted = Math.round(tokens * tokenRatio(from.entry, entry));
  const warmth: Warmth | null =
    held === null
      ? null
      : { cachedTokens: held, tailTokens: 0, usedAt: 0, ttl, effort: null, tools: '' };
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

function cachingOf({ kind }: CatalogModel, ttl: CacheTtl): Caching {
  if (kind === 'ollama') return { kind: 'none' };
  return kind === 'openai-compatible'
    ? { kind: 'automatic' }
    : { kind: 'marked', ttl, isHeadOnly: false };
}
