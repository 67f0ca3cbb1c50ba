import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chanceOfEnough,
  chooseSufficientTier,
  expectedCosts,
  type TierProbabilities,
} from './sufficient-tier.ts';
import { TIERS } from './tier.ts';

const EVEN = { underCost: 1, overCost: 1 };
const CAREFUL = { underCost: 3, overCost: 1 };

describe('the sufficient tier', () => {
  it.each<[string, TierProbabilities, { underCost: number; overCost: number }, number]>([
    ['what is certain', [0, 1, 0, 0], CAREFUL, 1],
    ['the likeliest, where both mistakes cost the same', [0.6, 0.3, 0.1, 0], EVEN, 0],
    ['higher, where too low costs more', [0.6, 0.3, 0.1, 0], CAREFUL, 1],
    ['a tie goes up', [0.5, 0.5, 0, 0], EVEN, 1],
    ['a tie at the weighed bound goes up', [0.75, 0.25, 0, 0], CAREFUL, 1],
    ['just over the weighed bound stays', [0.76, 0.24, 0, 0], CAREFUL, 0],
    ['a small chance of the highest', [0.9, 0, 0, 0.1], { underCost: 12, overCost: 1 }, 3],
    ['nothing known', [0.25, 0.25, 0.25, 0.25], CAREFUL, 3],
    ['no number', [Number.NaN, 0, 0, 0], CAREFUL, 3],
    ['no cost at all for too low', [0.1, 0.1, 0.1, 0.7], { underCost: 0, overCost: 1 }, 0],
  ])('%s', (_, probabilities, costs, tier) => {
    expect(chooseSufficientTier(probabilities, costs)).toBe(tier);
  });

  it('says how likely a tier is enough', () => {
    const probabilities = [0.1, 0.2, 0.3, 0.4] as const;
    expect(TIERS.map((tier) => chanceOfEnough(probabilities, tier).toFixed(1))).toEqual([
      '0.1',
      '0.3',
      '0.6',
      '1.0',
    ]);
  });
});

const anyProbabilities: fc.Arbitrary<TierProbabilities> = fc
  .tuple(...TIERS.map(() => fc.integer({ min: 0, max: 1_000 })))
  .filter((parts) => parts.some((part) => part > 0))
  .map((parts) => {
    const sum = parts.reduce((total, part) => total + part, 0);
    const [none = 0, first = 0, second = 0, third = 0] = parts.map((part) => part / sum);
    return [none, first, second, third];
  });
const anyCost = fc.double({ min: 0.01, max: 50, noNaN: true });
const anyCosts = fc.record({ underCost: anyCost, overCost: anyCost });

describe('the sufficient tier, whatever is predicted', () => {
  it('costs no more than any other', () => {
    fc.assert(
      fc.property(anyProbabilities, anyCosts, (probabilities, costs) => {
        const all = expectedCosts(probabilities, costs);
        const chosen = all[chooseSufficientTier(probabilities, costs)] ?? Number.NaN;
        expect(chosen).toBeLessThanOrEqual(Math.min(...all) + 1e-6);
      }),
    );
  });

  it('never falls when it becomes likelier that more is needed', () => {
    const anyShift = fc.record({
      from: fc.constantFrom(...TIERS),
      to: fc.constantFrom(...TIERS),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(anyProbabilities, anyCosts, anyShift, (before, costs, { from, to, share }) => {
        fc.pre(to > from);
        const after: [number, number, number, number] = [...before];
        after[from] -= before[from] * share;
        after[to] += before[from] * share;
        const [low, high] = [before, after].map((one) => chooseSufficientTier(one, costs));
        expect(high).toBeGreaterThanOrEqual(low ?? Number.NaN);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never falls when being too low costs more', () => {
    fc.assert(
      fc.property(anyProbabilities, anyCosts, anyCost, (probabilities, costs, more) => {
        const dearer = { ...costs, underCost: costs.underCost + more };
        expect(chooseSufficientTier(probabilities, dearer)).toBeGreaterThanOrEqual(
          chooseSufficientTier(probabilities, costs),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
