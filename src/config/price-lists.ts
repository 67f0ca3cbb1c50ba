import { readFileSync } from 'node:fs';
import { priceOn, type Catalog } from '../core/catalog.ts';
import { ModicumError } from '../core/error.ts';
import { isObject } from '../core/json.ts';
import { NANO_USD_PER_USD, type NanoUsd } from '../core/money.ts';
import { loadCatalog } from './load-catalog.ts';
import { pathToFileURL } from 'node:url';

/** What somebody else's list says a model costs; what it does not say is `null`. */
export interface ListedPrice {
  readonly id: string;
  /** Rising by `upToPromptTokens`; the last has none. */
  readonly bands: readonly ListedBand[];
}

/** Nano-USD per million tokens. */
export interface ListedBand {
  readonly upToPromptTokens: number | null;
  readonly input: NanoUsd | null;
  readonly output: NanoUsd | null;
  readonly cacheRead: NanoUsd | null;
  readonly cacheWrite5m: NanoUsd | null;
  readonly cacheWrite1h: NanoUsd | null;
}

export interface PriceList {
  readonly format: 'modicum' | 'models.dev' | 'litellm';
  readonly prices: readonly ListedPrice[];
}

/** Reads a catalog of ours, api.json of models.dev, or LiteLLM's list. Throws `prices_unreadable`. */
export function readPriceList(path: string, today: string): PriceList {
  const content = readJson(path);
  if (Array.isArray(content['models'])) {
    return { format: 'modicum', prices: ownPrices(loadCatalog(pathToFileURL(path)), today) };
  }
  const entries = Object.entries(content).filter(([, value]) => isObject(value));
  const isLiteLlm = entries.some(([, value]) => isObject(value) && 'input_cost_per_token' in value);
  if (isLiteLlm) return { format: 'litellm', prices: entries.flatMap(liteLlmPrice) };
  const prices = modelsDevPrices(content);
  if (prices.length > 0) return { format: 'models.dev', prices };
  throw unreadable(path, 'holds no prices in a form that is known');
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isObject(content)) return content;
  } catch (cause) {
    throw unreadable(path, cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read');
  }
  throw unreadable(path, 'is not a map');
}

function unreadable(path: string, problem: string): ModicumError {
  return new ModicumError(
    'prices_unreadable',
    `${path} ${problem}. Give a catalog of Modicum, api.json of models.dev, or LiteLLM's model_prices_and_context_window.json.`,
  );
}

function ownPrices(catalog: Catalog, today: string): readonly ListedPrice[] {
  return catalog.models.flatMap((model) => {
    const price = priceOn(model, today);
    return price === null ? [] : [{ id: model.id, bands: price.bands }];
  });
}

/** Dollars per token; `…_above_100k_tokens` is a band of its own. */
function liteLlmPrice([id, value]: [string, unknown]): readonly ListedPrice[] {
  if (!isObject(value) || typeof value['input_cost_per_token'] !== 'number') return [];
  const bounds = Object.keys(value).flatMap((key) => {
    const thousand = /^input_cost_per_token_above_(\d+)k_tokens$/.exec(key)?.[1];
    return thousand === undefined ? [] : [Number(thousand)];
  });
  const rising = bounds.toSorted((one, other) => one - other);
  const bandOf = (above: number | null, upTo: number | null): ListedBand => {
    const suffix = above === null ? '' : `_above_${above}k_tokens`;
    const cost = (name: string) => nanoUsd(value[`${name}${suffix}`], 1_000_000);
    return {
      upToPromptTokens: upTo === null ? null : upTo * 1_000,
      input: cost('input_cost_per_token'),
      output: cost('output_cost_per_token'),
      cacheRead: cost('cache_read_input_token_cost'),
      cacheWrite5m: cost('cache_creation_input_token_cost'),
      cacheWrite1h: cost('cache_creation_input_token_cost_above_1hr'),
    };
  };
  const bands = [null, ...rising].map((above, index) => bandOf(above, rising[index] ?? null));
  // Some entries carry the vendor in front: anthropic/claude-… is the same model.
  return [{ id: id.split('/').at(-1) ?? id, bands }];
}

/** Provider by provider, dollars per million; the vendors' own entries come before those of resellers. */
function modelsDevPrices(content: Readonly<Record<string, unknown>>): readonly ListedPrice[] {
  const names = Object.keys(content).toSorted((one, other) => rank(one) - rank(other));
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const provider = content[name];
    if (!isObject(provider) || !isObject(provider['models'])) return [];
    return Object.entries(provider['models']).flatMap(([id, model]) => {
      const cost = isObject(model) ? model['cost'] : null;
      if (seen.has(id) || !isObject(cost) || typeof cost['input'] !== 'number') return [];
      seen.add(id);
      return [{ id, bands: modelsDevBands(cost) }];
    });
  });
}

const VENDORS = ['anthropic', 'openai'];

function rank(provider: string): number {
  const index = VENDORS.indexOf(provider);
  return index === -1 ? VENDORS.length : index;
}

/** `tiers` are what holds above a size of prompt. */
function modelsDevBands(cost: Readonly<Record<string, unknown>>): readonly ListedBand[] {
  const tiers = (Array.isArray(cost['tiers']) ? cost['tiers'] : []).flatMap((one: unknown) => {
    if (!isObject(one)) return [];
    const tier = isObject(one['tier']) ? one['tier'] : one;
    const size = tier['size'] ?? tier['context'] ?? tier['above'];
    return typeof size === 'number' ? [{ above: size, cost: one }] : [];
  });
  const rising = tiers.toSorted((one, other) => one.above - other.above);
  const all = [cost, ...rising.map((one) => one.cost)];
  return all.map((one, index) => ({
    upToPromptTokens: rising[index]?.above ?? null,
    input: nanoUsd(one['input'], 1),
    output: nanoUsd(one['output'], 1),
    cacheRead: nanoUsd(one['cache_read'], 1),
    cacheWrite5m: nanoUsd(one['cache_write'], 1),
    cacheWrite1h: null,
  }));
}

/** Rounded to a thousandth of a cent per million: foreign lists hold binary fractions. */
function nanoUsd(value: unknown, tokens: number): NanoUsd | null {
  if (typeof value !== 'number' || !(value >= 0)) return null;
  return Math.round(value * tokens * 100_000) * (NANO_USD_PER_USD / 100_000);
}
