import type { ThinkingKind } from './call.ts';
import type { Effort, ProviderKind } from './model.ts';
import type { NanoUsd } from './money.ts';

/** Models and prices as data, read from `catalog/models.json` and the policy's own additions. */
export interface Catalog {
  /** Written into every row, so that a cost can be recomputed: date of the data, and a hash if the policy changed it. */
  readonly version: string;
  readonly models: readonly CatalogModel[];
}

export interface CatalogModel {
  /** The id its upstream knows. */
  readonly id: string;
  /** Other ids of the same model, dated ones for example. They are sent as written. */
  readonly aliases: readonly string[];
  /** Whose API speaks it. `ollama` stands for anything local. */
  readonly kind: ProviderKind;
  readonly label: string;
  /** Oldest first; the last one whose `from` is not after the day counts. Empty: price unknown. */
  readonly prices: readonly DatedPrice[];
  readonly limits: { readonly contextTokens: number; readonly outputTokens: number };
  readonly capabilities: Capabilities;
  /** Characters of English text and code per token, for estimates. Claude 4.7 and later count about 30 % more tokens. */
  readonly charactersPerToken: number;
  /** Shortest prompt its upstream keeps in a cache, in tokens; left out where nobody told. */
  readonly cacheMinimumTokens?: number;
  /** Set once the upstream answers with an error for this id. */
  readonly retired: { readonly on: string; readonly replacedBy: string } | null;
  /** Where the figures come from. */
  readonly source: string;
}

export interface DatedPrice {
  /** First day (UTC, `YYYY-MM-DD`) this price holds. */
  readonly from: string;
  /** Rising by `upToPromptTokens`; the band that holds the whole prompt prices the whole request. */
  readonly bands: readonly PriceBand[];
  readonly modifiers: PriceModifiers;
}

/** Nano-USD per million tokens: $1 per million tokens is 1_000_000_000. */
export interface PriceBand {
  /** Largest prompt of this band; `null` for no limit. */
  readonly upToPromptTokens: number | null;
  readonly input: NanoUsd;
  readonly cacheRead: NanoUsd;
  readonly cacheWrite5m: NanoUsd;
  readonly cacheWrite1h: NanoUsd;
  readonly output: NanoUsd;
}

/** Exact factors on every token class, as [numerator, denominator]. `null`: not offered. */
export interface PriceModifiers {
  readonly batch: Ratio | null;
  readonly fast: Ratio | null;
  readonly usInference: Ratio | null;
}

export type Ratio = readonly [numerator: number, denominator: number];

/**
 * What a model accepts. A call that needs what is missing here is rewritten so that it does not
 * (`request-changes.ts`), or cannot go to it (`fit.ts`).
 */
export interface Capabilities {
  readonly tools: boolean;
  readonly forcedToolChoice: boolean;
  readonly images: boolean;
  readonly documents: boolean;
  readonly structuredOutput: boolean;
  /** temperature, top_p, top_k. */
  readonly samplingParameters: boolean;
  /** temperature and top_p in one request. */
  readonly samplingTogether: boolean;
  readonly stopSequences: boolean;
  /** A last message of the assistant that the answer continues. */
  readonly prefill: boolean;
  /** How thinking may be asked for. Without `disabled` it cannot be switched off; empty: no thinking. */
  readonly thinking: readonly ThinkingKind[];
  /** Highest effort at which thinking may be disabled or left to between the tools; `null`: any. */
  readonly disabledThinkingUpTo: Effort | null;
  /** Ways its thinking may be shown (`thinking.display`). */
  readonly thinkingDisplays: readonly string[];
  /**
   * What its thinking blocks are tied to besides the conversation: they are refused from other models, or
   * from other accounts. `null`: to nothing, and `thinking.block_binding` is refused.
   */
  readonly thinkingBoundTo: 'model' | 'account' | null;
  /** Smallest budget for thinking, in tokens. */
  readonly smallestBudget: number;
  /** Values of effort it accepts; empty: the field is refused. */
  readonly efforts: readonly Effort[];
  /** Messages of role system between the others. */
  readonly systemMessages: boolean;
  /** Tools over Chat Completions: OpenAI's newer models take them there only without effort, or not at all. */
  readonly chatTools: 'any' | 'without_effort' | 'none';
  /** Settings on a single message (`output_config` of a message). */
  readonly messageSettings: boolean;
  /** Tools whose definitions are deferred until a search finds them. */
  readonly deferredTools: boolean;
  /** Features of `anthropic-beta` it refuses, without their dates: `per-turn-control`. */
  readonly refusedBetas: readonly string[];
  /** The feature of `anthropic-beta` without which it refuses effort, with its date; `null`: none is needed. */
  readonly effortBeta: string | null;
}

/** The model with this id or alias, or `null`. */
export function findModel(catalog: Catalog, id: string): CatalogModel | null {
  return (
    catalog.models.find((model) => model.id === id) ??
    catalog.models.find((model) => model.aliases.includes(id)) ??
    null
  );
}

/** Do two ids mean the same model? Dated ids are the same as the plain one. */
export function isSameModel(catalog: Catalog, one: string, other: string): boolean {
  return catalogId(catalog, one) === catalogId(catalog, other);
}

function catalogId(catalog: Catalog, id: string): string {
  return findModel(catalog, id)?.id ?? id;
}

/** The price in force on a day (`YYYY-MM-DD`), or `null` when none is known. */
export function priceOn(model: CatalogModel, day: string): DatedPrice | null {
  return model.prices.findLast((price) => price.from <= day) ?? null;
}
