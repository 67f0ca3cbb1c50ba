import type { PolicyEdit } from '../config/edit-policy.ts';
import { readPriceList, type ListedBand } from '../config/price-lists.ts';
import { parseDollars } from '../config/quantity.ts';
import { findModel, priceOn } from '../core/catalog.ts';
import { decimalUsd } from '../core/money.ts';
import { nearestName } from '../core/nearest-name.ts';
import { usage } from './check-arguments.ts';
import { splitChange } from './policy-edit.ts';
import { loadOwnPolicy } from './policy-setup.ts';

export interface PriceChange {
  readonly id: string;
  /** `input=2`, or `1.input=2` for the second band. */
  readonly changes: readonly string[];
  readonly from: string | undefined;
  readonly config: string | undefined;
}

/** The price of a model as the policy is to say it. */
export function priceEdit(change: PriceChange): PolicyEdit {
  const { catalog } = loadOwnPolicy(change.config);
  const model = findModel(catalog, change.id);
  if (model === null)
    throw unknownModel(
      change.id,
      catalog.models.map(({ id }) => id),
    );
  const today = new Date().toISOString().slice(0, 10);
  const now: readonly ListedBand[] = priceOn(model, today)?.bands ?? [NO_PRICE];
  const bands =
    change.from === undefined
      ? change.changes.reduce((before, word) => changed(before, word, model.id), now)
      : listedBands(change.id, change.from, { now, today });
  return { path: ['models', model.id, 'price'], value: written(bands, model.id) };
}

const NO_PRICE: ListedBand = {
  upToPromptTokens: null,
  input: null,
  output: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
};

const FIELDS: Readonly<Record<string, Exclude<keyof ListedBand, 'upToPromptTokens'>>> = {
  input: 'input',
  output: 'output',
  cache_read: 'cacheRead',
  cache_write_5m: 'cacheWrite5m',
  cache_write_1h: 'cacheWrite1h',
};

function changed(bands: readonly ListedBand[], word: string, id: string): readonly ListedBand[] {
  const { name, text } = splitChange(word);
  const [, place, field = ''] = /^(?:(\d)\.)?(.*)$/.exec(name) ?? [];
  const key = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (key === undefined) {
    throw usage(
      `There is no price ${JSON.stringify(field)}; there are ${Object.keys(FIELDS).join(', ')}.`,
    );
  }
  if (place === undefined && bands.length > 1) {
    const limits = bands.map(
      ({ upToPromptTokens }, index) =>
        `${index} ${upToPromptTokens === null ? 'above' : `up to ${upToPromptTokens} tokens`}`,
    );
    throw usage(
      `${id} is priced by size of the prompt (${limits.join(', ')}): write 0.${field}=… or 1.${field}=…`,
    );
  }
  const index = Number(place ?? 0);
  const band = bands[index];
  if (band === undefined)
    throw usage(`${id} has ${bands.length} bands, counted from 0; there is no ${index}.`);
  const value = parseDollars(text);
  if (value === null) throw usage(`${name} must be dollars per million tokens, as 0.10.`);
  return bands.with(index, { ...band, [key]: value });
}

/** What the other list does not say stays as it is. */
function listedBands(
  id: string,
  file: string,
  { now, today }: { readonly now: readonly ListedBand[]; readonly today: string },
): readonly ListedBand[] {
  const { prices, format } = readPriceList(file, today);
  const found = prices.find((price) => price.id === id);
  if (found === undefined) throw usage(`The ${format} list ${file} has no price of ${id}.`);
  return found.bands.map((band, index) => {
    const before = now[index] ?? NO_PRICE;
    return {
      upToPromptTokens: band.upToPromptTokens,
      input: band.input ?? before.input,
      output: band.output ?? before.output,
      cacheRead: band.cacheRead ?? before.cacheRead,
      cacheWrite5m: band.cacheWrite5m ?? before.cacheWrite5m,
      cacheWrite1h: band.cacheWrite1h ?? before.cacheWrite1h,
    };
  });
}

function written(bands: readonly ListedBand[], id: string): unknown {
  const told = bands.map((band) => {
    if (band.input === null || band.output === null) {
      throw usage(`The price of ${id} is not known yet: give input and output together.`);
    }
    const fields = Object.entries(FIELDS).flatMap(([name, key]) => {
      const value = band[key];
      return value === null ? [] : [[name, Number(decimalUsd(value))] as const];
    });
    const limit = band.upToPromptTokens;
    return { ...(limit !== null && { up_to_prompt_tokens: limit }), ...Object.fromEntries(fields) };
  });
  return told.length === 1 ? told[0] : told;
}

function unknownModel(id: string, known: readonly string[]) {
  const nearest = nearestName(id, known);
  const guess = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  return usage(
    `No model ${id} is known.${guess} One that is new is described whole: modicum policy set 'models.${id}={ kind: openai-compatible, context_tokens: …, output_tokens: …, price: { input: …, output: … } }'`,
  );
}
