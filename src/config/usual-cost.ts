import { findModel, priceOn } from '../core/catalog.ts';
import type { Catalog, CatalogModel } from '../core/catalog.ts';
import type { NanoUsd } from '../core/money.ts';
import { NO_TOKENS, promptTokens, type Usage } from '../core/usage.ts';

/** The calls that prices are compared by: their mean usage, whole tokens. */
export interface Workload {
  readonly usage: Usage;
  /** How many calls it was measured over; `null`: it is assumed. */
  readonly calls: number | null;
}

/** Where nothing was measured: a few pages in, a paragraph out. */
export const ASSUMED_WORKLOAD: Workload = {
  usage: { ...NO_TOKENS, freshInputTokens: 2_000, outputTokens: 300 },
  calls: null,
};

/** What the usual call costs at a model, or `null` when its price is not known. For comparing, not for booking. */
export function usualCost(
  model: CatalogModel,
  today: string,
  { usage }: Workload = ASSUMED_WORKLOAD,
): NanoUsd | null {
  const prompt = promptTokens(usage);
  const band = priceOn(model, today)?.bands.find(
    ({ upToPromptTokens }) => upToPromptTokens === null || upToPromptTokens >= prompt,
  );
  if (band === undefined) return null;
  const sum =
    band.input * usage.freshInputTokens +
    band.cacheRead * usage.cacheReadTokens +
    band.cacheWrite5m * usage.cacheWrite5mTokens +
    band.cacheWrite1h * usage.cacheWrite1hTokens +
    band.output * usage.outputTokens;
  return Math.round(sum / 1_000_000);
}

/** `for 2000 tokens in and 300 out`, and where that comes from. */
export function workloadText({ usage, calls }: Workload): string {
  const prompt = promptTokens(usage);
  const cached = prompt === 0 ? 0 : Math.round((usage.cacheReadTokens / prompt) * 100);
  const share = cached === 0 ? '' : `, ${cached} % of it from a cache,`;
  const source = calls === null ? 'assumed' : `the mean of your last ${calls} calls`;
  return `for ${prompt} tokens in${share} and ${usage.outputTokens} out (${source})`;
}

/** `twice`, `20 times`: how much dearer, as a person would say it. */
export function timesText(times: number): string {
  if (times >= 10) return `${Math.round(times)} times`;
  const rounded = Math.round(times * 10) / 10;
  return rounded === 2 ? 'twice' : `${rounded} times`;
}

export function usualCostOf(input: {
  readonly catalog: Catalog;
  readonly id: string;
  readonly today: string;
  readonly workload: Workload;
}): NanoUsd | null {
  const model = findModel(input.catalog, input.id);
  return model === null ? null : usualCost(model, input.today, input.workload);
}
