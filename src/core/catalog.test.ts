import { describe, expect, test } from 'vitest';

import catalogData from '../../catalog/models.json' with { type: 'json' };
import { findModel, priceOn } from './catalog.ts';
import type { Capabilities, Catalog, CatalogModel, PriceBand } from './catalog.ts';
import { costOf } from './cost.ts';
import { EFFORTS } from './model.ts';
import { NO_TOKENS } from './usage.ts';

// Everything this cast claims is what the tests below check.
const CATALOG = catalogData as unknown as Catalog;
const DAY = '2026-11-20';
const ISO_DAY = /^20\d\d-[01]\d-[0-3]\d$/;

const FLAGS = [
  'tools',
  'forcedToolChoice',
  'images',
  'documents',
  'structuredOutput',
  'samplingParameters',
  'samplingTogether',
  'stopSequences',
  'prefill',
  'systemMessages',
  'messageSettings',
  'deferredTools',
] as const satisfies readonly (keyof Capabilities)[];
const OTHERS = [
  'thinking',
  'disabledThinkingUpTo',
  'thinkingDisplays',
  'thinkingBoundTo',
  'smallestBudget',
  'efforts',
  'refusedBetas',
  'effortBeta',
  'chatTools',
] as const satisfies readonly (keyof Capabilities)[];
const CLASSES = [
  'input',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'output',
] as const satisfies readonly (keyof PriceBand)[];

function model(id: string): CatalogModel {
  const found = findModel(CATALOG, id);
  if (found === null) throw new Error(`${id} is missing`);
  return found;
}

test('the catalog is dated and not empty', () => {
  expect(CATALOG.version).toMatch(ISO_DAY);
  expect(CATALOG.models.length).toBeGreaterThan(40);
});

