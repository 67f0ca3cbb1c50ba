import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import catalogData from '../../catalog/models.json' with { type: 'json' };
import { baselineCost } from './baseline.ts';
import { findModel } from './catalog.ts';
import type { Catalog, CatalogModel } from './catalog.ts';
import { costOf } from './cost.ts';
import { UNKNOWN_COST } from './money.ts';
import { NO_TOKENS, UNKNOWN_USAGE } from './usage.ts';
import type { UsageReading } from './usage.ts';

// The file is checked against this shape by catalog.test.ts.
const CATALOG = catalogData as unknown as Catalog;
const DAY = '2026-11-20';

function model(id: string): CatalogModel {
  const found = findModel(CATALOG, id);
  if (found === null) throw new Error(`${id} is missing`);
  return found;
}

const SONNET = model('claude-sonnet-5-5');
const HAIKU = model('claude-haiku-5-5');
const LOCAL = model('qwen2.5:7b');

const READING: Exclude<UsageReading, { state: 'unknown' }> = {
  state: 'reported',
  usage: {
    freshInputTokens: 1_000,
    cacheReadTokens: 10_000,
    cacheWrite5mTokens: 100,
    cacheWrite1hTokens: 10,
    outputTokens: 200,
    thinkingTokens: null,
  },
};

describe('baselineCost', () => {
  test('the same tokens at the prices of the baseline', () => {
    const cost = baselineCost({ reading: READING, servedBy: HAIKU, baseline: SONNET, day: DAY });
    // 1000 × 2 + 10000 × 0.10 + 100 × 2.50 + 10 × 4 + 200 × 10, per million
    expect(cost).toEqual({ state: 'final', nanoUsd: 5_290_000 });
  });

  test('a model that serves as its own baseline saves nothing', () => {
    expect(baselineCost({ reading: READING, servedBy: HAIKU, baseline: HAIKU, day: DAY })).toEqual(
      costOf({ reading: READING, model: HAIKU, day: DAY }),
    );
  });

  test("how an answer was billed is its own model's; another counts at its list price", () => {
    const reading: UsageReading = { ...READING, billedAs: ['usInference'] };
    const ask = (baseline: CatalogModel) =>
      baselineCost({ reading, servedBy: SONNET, baseline, day: DAY });
    expect(ask(SONNET)).toEqual(costOf({ reading, model: SONNET, day: DAY }));
    const other = { ...SONNET, id: 'other' };
    expect(ask(other)).toEqual(costOf({ reading: READING, model: SONNET, day: DAY }));
    expect(ask(other)).not.toEqual(ask(SONNET));
  });

  test('another tokeniser scales the tokens, and the result is an estimate', () => {
    const reading: UsageReading = {
      state: 'reported',
      usage: { ...NO_TOKENS, freshInputTokens: 2_700, outputTokens: 270, thinkingTokens: null },
    };
    const cost = baselineCost({ reading, servedBy: LOCAL, baseline: SONNET, day: DAY });
    // 2,700 × 3.5 / 2.7 = 3,500 and 350 tokens
    expect(cost).toEqual({ state: 'estimated', nanoUsd: 10_500_000 });
  });

  test('scaling decides the band', () => {
    const reading: UsageReading = {
      state: 'reported',
      usage: { ...NO_TOKENS, freshInputTokens: 90_000 },
    };
    const cost = baselineCost({ reading, servedBy: LOCAL, baseline: HAIKU, day: DAY });
    // 116,667 tokens are above the 100,000 of the cheap band
    expect(cost).toEqual({ state: 'estimated', nanoUsd: 58_333_500 });
  });

  test.each([
    ['usage', { reading: UNKNOWN_USAGE, servedBy: HAIKU, baseline: SONNET, day: DAY }],
    ['served model', { reading: READING, servedBy: null, baseline: SONNET, day: DAY }],
    ['baseline', { reading: READING, servedBy: HAIKU, baseline: null, day: DAY }],
    ['price', { reading: READING, servedBy: HAIKU, baseline: { ...SONNET, prices: [] }, day: DAY }],
  ])('an unknown %s stays unknown', (_name, question) => {
    expect(baselineCost(question)).toEqual(UNKNOWN_COST);
  });

  test('never negative, and an estimate stays one', () => {
    const tokens = fc.nat({ max: 1_000_000 });
    fc.assert(
      fc.property(tokens, tokens, fc.constantFrom(...CATALOG.models), (input, output, servedBy) => {
        const usage = { ...NO_TOKENS, freshInputTokens: input, outputTokens: output };
        const reading: UsageReading = { state: 'estimated', usage };
        const cost = baselineCost({ reading, servedBy, baseline: SONNET, day: DAY });
        expect(cost.state).toBe('estimated');
        expect(cost).toSatisfy((known: { nanoUsd: number }) => known.nanoUsd >= 0);
      }),
    );
  });
});
