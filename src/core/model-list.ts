import type { Catalog, CatalogModel } from './catalog.ts';
import { findModel } from './catalog.ts';
import type { Policy, ProviderPolicy } from './policy.ts';
import { TIERS, type Tier } from './tier.ts';

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
  const own = ownModels(catalog, policy);
  const byId = new Map([...own, ...real].map((model) => [model.id, model]));
  return [...byId.values()];
}

function ownModels(catalog: Catalog, policy: Policy): readonly ListedModel[] {
  const tiers = (prefix: string) =>
    TIERS.map((tier) => ({
      id: `${prefix}${tier}`,
      label: tierLabel(tier, catalog, policy),
      createdDay: null,
    }));
  return [
    { id: 'modicum/auto', label: AUTO_LABEL, createdDay: null },
    { id: 'claude-modicum-auto', label: AUTO_LABEL, createdDay: null },
    ...tiers('modicum/tier-'),
    // Claude Code's picker shows no other name of ours.
    ...tiers('claude-modicum-tier-'),
  ];
}

const AUTO_LABEL = 'Modicum: the cheapest tier that gets it right';

/** With the model that answers there today, as people call it. */
function tierLabel(tier: Tier, catalog: Catalog, policy: Policy): string {
  const [first] = policy.tiers[tier].bindings;
  const model = first === undefined ? 'no model' : describe(first.id, catalog).label;
  return `Modicum: tier ${tier} (${model})`;
}

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
