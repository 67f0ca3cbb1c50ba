import { describe, expect, test } from 'vitest';
import {
  sampleCatalog,
  sampleModel,
  samplePolicy,
  samplePrice,
  sampleTier,
} from '../testing/policy.ts';
import { tierOfModel } from './model-tier.ts';

const CATALOG = sampleCatalog({
  models: [
    ...sampleCatalog().models,
    sampleModel({ id: 'as-cheap', prices: [samplePrice(0.1)] }),
    sampleModel({ id: 'between', prices: [samplePrice(0.5)] }),
    sampleModel({ id: 'above-work', prices: [samplePrice(3)] }),
    sampleModel({ id: 'dearest', prices: [samplePrice(10)] }),
    sampleModel({ id: 'unpriced' }),
  ],
});

describe('tierOfModel', () => {
  test.each([
    ['bound to a tier', 'anthropic/sample-best', 3],
    ['bound by another of its ids', 'anthropic/sample-work-20261101', 2],
    ['bound at another provider', 'elsewhere/sample-cheap', 1],
    ['local, whatever it is', 'local/unheard-of', 0],
    ['as dear as a bound one', 'anthropic/as-cheap', 1],
    ['dearer than tier 1, cheaper than tier 2', 'anthropic/between', 2],
    ['dearer than tier 2', 'anthropic/above-work', 3],
    ['dearer than all', 'anthropic/dearest', 3],
    ['of unknown price', 'anthropic/unpriced', 3],
    ['in no catalog', 'anthropic/unheard-of', 3],
  ])('%s: %s is tier %i', (_, name, tier) => {
    const [provider = '', id = ''] = name.split('/');
    expect(tierOfModel({ provider, id }, CATALOG, samplePolicy())).toBe(tier);
  });

  test('a model bound to several tiers counts as the lowest', () => {
    const policy = samplePolicy();
    const tiers = { ...policy.tiers, 1: sampleTier('anthropic/sample-work') };
    const model = { provider: 'anthropic', id: 'sample-work' };
    expect(tierOfModel(model, CATALOG, samplePolicy({ tiers }))).toBe(1);
  });

  test('a tier without a priced model is no measure', () => {
    const policy = samplePolicy();
    const tiers = { ...policy.tiers, 1: sampleTier('anthropic/unpriced') };
    const model = { provider: 'anthropic', id: 'as-cheap' };
    expect(tierOfModel(model, CATALOG, samplePolicy({ tiers }))).toBe(2);
  });
});
