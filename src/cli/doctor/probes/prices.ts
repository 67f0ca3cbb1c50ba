import { findModel, priceOn } from '../../../core/catalog.ts';
import type { Rules } from '../set-up.ts';
import type { PriceFacts } from '../verdicts/prices.ts';

/** A model on this machine costs nothing and needs no price. */
export function priceFacts({ policy, catalog }: Rules, today: string): PriceFacts {
  const local = policy.providers.filter(({ kind }) => kind === 'ollama').map(({ name }) => name);
  const bound = Object.values(policy.tiers).flatMap(({ bindings }) => bindings);
  const unpriced = bound.filter(({ provider, id }) => {
    if (local.includes(provider)) return false;
    const model = findModel(catalog, id);
    return model === null || priceOn(model, today) === null;
  });
  const names = unpriced.map(({ provider, id }) => `${provider}/${id}`);
  return { catalog: catalog.version, today, unpriced: [...new Set(names)] };
}
