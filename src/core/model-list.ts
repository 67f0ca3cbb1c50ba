import type { Catalog, CatalogModel } from './catalog.ts';
import { findModel } from './catalog.ts';
import type { Policy, ProviderPolicy } from './policy.ts';
import { TIERS } from './tier.ts';

/** A name that a client may write, as `GET /v1/models` shows it. */
export interface ListedModel {
  readonly id: string;
  readonly label: string;
  /** `YYYY-MM-DD` of its first known price; `null` when none is known. */
  readonly createdDay: string | null;
}

/**
 * Modicum's own names, then every real id a configured provider serves, each once. Of the local models
 * only those the policy names: which others are pulled, the catalog cannot know.
 */
export function listedModels(catalog: Catalog, policy: Policy): readonly ListedModel[] {
  const real = policy.providers
    .flatMap((provider) => servedIds(provider, catalog, policy))
    .map((id) => describe(id, catalog));
  const byId = new Map([...OWN_MODELS, ...real].map((model) => [model.id, model]));
  return [...byId.values()];
}

const OWN_MODELS: readonly ListedModel[] = [
  { id: 'modicum/auto', label: 'Modicum: the cheapest tier that gets it right', createdDay: null },
  { id: 'claude-modicum-auto', label: 'Modicum auto', createdDay: null },
  ...TIERS.map((tier) => ({
    id: `modicum/tier-${tier}`,
    label: `Modicum: tier ${tier}`,
    createdDay: null,
  })),
];

function servedIds(provider: ProviderPolicy, catalog: Catalog, policy: Policy): readonly string[] {
  const bound = TIERS.flatMap((tier) => policy.tiers[tier].bindings)
    .filter((binding) => binding.provider === provider.name)
    .map((binding) => binding.id);
  const cataloged = catalog.models.filter((model) => isOffered(model, provider));
  return [...bound, ...provider.models, ...cataloged.map((model) => model.id)];
}

function isOffered(model: CatalogModel, provider: ProviderPolicy): boolean {
  return model.kind === provider.kind && model.kind !== 'ollama' && model.retired === null;
}

function describe(id: string, catalog: Catalog): ListedModel {
  const entry = findModel(catalog, id);
  return { id, label: entry?.label ?? id, createdDay: entry?.prices[0]?.from ?? null };
}
