import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sampleCall,
  sampleCapabilities,
  sampleCatalog,
  sampleConditions,
  sampleModel,
  samplePolicy,
  samplePrice,
  sampleTier,
} from '../testing/policy.ts';
import { costOf } from './cost.ts';
import type { MetaPolicy } from './meta.ts';
import { planMeta, type MetaPlanQuestion } from './meta-plan.ts';
import { modelName } from './model.ts';

const ASK: MetaPolicy = { tier: 1, below: 0.7, maxCostNanoUsd: 1_000_000, deadlineMs: 3_000 };

const QUESTION = sampleCall({
  outputFormat: { kind: 'json-schema', name: 'x', schema: { type: 'object' }, strict: true },
  maxOutputTokens: 150,
});

describe('who is asked', () => {
  it.each<[string, Partial<MetaPlanQuestion>, readonly string[]]>([
    ['the models of the tier', {}, ['anthropic/sample-cheap']],
    [
      'local ones, then tier 1 when they fail',
      { ask: { ...ASK, tier: 0 } },
      ['local/small:7b', 'anthropic/sample-cheap'],
    ],
    [
      'only local ones where their tier is not left',
      { ask: { ...ASK, tier: 0 }, policy: withTier0({ unavailable: { action: 'refuse' } }) },
      ['local/small:7b'],
    ],
    [
      'tier 1 where nothing local answers',
      {
        ask: { ...ASK, tier: 0 },
        conditions: sampleConditions({
          upstreams: { local: { hasKey: true, state: 'down', models: null } },
        }),
      },
      ['anthropic/sample-cheap'],
    ],
    [
      'whatever the floor for calls is',
      { policy: samplePolicy({ floor: 2 }) },
      ['anthropic/sample-cheap'],
    ],
  ])('%s', (_name, changes, expected) => {
    const { steps, obstacle } = planMeta({ ...question(), ...changes });
    expect(steps.map(({ candidate }) => modelName(candidate.model))).toEqual(expected);
    expect(obstacle).toBeNull();
  });

  it.each<[string, Partial<MetaPlanQuestion>, object]>([
    ['none is bound', { policy: withTier1('') }, { problem: 'no_model', detail: 'none is bound' }],
    [
      'it cannot be held to a schema',
      { conditions: withCheap({ capabilities: sampleCapabilities({ structuredOutput: false }) }) },
      { problem: 'no_model', detail: 'anthropic/sample-cheap structured_output_unsupported' },
    ],
    [
      'its price is not known',
      { conditions: withCheap({ prices: [] }) },
      { problem: 'unknown_price', detail: 'anthropic/sample-cheap' },
    ],
    [
      'it could cost more than is allowed',
      { ask: { ...ASK, maxCostNanoUsd: 1_000 } },
      {
        problem: 'over_cost',
        detail: 'anthropic/sample-cheap up to $0.000087, allowed are $0.0000010',
      },
    ],
  ])('nobody, because %s', (_name, changes, obstacle) => {
    expect(planMeta({ ...question(), ...changes })).toEqual({ steps: [], obstacle });
  });

  it('nobody whose bill could be larger than was allowed', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.nat(4_000_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (characters, most, share) => {
          const call = { ...QUESTION, size: { characters, images: 0, documents: 0 } };
          const { steps } = planMeta({
            ...question(),
            call,
            ask: { ...ASK, maxCostNanoUsd: most },
          });
          for (const { promptTokens, mostNanoUsd } of steps) {
            expect(mostNanoUsd).toBeLessThanOrEqual(most);
            const bill = costOf({
              reading: {
                state: 'reported',
                usage: {
                  freshInputTokens: Math.floor(promptTokens * 1.25 * share),
                  cacheReadTokens: 0,
                  cacheWrite5mTokens: 0,
                  cacheWrite1hTokens: 0,
                  outputTokens: 150,
                  thinkingTokens: null,
                },
              },
              model: sampleCatalog().models.find(({ id }) => id === 'sample-cheap') ?? null,
              day: '2026-11-20',
            });
            expect(bill.state === 'unknown' ? Infinity : bill.nanoUsd).toBeLessThanOrEqual(
              mostNanoUsd,
            );
          }
        },
      ),
    );
  });
});

function question(): MetaPlanQuestion {
  return { call: QUESTION, policy: samplePolicy(), ask: ASK, conditions: sampleConditions() };
}

function withTier0(changes: Parameters<typeof sampleTier>[1]) {
  const { tiers } = samplePolicy();
  return samplePolicy({ tiers: { ...tiers, 0: { ...tiers[0], ...changes } } });
}

function withTier1(models: string) {
  return samplePolicy({ tiers: { ...samplePolicy().tiers, 1: sampleTier(models) } });
}

function withCheap(changes: Partial<ReturnType<typeof sampleModel>>) {
  const models = sampleCatalog().models.filter(({ id }) => id !== 'sample-cheap');
  const cheap = sampleModel({ id: 'sample-cheap', prices: [samplePrice(0.1)], ...changes });
  return sampleConditions({ catalog: sampleCatalog({ models: [...models, cheap] }) });
}
