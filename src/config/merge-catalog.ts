import { findModel } from '../core/catalog.ts';
import type { Capabilities, Catalog, CatalogModel, DatedPrice } from '../core/catalog.ts';
import type { ProviderKind } from '../core/model.ts';
import { TIERS } from '../core/tier.ts';
import { contentHash, readModelName, requiresLocal } from './build-policy.ts';
import type { ModelSection, PriceSection } from './model-schema.ts';
import type { CompletePolicy } from './policy-schema.ts';

/** The source of entries made up for models that only a tier names. */
export const ASSUMED = 'assumed: neither the catalog nor the policy describes it';

/**
 * The catalog with the policy's own models and prices, and with an assumption for each model that a tier
 * names and nobody describes. Its version then says that it was changed.
 */
export function mergeCatalog(catalog: Catalog, policy: CompletePolicy): Catalog {
  const changed = catalog.models.map((model) => {
    const name = [model.id, ...model.aliases].find((id) => Object.hasOwn(policy.models, id));
    const section = name === undefined ? undefined : policy.models[name];
    return section === undefined ? model : changeModel(model, section);
  });
  const added = Object.entries(policy.models)
    .filter(([id]) => findModel(catalog, id) === null)
    .map(([id, section]) =>
      changeModel(newModel(id, section.kind ?? 'openai-compatible'), section),
    );
  const described = { version: catalog.version, models: [...changed, ...added] };
  const assumed = assumedModels(described, policy);
  if (Object.keys(policy.models).length === 0 && assumed.length === 0) return catalog;
  const hash = contentHash([policy.models, assumed]).slice(0, 8);
  return { version: `${catalog.version}+${hash}`, models: [...described.models, ...assumed] };
}

function assumedModels(catalog: Catalog, policy: CompletePolicy): readonly CatalogModel[] {
  const bound = TIERS.flatMap((tier) => policy.tiers[tier].models.map(({ model }) => model));
  return [...new Set(bound)].flatMap((name) => {
    const model = readModelName(name);
    const provider = model === null ? undefined : policy.providers[model.provider];
    if (model === null || provider?.kind === undefined || findModel(catalog, model.id) !== null) {
      return [];
    }
    const unknown = newModel(model.id, provider.kind);
    // Nobody sends a bill for what runs on this machine; anything else has an unknown price.
    const prices = requiresLocal(provider) ? [ownPrice([{ input: 0, output: 0 }], unknown)] : [];
    return [{ ...unknown, prices, source: ASSUMED }];
  });
}

/** A price without a day of its own holds for every day. */
const ALWAYS = '2000-01-01';

function changeModel(model: CatalogModel, section: ModelSection): CatalogModel {
  return {
    ...model,
    kind: section.kind ?? model.kind,
    label: section.label ?? model.label,
    aliases: section.aliases ?? model.aliases,
    limits: {
      contextTokens: section.context_tokens ?? model.limits.contextTokens,
      outputTokens: section.output_tokens ?? model.limits.outputTokens,
    },
    charactersPerToken: section.characters_per_token ?? model.charactersPerToken,
    prices: section.price === undefined ? model.prices : [ownPrice(section.price, model)],
    capabilities: changeCapabilities(model.capabilities, section.capabilities ?? {}),
    // Whoever lists a retired model has an upstream that still answers for it.
    retired: null,
    source: 'the policy file',
  };
}

/** What is discounted stays discounted: the model's modifiers are kept, its prices replaced. */
function ownPrice(bands: readonly PriceSection[], model: CatalogModel): DatedPrice {
  return {
    from: ALWAYS,
    bands: bands.map((band) => ({
      upToPromptTokens: band.up_to_prompt_tokens ?? null,
      input: band.input,
      cacheRead: band.cache_read ?? band.input,
      cacheWrite5m: band.cache_write_5m ?? band.input,
      cacheWrite1h: band.cache_write_1h ?? band.input,
      output: band.output,
    })),
    modifiers: model.prices.at(-1)?.modifiers ?? { batch: null, fast: null, usInference: null },
  };
}

