import { baselineCost } from '../core/baseline.ts';
import {
  findModel,
  type Catalog,
  type CatalogModel,
  type PriceModifiers,
} from '../core/catalog.ts';
import { costOf, dayOf } from '../core/cost.ts';
import type { JsonObject } from '../core/json.ts';
import { readDirectName } from '../core/model-name.ts';
import { modelName, type Model } from '../core/model.ts';
import { UNKNOWN_COST, type Cost } from '../core/money.ts';
import { NO_TOKENS, type UsageReading } from '../core/usage.ts';
import type { Job } from './job.ts';

/**
 * The catalog entry that prices an answer: of the model that says it answered, whatever was asked.
 * `null` when nobody knows that one: a dearer sibling must not pass at the price of the one asked for.
 */
export function servedEntry(
  catalog: Catalog,
  asked: Model,
  served: string | null,
): CatalogModel | null {
  return findModel(catalog, served ?? asked.id) ?? findModel(catalog, undated(served ?? asked.id));
}

/** Upstreams answer `name-2026-01-31` or `name:latest` to `name`; any other ending is another model. */
export function isVariant(asked: string, served: string): boolean {
  return undated(served) === undated(asked);
}

function undated(id: string): string {
  return id.replace(/(-\d{8}|-\d{4}-\d{2}-\d{2}|[-:]latest)$/, '');
}

export function isOtherModel(catalog: Catalog, asked: Model, served: string | null): boolean {
  if (served === null || isVariant(asked.id, served)) return false;
  const entry = servedEntry(catalog, asked, asked.id);
  return entry === null || servedEntry(catalog, asked, served) !== entry;
}

/** The model an answer names; some servers leave it out. */
export function namedModel({ model }: { readonly model: string }): string | null {
  return model === '' ? null : model;
}

export interface AttemptCostInput {
  readonly job: Job;
  readonly asked: Model;
  readonly served: string | null;
  readonly reading: UsageReading;
}

export function attemptCost({ job, asked, served, reading }: AttemptCostInput): Cost {
  return costOf({
    reading,
    model: servedEntry(job.gateway.catalog, asked, served),
    day: dayOf(job.inbound.receivedAt),
    modifiers: modifiersOf(job.body.json),
  });
}

/** An error status is not billed, and what was never sent costs nothing. */
export const NOT_BILLED: UsageReading = { state: 'reported', usage: NO_TOKENS };

/** What the client asked for that changes the price of every token. */
export function modifiersOf(body: JsonObject): readonly (keyof PriceModifiers)[] {
  const modifiers: (keyof PriceModifiers)[] = [];
  if (body['speed'] === 'fast') modifiers.push('fast');
  if (body['inference_geo'] === 'us') modifiers.push('usInference');
  return modifiers;
}

export interface Baseline {
  /** `provider/id` of the model compared with; `null` when there is none. */
  readonly model: string | null;
  readonly cost: Cost;
}

/**
 * The same tokens in one attempt on the real model the client asked for, whatever served it; for a call that
 * left the choice to Modicum, on the policy's baseline tier.
 */
export function baselineOf(job: Priced, last: Omit<AttemptCostInput, 'job'> | null): Baseline {
  const model = baselineModel(job);
  if (model === null) return { model: null, cost: UNKNOWN_COST };
  return { model: modelName(model), cost: costElsewhere(job, last, model.id) };
}

/** What the text of an answer that no model wrote would have cost there: both counts are estimates. */
export function baselineOfText(
  job: Priced,
  size: { readonly promptTokens: number; readonly characters: number },
): Baseline {
  const model = baselineModel(job);
  if (model === null) return { model: null, cost: UNKNOWN_COST };
  const entry = servedEntry(job.gateway.catalog, model, null);
  const outputTokens = Math.ceil(size.characters / (entry?.charactersPerToken ?? 4));
  const usage = { ...NO_TOKENS, freshInputTokens: size.promptTokens, outputTokens };
  const reading = { state: 'estimated', usage } as const;
  return {
    model: modelName(model),
    cost: costElsewhere(job, { asked: model, served: null, reading }, model.id),
  };
}

/** What of a call says what it would cost elsewhere. */
export type Priced = Pick<Job, 'gateway' | 'call' | 'inbound'>;

function baselineModel(job: Priced): Model | null {
  const { policy, catalog } = job.gateway;
  const asked = readDirectName(job.call.requestedModel, catalog, policy);
  const named = asked.kind === 'pin' ? asked.candidates[0] : undefined;
  return named ?? policy.tiers[policy.baselineTier].bindings[0] ?? null;
}

/**
 * What the answer would have cost where routing would have sent an observed call. Its conversation is taken
 * to have been there all along, so cache classes carry over.
 */
export function shadowCostOf(job: Job, last: Omit<AttemptCostInput, 'job'> | null): Cost {
  const id = job.shadow?.model.slice(job.shadow.model.indexOf('/') + 1);
  return id === undefined ? UNKNOWN_COST : costElsewhere(job, last, id);
}

/** The same tokens at the price of another model. */
export function costElsewhere(
  job: Priced,
  last: Omit<AttemptCostInput, 'job'> | null,
  modelId: string,
) {
  const { catalog } = job.gateway;
  if (last === null) return UNKNOWN_COST;
  return baselineCost({
    reading: last.reading,
    servedBy: servedEntry(catalog, last.asked, last.served),
    baseline: findModel(catalog, modelId),
    day: dayOf(job.inbound.receivedAt),
  });
}