test('no id or alias names two models', () => {
  const names = CATALOG.models.flatMap((entry) => [entry.id, ...entry.aliases]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(CATALOG.models.map((entry) => [entry.id, entry] as const))('%s', (_id, entry) => {
  test('has exactly the fields of a model', () => {
    const { cacheMinimumTokens, ...fields } = entry;
    if (cacheMinimumTokens !== undefined) expect(cacheMinimumTokens).toBeGreaterThan(0);
    expect(Object.keys(fields).sort()).toEqual([
      'aliases',
      'capabilities',
      'charactersPerToken',
      'id',
      'kind',
      'label',
      'limits',
      'prices',
      'retired',
      'source',
    ]);
    expect(['anthropic', 'openai-compatible', 'ollama']).toContain(entry.kind);
    expect(entry.label).not.toBe('');
    expect(entry.source.length).toBeGreaterThan(15);
    expect(entry.charactersPerToken).toBeGreaterThan(1);
    expect(entry.charactersPerToken).toBeLessThan(6);
  });

  test('says what it accepts', () => {
    const { capabilities, limits } = entry;
    expect(Object.keys(capabilities).sort()).toEqual([...FLAGS, ...OTHERS].sort());
    for (const flag of FLAGS) expect(typeof capabilities[flag]).toBe('boolean');
    for (const effort of capabilities.efforts) expect(EFFORTS).toContain(effort);
    for (const way of capabilities.thinking) {
      expect(['disabled', 'between_tools', 'adaptive', 'budget']).toContain(way);
    }
    expect([null, ...EFFORTS]).toContain(capabilities.disabledThinkingUpTo);
    expect([null, 'model', 'account']).toContain(capabilities.thinkingBoundTo);
    expect(['any', 'without_effort', 'none']).toContain(capabilities.chatTools);
    expect(capabilities.smallestBudget).toBe(1024);
    for (const beta of capabilities.refusedBetas) expect(beta).toMatch(/^[a-z-]+[a-z]$/);
    expect(capabilities.effortBeta ?? 'none-2026-01-01').toMatch(/^[a-z-]+-\d{4}-\d{2}-\d{2}$/);
    expect(limits.contextTokens).toBeGreaterThanOrEqual(limits.outputTokens);
    expect(limits.outputTokens).toBeGreaterThan(0);
  });

  test('has prices that rise in date and in prompt size', () => {
    const days = entry.prices.map((price) => price.from);
    for (const day of days) expect(day).toMatch(ISO_DAY);
    expect(days).toEqual([...new Set(days)].sort());
    for (const price of entry.prices) {
      const bounds = price.bands.map((band) => band.upToPromptTokens);
      expect(bounds.at(-1)).toBeNull();
      const closed = bounds.slice(0, -1).map(Number);
      expect(bounds.slice(0, -1)).not.toContain(null);
      expect(closed).toEqual([...new Set(closed)].sort((left, right) => left - right));
    }
  });

  test('has prices in whole nano-dollars that make sense together', () => {
    for (const { bands, modifiers } of entry.prices) {
      for (const band of bands) {
        for (const tokenClass of CLASSES) {
          expect(Number.isSafeInteger(band[tokenClass])).toBe(true);
          expect(band[tokenClass]).toBeGreaterThanOrEqual(0);
          // Above $1,000 per million tokens it is a slip of the unit.
          expect(band[tokenClass]).toBeLessThan(1_000_000_000_000);
        }
        expect(band.cacheRead).toBeLessThanOrEqual(band.input);
        expect(band.cacheWrite5m).toBeGreaterThanOrEqual(band.input);
        expect(band.cacheWrite1h).toBeGreaterThanOrEqual(band.cacheWrite5m);
        expect(band.output).toBeGreaterThanOrEqual(band.input);
      }
      expect(Object.keys(modifiers).sort()).toEqual(['batch', 'fast', 'usInference']);
      for (const ratio of [modifiers.batch, modifiers.fast, modifiers.usInference]) {
        if (ratio !== null)
          expect(ratio.every((part) => Number.isInteger(part) && part > 0)).toBe(true);
      }
    }
  });

  test('names a living replacement when it is retired', () => {
    if (entry.retired === null) return;
    expect(entry.retired.on).toMatch(ISO_DAY);
    expect(entry.retired.on <= CATALOG.version).toBe(true);
    expect(
      CATALOG.models.find((other) => other.id === entry.retired?.replacedBy)?.retired,
    ).toBeNull();
  });
});

describe('what the outside world charges', () => {
  test.each([
    // id, day, prompt tokens, [input, cache read, write 5m, write 1h, output] in dollars per million
    ['claude-haiku-5-5', DAY, 100_000, [0.1, 0.01, 0.125, 0.2, 0.5]],
    ['claude-haiku-5-5', DAY, 100_001, [0.5, 0.05, 0.625, 1, 2.5]],
    ['claude-sonnet-5-5', '2026-10-06', 1, [2, 0.2, 2.5, 4, 10]],
    ['claude-sonnet-5-5', '2026-10-07', 1, [2, 0.1, 2.5, 4, 10]],
    ['claude-opus-5-5', DAY, 1, [4, 0.2, 5, 8, 20]],
    ['claude-fable-5-2', DAY, 1, [8, 0.2, 10, 16, 40]],
    ['claude-fable-5-1', DAY, 1, [10, 0.25, 12.5, 20, 50]],
    ['claude-fable-5', DAY, 1, [10, 1, 12.5, 20, 50]],
    ['claude-opus-4-8', DAY, 1, [5, 0.5, 6.25, 10, 25]],
    ['claude-sonnet-5', DAY, 1, [2, 0.2, 2.5, 4, 10]],
    ['claude-sonnet-4-5-20250929', DAY, 1, [3, 0.3, 3.75, 6, 15]],
    ['claude-haiku-4-5-20251001', DAY, 1, [1, 0.1, 1.25, 2, 5]],
    ['claude-3-5-haiku-20241022', '2025-06-01', 1, [0.8, 0.08, 1, 1.6, 4]],
    ['qwen2.5:7b', '2020-01-01', 1, [0, 0, 0, 0, 0]],
  ])('%s on %s at %i prompt tokens', (id, day, prompt, dollars) => {
    const band = priceOn(model(id), day)?.bands.find(
      (candidate) => candidate.upToPromptTokens === null || prompt <= candidate.upToPromptTokens,
    );
    expect(CLASSES.map((tokenClass) => Number(band?.[tokenClass]) / 1e9)).toEqual(dollars);
  });

  test('a model without a price is unknown, not free', () => {
    const mythos = model('claude-mythos-5-2');
    expect(mythos.prices).toEqual([]);
    const usage = { ...NO_TOKENS, outputTokens: 1 };
    const reading = { state: 'reported', usage } as const;
    expect(costOf({ reading, model: mythos, day: DAY })).toEqual({ state: 'unknown' });
  });

  test('only local models are free', () => {
    for (const entry of CATALOG.models) {
      const free = entry.prices.some((price) => price.bands.some((band) => band.output === 0));
      expect([entry.id, free]).toEqual([entry.id, entry.kind === 'ollama']);
    }
  });

  test.each([
    [
      'claude-opus-5-5',
      { forcedToolChoice: false, samplingParameters: false, thinking: ['adaptive'] },
    ],
    [
      'claude-sonnet-5-5',
      {
        forcedToolChoice: false,
        samplingParameters: false,
        thinking: ['between_tools', 'adaptive'],
        disabledThinkingUpTo: 'high',
      },
    ],
    [
      'claude-haiku-5-5',
      { forcedToolChoice: true, prefill: false, thinking: ['disabled', 'adaptive'] },
    ],
    ['claude-opus-4-7', { samplingParameters: false, forcedToolChoice: true }],
    ['claude-opus-4-6', { samplingParameters: true, prefill: false }],
    ['claude-haiku-4-5', { efforts: [], thinking: ['disabled', 'budget'], prefill: true }],
    ['claude-opus-4-5', { samplingTogether: false }],
    ['claude-opus-4-6', { samplingTogether: true }],
    ['gpt-5.5', { chatTools: 'none' }],
    ['gpt-5.4-mini', { chatTools: 'without_effort' }],
    ['gpt-5-mini', { chatTools: 'any' }],
  ])('%s accepts what its upstream accepts', (id, expected) => {
    expect(model(id).capabilities).toMatchObject(expected);
  });

  test.each([
    ['claude-3-5-sonnet-20241022', 'claude-sonnet-5-5'],
    ['claude-3-5-haiku-latest', 'claude-haiku-5-5'],
    ['claude-3-opus-20240229', 'claude-opus-5-5'],
    ['claude-sonnet-4-20250514', 'claude-sonnet-5-5'],
    ['claude-opus-4-1', 'claude-opus-5-5'],
  ])('%s is retired in favour of %s', (id, replacement) => {
    expect(model(id).retired?.replacedBy).toBe(replacement);
  });

  test('an id nobody knows is nobody', () => {
    expect(findModel(CATALOG, 'claude-9')).toBeNull();
    expect(priceOn(model('claude-haiku-5-5'), '2026-10-06')).toBeNull();
  });
});
