import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { CatalogModel, DatedPrice, PriceBand } from './catalog.ts';
import { bandFor, costOf, dayOf, formatPriceLine, priceLines } from './cost.ts';
import { sumCosts, UNKNOWN_COST } from './money.ts';
import { NO_TOKENS, promptTokens, UNKNOWN_USAGE } from './usage.ts';
import type { Usage, UsageReading } from './usage.ts';

const DAY = '2026-11-20';

const TWO_BANDS: DatedPrice = {
  from: '2026-10-07',
  bands: [
    {
      upToPromptTokens: 100_000,
      input: 100_000_000,
      cacheRead: 10_000_000,
      cacheWrite5m: 125_000_000,
      cacheWrite1h: 200_000_000,
      output: 500_000_000,
    },
    {
      upToPromptTokens: null,
      input: 500_000_000,
      cacheRead: 50_000_000,
      cacheWrite5m: 625_000_000,
      cacheWrite1h: 1_000_000_000,
      output: 2_500_000_000,
    },
  ],
  modifiers: { batch: [1, 2], fast: null, usInference: [11, 10] },
};

const FREE_BAND: PriceBand = {
  upToPromptTokens: null,
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
};

const FREE: DatedPrice = {
  from: '2020-01-01',
  bands: [FREE_BAND],
  modifiers: { batch: null, fast: null, usInference: null },
};

function modelWith(prices: readonly DatedPrice[]): CatalogModel {
  return {
    id: 'model',
    aliases: [],
    kind: 'anthropic',
    label: 'Model',
    prices,
    limits: { contextTokens: 1_000_000, outputTokens: 128_000 },
    capabilities: {
      tools: true,
      forcedToolChoice: true,
      images: true,
      documents: true,
      structuredOutput: true,
      samplingParameters: false,
      samplingTogether: true,
      stopSequences: true,
      prefill: false,
      thinking: [],
      efforts: [],
      systemMessages: true,
      chatTools: 'any',
      disabledThinkingUpTo: null,
      thinkingDisplays: [],
      thinkingBoundTo: null,
      smallestBudget: 1024,
      messageSettings: false,
      deferredTools: false,
      refusedBetas: [],
      effortBeta: null,
    },
    charactersPerToken: 2.7,
    retired: null,
    source: 'test',
  };
}

const HAIKU = modelWith([TWO_BANDS]);
const LOCAL = modelWith([FREE]);

function reported(usage: Partial<Usage>): Exclude<UsageReading, { state: 'unknown' }> {
  return { state: 'reported', usage: { ...NO_TOKENS, ...usage } };
}

const tokens = fc.integer({ min: 0, max: 2_000_000 });
const anyUsage: fc.Arbitrary<Usage> = fc.record({
  freshInputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWrite5mTokens: tokens,
  cacheWrite1hTokens: tokens,
  outputTokens: tokens,
  thinkingTokens: fc.constant(null),
});
const anyModifiers = fc.subarray(['batch', 'usInference'] as const);

/** The same sum written down a second time, by hand and without sharing. */
function byHand(usage: Usage, modifiers: readonly string[]): number {
  const dear = promptTokens(usage) > 100_000 ? 5n : 1n;
  let amount =
    dear *
    (BigInt(usage.freshInputTokens) * 100n +
      BigInt(usage.cacheReadTokens) * 10n +
      BigInt(usage.cacheWrite5mTokens) * 125n +
      BigInt(usage.cacheWrite1hTokens) * 200n +
      BigInt(usage.outputTokens) * 500n);
  // 20 = 2 (batch) × 10 (inference in the US)
  amount *= modifiers.includes('batch') ? 10n : 20n;
  amount *= modifiers.includes('usInference') ? 11n : 10n;
  const whole = amount / 200n;
  return Number(amount % 200n >= 100n ? whole + 1n : whole);
}

function nanoUsd(usage: Usage): number {
  const cost = costOf({ reading: { state: 'reported', usage }, model: HAIKU, day: DAY });
  if (cost.state === 'unknown') throw new Error('the cost should be known');
  return cost.nanoUsd;
}

