import { findModel } from '../core/catalog.ts';
import type { Catalog, CatalogModel } from '../core/catalog.ts';
import { TIERS } from '../core/tier.ts';
import type { Tier } from '../core/tier.ts';
import { readModelName, requiresLocal } from './build-policy.ts';
import { didYouMean } from './did-you-mean.ts';
import { ASSUMED } from './merge-catalog.ts';
import type { CompletePolicy, ProviderSection, TierSection } from './policy-schema.ts';
import { errorAt, errorBetween, warningAt, warningBetween } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

export interface TierContext {
  readonly shipped: Catalog;
  readonly catalog: Catalog;
  readonly today: string;
}

/** Whether every tier's models exist, are reachable under the policy and fit the tier's limits. */
export function checkTiers(policy: CompletePolicy, context: TierContext): readonly Problem[] {
  const problems = TIERS.flatMap((tier) => checkTier(policy, tier, context));
  if (TIERS.some((tier) => policy.tiers[tier].models.length > 0)) return problems;
  return [
    ...problems,
    errorAt(['tiers'], 'no tier has a model; give at least one a provider/model'),
  ];
}

function checkTier(policy: CompletePolicy, tier: Tier, context: TierContext): readonly Problem[] {
  const section = policy.tiers[tier];
  const path = ['tiers', tier];
  const bindings = section.models.flatMap((binding, index) => {
    const at = [...path, 'models', index];
    return [
      ...checkBinding({ policy, name: binding.model, path: at, context }),
      ...checkFit({ section, index, tier, catalog: context.catalog }),
    ];
  });
  if (tier !== 3 || section.unavailable.action !== 'escalate') return bindings;
  const message = 'there is no tier above 3 to escalate to; write refuse or { wait: 20s }';
  return [...bindings, errorAt([...path, 'unavailable'], message)];
}

interface Binding {
  readonly policy: CompletePolicy;
  readonly name: string;
  readonly path: KeyPath;
  readonly context: TierContext;
}

function checkBinding({ policy, name, path, context }: Binding): readonly Problem[] {
  const model = readModelName(name);
  if (model === null)
    return [errorAt(path, 'must name a provider and its model; write provider/model')];
  const provider = policy.providers[model.provider];
  if (provider === undefined || !Object.hasOwn(policy.providers, model.provider)) {
    const guess = didYouMean(model.provider, Object.keys(policy.providers));
    const message = `"${model.provider}" is not a configured provider${guess}; add it under providers`;
    return [errorAt(path, message)];
  }
  if (requiresLocal(provider) && isCloudModel(model.id)) {
    const message = `${model.id} runs on Ollama's servers; use a local model, or require_local: false`;
    return [errorAt(path, message)];
  }
  return checkModel({ id: model.id, provider, path, context });
}

/** The names Ollama gives to models that run on its own servers, even through the local port. */
function isCloudModel(id: string): boolean {
  return /[:-]cloud$/.test(id);
}

interface BoundModel {
  readonly id: string;
  readonly provider: ProviderSection;
  readonly path: KeyPath;
  readonly context: TierContext;
}

function checkModel({ id, provider, path, context }: BoundModel): readonly Problem[] {
  const model = findModel(context.catalog, id);
  // Its provider has no kind yet, which is a problem of its own.
  if (model === null) return [];
  const { retired } = model;
  if (retired !== null) {
    const { on, replacedBy } = retired;
    return on <= context.today
      ? [errorAt(path, `${id} was retired on ${on}; write ${replacedBy} in its place`)]
      : [warningAt(path, `${id} will be retired on ${on}; ${replacedBy} replaces it`)];
  }
  if (provider.kind === 'anthropic' && isUnknown(model) && !provider.models?.includes(id)) {
    const guess = didYouMean(id, currentIds(context.shipped));
    return [errorAt(path, `${id} is not a model the catalog knows${guess}; add it under models`)];
  }
  if (model.source === ASSUMED) return [warningAt(path, unknownModelText(model, provider))];
  if (model.prices.length > 0) return [];
  return [
    warningAt(path, `the price of ${id} is not known, so its cost will be unknown; see models`),
  ];
}

/** Nobody described it as a Claude model. */
function isUnknown(model: CatalogModel): boolean {
  return model.source === ASSUMED || model.kind !== 'anthropic';
}

function currentIds(catalog: Catalog): readonly string[] {
  return catalog.models
    .filter((model) => model.kind === 'anthropic' && model.retired === null)
    .map((model) => model.id);
}

function unknownModelText(model: CatalogModel, provider: ProviderSection): string {
  const price = requiresLocal(provider) ? 'taken as free' : 'its cost will be unknown';
  const window = `its window is taken as ${model.limits.contextTokens} tokens`;
  return `${model.id} is not in the catalog: ${price}, ${window}; say more under models`;
}

interface Fit {
  readonly section: TierSection;
  readonly index: number;
  readonly tier: Tier;
  readonly catalog: Catalog;
}

/** Whether a bound model takes the tier's effort and limits. */
function checkFit({ section, index, tier, catalog }: Fit): readonly Problem[] {
  const binding = section.models[index];
  const model = findModel(catalog, readModelName(binding?.model ?? '')?.id ?? '');
  if (binding === undefined || model === null || model.source === ASSUMED) return [];
  const path = ['tiers', tier];
  const at = [...path, 'models', index];
  const problems: Problem[] = [];
  if (binding.effort !== undefined && !model.capabilities.efforts.includes(binding.effort)) {
    const takes = model.capabilities.efforts.join(', ');
    const advice = takes === '' ? 'takes no effort; leave it out' : `takes ${takes}`;
    problems.push(errorAt([...at, 'effort'], `${model.id} ${advice}`));
  }
  const prompt = section.max_prompt_tokens;
  if (prompt !== null && prompt > model.limits.contextTokens) {
    const message = `prompts of ${prompt} tokens are above the ${model.limits.contextTokens} that ${model.id} reads`;
    problems.push(errorBetween([[...path, 'max_prompt_tokens'], at], `${message}; lower it`));
  }
  const answer = section.max_answer_tokens;
  if (answer !== null && answer > model.limits.outputTokens) {
    const message = `answers of ${answer} tokens are above the ${model.limits.outputTokens} that ${model.id} writes`;
    problems.push(errorBetween([[...path, 'max_answer_tokens'], at], `${message}; lower it`));
  }
  return [...problems, ...checkPriceBands({ section, model, path, at })];
}

/** A prompt above a price band costs more for the whole request, which a limit can prevent. */
function checkPriceBands(fit: {
  readonly section: TierSection;
  readonly model: CatalogModel;
  readonly path: KeyPath;
  readonly at: KeyPath;
}): readonly Problem[] {
  const { section, model, path, at } = fit;
  const largest = section.max_prompt_tokens ?? model.limits.contextTokens;
  const band = model.prices.at(-1)?.bands[0]?.upToPromptTokens ?? null;
  if (band === null || largest <= band) return [];
  const message = `${model.id} costs more above ${band} prompt tokens; set max_prompt_tokens: ${band}`;
  return [warningBetween([[...path, 'max_prompt_tokens'], at], message)];
}
