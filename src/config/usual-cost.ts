import { findModel, priceOn } from '../core/catalog.ts';
import type { Catalog, CatalogModel } from '../core/catalog.ts';
import type { NanoUsd } from '../core/money.ts';

/** The call that prices are compared by: a few pages in, a paragraph out. */
const PROMPT_TOKENS = 2_000;
const ANSWER_TOKENS = 300;

/** What the usual call costs at a model, or `null` when its price is not known. For comparing, not for booking. */
export function usualCost(model: CatalogModel, today: string): NanoUsd | null {
  const band = priceOn(model, today)?.bands.find(
    ({ upToPromptTokens }) => upToPromptTokens === null || upToPromptTokens >= PROMPT_TOKENS,
  );
  if (band === undefined) return null;
  return Math.round((band.input * PROMPT_TOKENS + band.output * ANSWER_TOKENS) / 1_000_000);
}

export function usualCostOf(catalog: Catalog, id: string, today: string): NanoUsd | null {
  const model = findModel(catalog, id);
  return model === null ? null : usualCost(model, today);
}

/** `twice`, `20 times`: how much dearer, as a person would say it. */
export function timesText(times: number): string {
  if (times >= 10) return `${Math.round(times)} times`;
  const rounded = Math.round(times * 10) / 10;
  return rounded === 2 ? 'twice' : `${rounded} times`;
}