describe('costOf', () => {
  test.each([
    ['fresh input', reported({ freshInputTokens: 1_060 }), 106_000],
    ['cache read', reported({ cacheReadTokens: 1_000 }), 10_000],
    ['cache write 5 m', reported({ cacheWrite5mTokens: 1_000 }), 125_000],
    ['cache write 1 h', reported({ cacheWrite1hTokens: 1_000 }), 200_000],
    ['output', reported({ outputTokens: 1_000 }), 500_000],
    ['thinking is part of output', reported({ outputTokens: 9, thinkingTokens: 9 }), 4_500],
    ['nothing', reported({}), 0],
    ['the last prompt token of the band', reported({ freshInputTokens: 100_000 }), 10_000_000],
    ['one more', reported({ freshInputTokens: 100_001 }), 50_000_500],
    [
      'the band counts cached tokens',
      reported({ freshInputTokens: 1, cacheReadTokens: 100_000 }),
      5_000_500,
    ],
    [
      'the band does not count output',
      reported({ freshInputTokens: 100_000, outputTokens: 1 }),
      10_000_500,
    ],
  ])('%s', (_name, reading, expected) => {
    expect(costOf({ reading, model: HAIKU, day: DAY })).toEqual({
      state: 'final',
      nanoUsd: expected,
    });
  });

  test('an estimated reading gives an estimated cost', () => {
    const reading: UsageReading = {
      state: 'estimated',
      usage: { ...NO_TOKENS, outputTokens: 1_000 },
    };
    expect(costOf({ reading, model: HAIKU, day: DAY })).toEqual({
      state: 'estimated',
      nanoUsd: 500_000,
    });
  });

  test.each([
    ['model', { reading: reported({ outputTokens: 1 }), model: null, day: DAY }],
    ['price', { reading: reported({ outputTokens: 1 }), model: modelWith([]), day: DAY }],
    [
      'price on that day',
      { reading: reported({ outputTokens: 1 }), model: HAIKU, day: '2026-10-06' },
    ],
    ['usage', { reading: UNKNOWN_USAGE, model: HAIKU, day: DAY }],
    ['modifier', { reading: reported({}), model: HAIKU, day: DAY, modifiers: ['fast'] as const }],
    ['count', { reading: reported({ outputTokens: Number.NaN }), model: HAIKU, day: DAY }],
    ['negative count', { reading: reported({ outputTokens: -1 }), model: HAIKU, day: DAY }],
    ['fraction of a token', { reading: reported({ outputTokens: 0.5 }), model: HAIKU, day: DAY }],
    [
      'amount beyond what a number holds',
      { reading: reported({ outputTokens: 1e15 }), model: HAIKU, day: DAY },
    ],
    ['bands', { reading: reported({}), model: modelWith([{ ...TWO_BANDS, bands: [] }]), day: DAY }],
    [
      'band for so long a prompt',
      {
        reading: reported({ freshInputTokens: 100_001 }),
        model: modelWith([{ ...TWO_BANDS, bands: TWO_BANDS.bands.slice(0, 1) }]),
        day: DAY,
      },
    ],
  ])('an unknown %s makes the cost unknown', (_name, question) => {
    expect(costOf(question)).toEqual(UNKNOWN_COST);
  });

  test('the price in force on the day counts', () => {
    const band = TWO_BANDS.bands[1];
    if (band === undefined) throw new Error('two bands expected');
    const later = { ...TWO_BANDS, from: '2026-11-01', bands: [{ ...band, output: 1_000_000 }] };
    const model = modelWith([TWO_BANDS, later]);
    const reading = reported({ outputTokens: 1_000 });
    expect(costOf({ reading, model, day: '2026-10-31' })).toMatchObject({ nanoUsd: 500_000 });
    expect(costOf({ reading, model, day: '2026-11-01' })).toMatchObject({ nanoUsd: 1_000 });
  });

  test('half a nano-dollar rounds up, once, after the modifiers', () => {
    const reading = reported({ cacheReadTokens: 1, freshInputTokens: 1 });
    const model = modelWith([
      {
        ...TWO_BANDS,
        bands: [{ ...FREE_BAND, cacheRead: 500_000, input: 500_000 }],
      },
    ]);
    expect(costOf({ reading, model, day: DAY })).toMatchObject({ nanoUsd: 1 });
    expect(costOf({ reading, model, day: DAY, modifiers: ['batch'] })).toMatchObject({
      nanoUsd: 1,
    });
    expect(
      costOf({ reading: reported({ cacheReadTokens: 1 }), model, day: DAY, modifiers: ['batch'] }),
    ).toMatchObject({ nanoUsd: 0 });
  });

  test.each([reported({ outputTokens: 9 }), UNKNOWN_USAGE])('a free model costs 0', (reading) => {
    expect(costOf({ reading, model: LOCAL, day: DAY })).toEqual({ state: 'final', nanoUsd: 0 });
  });

  test('a free model costs 0 however it was billed', () => {
    const reading: UsageReading = { ...reported({ outputTokens: 9 }), billedAs: ['fast'] };
    expect(costOf({ reading, model: LOCAL, day: DAY })).toEqual({ state: 'final', nanoUsd: 0 });
  });

  test('what the answer says of its billing is priced, once', () => {
    const reading: UsageReading = {
      ...reported({ outputTokens: 1_000 }),
      billedAs: ['usInference'],
    };
    const ask = (...modifiers: readonly ('batch' | 'usInference')[]) =>
      costOf({ reading, model: HAIKU, day: DAY, modifiers });
    expect(ask()).toEqual({ state: 'final', nanoUsd: 550_000 });
    expect(ask('usInference')).toEqual({ state: 'final', nanoUsd: 550_000 });
    expect(ask('batch')).toEqual({ state: 'final', nanoUsd: 275_000 });
    expect(costOf({ reading: { ...reading, billedAs: ['fast'] }, model: HAIKU, day: DAY })).toEqual(
      UNKNOWN_COST,
    );
  });

  test('no tokens cost nothing, also at a price nobody knows', () => {
    expect(costOf({ reading: reported({}), model: null, day: DAY })).toEqual({
      state: 'final',
      nanoUsd: 0,
    });
    const estimated = { state: 'estimated', usage: NO_TOKENS } as const;
    expect(costOf({ reading: estimated, model: null, day: DAY })).toEqual({ state: 'unknown' });
  });

  test('equals the sum written out by hand', () => {
    fc.assert(
      fc.property(anyUsage, anyModifiers, (usage, modifiers) => {
        const reading: UsageReading = { state: 'reported', usage };
        expect(costOf({ reading, model: HAIKU, day: DAY, modifiers })).toEqual({
          state: 'final',
          nanoUsd: byHand(usage, modifiers),
        });
      }),
    );
  });

  test('never negative, and never falls when a class of tokens grows', () => {
    const classes = ['freshInputTokens', 'cacheReadTokens', 'outputTokens'] as const;
    fc.assert(
      fc.property(anyUsage, fc.constantFrom(...classes), tokens, (usage, grown, more) => {
        const before = nanoUsd(usage);
        expect(before).toBeGreaterThanOrEqual(0);
        expect(nanoUsd({ ...usage, [grown]: usage[grown] + more })).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test('attempts add up to the call, and classes add up to the attempt', () => {
    fc.assert(
      fc.property(fc.array(anyUsage, { maxLength: 6 }), (usages) => {
        const costs = usages.map((usage) =>
          costOf({ reading: { state: 'reported', usage }, model: HAIKU, day: DAY }),
        );
        const total = usages.reduce((sum, usage) => sum + nanoUsd(usage), 0);
        expect(sumCosts(costs)).toEqual({ state: 'final', nanoUsd: total });
      }),
    );
  });
});

describe('bandFor', () => {
  test.each([
    [0, 100_000],
    [100_000, 100_000],
    [100_001, null],
  ])('%i prompt tokens', (prompt, upTo) => {
    expect(bandFor(TWO_BANDS, prompt)?.upToPromptTokens).toBe(upTo);
  });
});

describe('dayOf', () => {
  test.each([
    [0, '1970-01-01'],
    [Date.UTC(2026, 9, 7) - 1, '2026-10-06'],
    [Date.UTC(2026, 9, 7), '2026-10-07'],
  ])('%i', (unixMs, day) => {
    expect(dayOf(unixMs)).toBe(day);
  });
});

describe('priceLines', () => {
  test('names each class that was used, at the price of its band', () => {
    const reading = reported({ freshInputTokens: 1_060, cacheReadTokens: 5, outputTokens: 12 });
    const lines = priceLines({ reading, model: HAIKU, day: DAY });
    expect(lines.map(formatPriceLine)).toEqual([
      'in 1,060 × $0.10/M',
      'cache read 5 × $0.01/M',
      'out 12 × $0.50/M',
    ]);
  });

  test('writes prices out in full', () => {
    expect(
      formatPriceLine({
        label: 'cache write 5m',
        tokens: 1_234_567,
        nanoUsdPerMillion: 125_000_000,
      }),
    ).toBe('cache write 5m 1,234,567 × $0.125/M');
    expect(formatPriceLine({ label: 'out', tokens: 7, nanoUsdPerMillion: 25_000_000_000 })).toBe(
      'out 7 × $25.00/M',
    );
  });

  test.each([
    ['usage', { reading: UNKNOWN_USAGE, model: HAIKU, day: DAY }],
    ['model', { reading: reported({ outputTokens: 1 }), model: null, day: DAY }],
    ['price', { reading: reported({ outputTokens: 1 }), model: modelWith([]), day: DAY }],
    [
      'band',
      {
        reading: reported({ outputTokens: 1 }),
        model: modelWith([{ ...TWO_BANDS, bands: [] }]),
        day: DAY,
      },
    ],
  ])('without a known %s there are none', (_name, question) => {
    expect(priceLines(question)).toEqual([]);
  });

  test('the lines add up to the cost', () => {
    fc.assert(
      fc.property(anyUsage, (usage) => {
        const lines = priceLines({ reading: { state: 'reported', usage }, model: HAIKU, day: DAY });
        const exact = lines.reduce(
          (sum, line) => sum + BigInt(line.tokens) * BigInt(line.nanoUsdPerMillion),
          0n,
        );
        expect(Number((exact + 500_000n) / 1_000_000n)).toBe(nanoUsd(usage));
      }),
    );
  });
});