type CapabilitiesSection = NonNullable<ModelSection['capabilities']>;

function changeCapabilities(base: Capabilities, section: CapabilitiesSection): Capabilities {
  return {
    tools: section.tools ?? base.tools,
    forcedToolChoice: section.forced_tool_choice ?? base.forcedToolChoice,
    images: section.images ?? base.images,
    documents: section.documents ?? base.documents,
    structuredOutput: section.structured_output ?? base.structuredOutput,
    samplingParameters: section.sampling_parameters ?? base.samplingParameters,
    samplingTogether: section.sampling_together ?? base.samplingTogether,
    stopSequences: section.stop_sequences ?? base.stopSequences,
    prefill: section.prefill ?? base.prefill,
    thinking: section.thinking ?? base.thinking,
    efforts: section.efforts ?? base.efforts,
    systemMessages: section.system_messages ?? base.systemMessages,
    chatTools: section.chat_tools ?? base.chatTools,
    ...changeAnthropicCapabilities(base, section),
  };
}

/** Words that only Anthropic's API has. */
function changeAnthropicCapabilities(base: Capabilities, section: CapabilitiesSection) {
  return {
    disabledThinkingUpTo: section.disabled_thinking_up_to ?? base.disabledThinkingUpTo,
    thinkingDisplays: section.thinking_displays ?? base.thinkingDisplays,
    thinkingBoundTo: section.thinking_bound_to ?? base.thinkingBoundTo,
    smallestBudget: section.smallest_budget ?? base.smallestBudget,
    messageSettings: section.message_settings ?? base.messageSettings,
    deferredTools: section.deferred_tools ?? base.deferredTools,
    refusedBetas: section.refused_betas ?? base.refusedBetas,
    effortBeta: section.effort_beta ?? base.effortBeta,
  };
}

/** A model nobody described: what most of its kind can do, and no price. */
function newModel(id: string, kind: ProviderKind): CatalogModel {
  return {
    id,
    aliases: [],
    kind,
    label: id,
    prices: [],
    limits: kind === 'ollama' ? SMALL : LARGE,
    capabilities: USUAL_CAPABILITIES[kind],
    charactersPerToken: kind === 'anthropic' ? 2.7 : 3.5,
    retired: null,
    source: 'the policy file',
  };
}

/** Too small a guess refuses calls; too large a one lets Ollama cut prompts without a sign. */
const SMALL = { contextTokens: 32_768, outputTokens: 8_192 };
/** Others answer with an error when the guess is too large. */
const LARGE = { contextTokens: 128_000, outputTokens: 16_384 };

const COMMON: Capabilities = {
  tools: true,
  forcedToolChoice: false,
  images: false,
  documents: false,
  structuredOutput: true,
  samplingParameters: true,
  samplingTogether: true,
  stopSequences: true,
  prefill: false,
  thinking: [],
  efforts: [],
  systemMessages: true,
  chatTools: 'any',
  disabledThinkingUpTo: null,
  thinkingDisplays: [],
  thinkingBoundTo: null,
  smallestBudget: 1024,
  messageSettings: false,
  deferredTools: false,
  refusedBetas: [],
  effortBeta: null,
};

const USUAL_CAPABILITIES: Readonly<Record<ProviderKind, Capabilities>> = {
  // As the newest Claude models: the next one is likelier to be like them than like the old.
  anthropic: {
    ...COMMON,
    images: true,
    documents: true,
    samplingParameters: false,
    thinking: ['adaptive'],
    efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
    thinkingDisplays: ['omitted', 'summarized'],
    thinkingBoundTo: 'model',
    deferredTools: true,
    // What of betas is new is asked for by name; a new model is likelier to know it than not.
    messageSettings: true,
  },
  'openai-compatible': { ...COMMON, forcedToolChoice: true },
  ollama: COMMON,
};
