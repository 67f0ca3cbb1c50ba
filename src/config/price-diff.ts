import { findModel, priceOn, type Catalog } from '../core/catalog.ts';
import type { NanoUsd } from '../core/money.ts';
import type { ListedBand, ListedPrice } from './price-lists.ts';

export interface PriceDifference {
  readonly model: string;
  /** `input`, `cache_read`, … or `bands` when the steps by size of prompt differ. */
  readonly field: string;
  /** Largest prompt of the band; `null` for no limit. */
  readonly upToPromptTokens: number | null;
  /** Nano-USD per million tokens; `null` when the price is not given. */
  readonly ours: NanoUsd | null;
  readonly theirs: NanoUsd | null;
  /** Theirs against ours; `null` where ours is 0 or unknown. */
  readonly percent: number | null;
}

export interface PriceDiff {
  readonly changed: readonly PriceDifference[];
  /** Priced there and unknown here. */
  readonly added: readonly string[];
  /** Priced here and not there. */
  readonly missing: readonly string[];
  /** Models of both with the same prices. */
  readonly same: number;
}

const FIELDS = [
  ['input', 'input'],
  ['output', 'output'],
  ['cache_read', 'cacheRead'],
  ['cache_write_5m', 'cacheWrite5m'],
  ['cache_write_1h', 'cacheWrite1h'],
] as const;

/** Another list's prices against ours of a day. What the other does not say is no difference. */
export function diffPrices(
  catalog: Catalog,
  listed: readonly ListedPrice[],
  today: string,
): PriceDiff {
  const theirs = new Map(listed.map((price) => [price.id, price.bands]));
  const changed: PriceDifference[] = [];
  const missing: string[] = [];
  let same = 0;
  for (const model of catalog.models) {
    const ours = priceOn(model, today)?.bands ?? [];
    const other = [model.id, ...model.aliases].map((id) => theirs.get(id)).find(Boolean);
    if (other === undefined) {
      const isPriced = ours.length > 0 && model.kind !== 'ollama';
      if (isPriced && model.retired === null) missing.push(model.id);
      continue;
    }
    const differences = diffBands(model.id, ours, other);
    if (differences.length === 0) same++;
    changed.push(...differences);
  }
  const added = listed.filter(({ id }) => findModel(catalog, id) === null).map(({ id }) => id);
  return { changed, added: [...new Set(added)], missing, same };
}

function diffBands(
  model: string,
  ours: readonly ListedBand[],
  theirs: readonly ListedBand[],
): readonly PriceDifference[] {
  const bounds = (bands: readonly ListedBand[]) =>
    bands.map(({ upToPromptTokens }) => upToPromptTokens).join();
  const first = { model, upToPromptTokens: null, ours: null, theirs: null, percent: null };
  const steps =
    ours.length > 0 && bounds(ours) !== bounds(theirs) ? [{ ...first, field: 'bands' }] : [];
  const pairs = theirs.map((band, index) => [ours[index], band] as const);
  const values = pairs.flatMap(([own, other]) =>
    FIELDS.flatMap(([field, key]) => {
      const [mine, yours] = [own?.[key] ?? null, other[key]];
      if (yours === null || mine === yours) return [];
      const percent = mine === null || mine === 0 ? null : ((yours - mine) / mine) * 100;
      const upToPromptTokens = other.upToPromptTokens;
      return [{ model, field, upToPromptTokens, ours: mine, theirs: yours, percent }];
    }),
  );
  return [...steps, ...values];
}
