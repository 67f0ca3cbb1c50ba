import { findModel, type Catalog } from './catalog.ts';
import type { Model } from './model.ts';
import type { NanoUsd } from './money.ts';
import { providerNamed, type Policy } from './policy.ts';
import { TIERS, type Tier } from './tier.ts';

/**
 * The tier a pinned model counts as, so that a cap can refuse it and a receipt can name it:
 * the lowest tier the policy binds it to; else 0 when it runs locally; else the lowest tier whose
 * dearest bound model costs at least as much per input token. Dearer than all of them, or of unknown
 * price: tier 3, because a cap that what nobody priced slips under is no cap.
 */
export function tierOfModel(
  model: Pick<Model, 'provider' | 'id'>,
  catalog: Catalog,
  policy: Policy,
): Tier {
  const bound = TIERS.find((tier) => isBound(model, catalog, policy.tiers[tier].bindings));
  if (bound !== undefined) return bound;
  if (providerNamed(policy, model.provider)?.kind === 'ollama') return 0;
  const price = inputPrice(catalog, model.id);
  if (price === null) return 3;
  return TIERS.find((tier) => price <= dearestInput(catalog, policy.tiers[tier].bindings)) ?? 3;
}

function isBound(
  model: Pick<Model, 'provider' | 'id'>,
  catalog: Catalog,
  bindings: readonly Model[],
): boolean {
  const same = catalogId(catalog, model.id);
  return bindings.some((binding) => catalogId(catalog, binding.id) === same);
}

/** One word for all ids of the same model. */
function catalogId(catalog: Catalog, id: string): string {
  return findModel(catalog, id)?.id ?? id;
}

/** Below any price when nothing bound is priced: such a tier is no measure. */
function dearestInput(catalog: Catalog, bindings: readonly Model[]): NanoUsd {
  return Math.max(-1, ...bindings.map((binding) => inputPrice(catalog, binding.id) ?? -1));
}

/** Newest known price of fresh input in the first band; comparing tiers needs no exact day. */
function inputPrice(catalog: Catalog, id: string): NanoUsd | null {
  return findModel(catalog, id)?.prices.at(-1)?.bands[0]?.input ?? null;
}
