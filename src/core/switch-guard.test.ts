import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import catalogData from '../../catalog/models.json' with { type: 'json' };
import { findModel, type Catalog, type CatalogModel } from './catalog.ts';
import {
  MOST_TURNS,
  tokenRatio,
  weighSwitch,
  type Boundary,
  type Outlook,
  type SwitchSide,
} from './switch-guard.ts';
import { outlookOf, PRIOR_GROWTH, PRIOR_OUTPUT, PRIOR_TURNS } from './switch-guard-outlook.ts';
import { turnCost, turnCosts } from './switch-guard-turns.ts';
import type { CachePrediction, Caching } from './warmth.ts';
import { NO_WARMTH } from './warmth-record.ts';

const DAY = '2026-11-20';
// What a JSON import cannot say of its words; catalog.test.ts holds them.
const CATALOG = catalogData as unknown as Catalog;

function entry(id: string): CatalogModel {
  const found = findModel(CATALOG, id);
  if (found === null) throw new Error(`the catalog has no ${id}`);
  return found;
}

const OPUS = entry('claude-opus-5-5');
const SONNET = entry('claude-sonnet-5-5');
const HAIKU = entry('claude-haiku-5-5');
const OLD_HAIKU = entry('claude-haiku-4-5');

const MARKED: Caching = { kind: 'marked', ttl: '5m', isHeadOnly: false };
const UNCACHED: Caching = { kind: 'none' };

const NOTHING_READ: CachePrediction = {
  state: 'cold',
  coldBecause: null,
  readTokens: 0,
  writeTokens: 0,
  freshTokens: 0,
  ttl: '5m',
};

const side = (
  model: CatalogModel,
  cache: Partial<CachePrediction>,
  caching: Caching = MARKED,
): SwitchSide => ({
  model: `anthropic/${model.id}`,
  entry: model,
  caching,
  cache: { ...NOTHING_READ, ...cache },
});

/** As the table was published: four decimals, or three where the amount is large. */
const usd = (nano: number | null, decimals: number) =>
  nano === null ? null : (nano / 1e9).toFixed(decimals);

describe('one request, 220 tokens answered and 700 new', () => {
  type Row = readonly [
    tokens: number,
    stay: string,
    sonnet: string,
    oldHaiku: string,
    haiku: string,
    haikuWarm: string,
  ];
  const PUBLISHED: readonly Row[] = [
    [5_000, '0.0089', '0.0147', '0.0047', '0.0006', '0.0002'],
    [20_000, '0.0119', '0.0522', '0.0162', '0.0021', '0.0004'],
    [78_000, '0.0235', '0.197', '0.061', '0.0079', '0.0010'],
    [100_000, '0.0279', '0.252', '0.078', '0.0101', '0.0012'],
    [101_000, '0.0281', '0.255', '0.079', '0.051', '0.0060'],
    [150_000, '0.0379', '0.377', '0.116', '0.076', '0.0085'],
  ];
  const price = (model: CatalogModel, cache: Partial<CachePrediction>, outputTokens = 220) =>
    turnCost(
      { entry: model, day: DAY, modifiers: [], outputTokens },
      { ...NOTHING_READ, ...cache },
    );
  const warm = (tokens: number) => ({ readTokens: tokens, writeTokens: 700 });
  const decimals = (text: string) => text.length - 2;

  it.each(PUBLISHED)('with %i tokens costs what was published', (...row) => {
    const [tokens, stay, sonnet, oldHaiku, haiku, haikuWarm] = row;
    // The table scales by 1.3 sharp, the catalog by 3.5 to 2.7 characters per token.
    const fewer = 1 / 1.3;
    const old = { freshTokens: Math.round(tokens * fewer) };
    // The table's warm prompt at the edge of the band is that edge in all; else the new tokens come on top.
    const warmHaiku = tokens === 100_000 ? { readTokens: 99_300, writeTokens: 700 } : warm(tokens);
    const costs = [
      usd(price(OPUS, warm(tokens)), decimals(stay)),
      usd(price(SONNET, { writeTokens: tokens }), decimals(sonnet)),
      usd(price(OLD_HAIKU, old, Math.round(220 * fewer)), decimals(oldHaiku)),
      usd(price(HAIKU, { freshTokens: tokens }), decimals(haiku)),
      usd(price(HAIKU, warmHaiku), decimals(haikuWarm)),
    ];
    expect(costs).toEqual([stay, sonnet, oldHaiku, haiku, haikuWarm]);
  });

  it('is five times as dear on Haiku 5.5 as soon as its prompt passes 100,000 tokens', () => {
    const below = price(HAIKU, { readTokens: 99_300, writeTokens: 700 }) ?? 0;
    const above = price(HAIKU, { readTokens: 99_301, writeTokens: 700 }) ?? 0;
    expect(above / below).toBeCloseTo(5, 2);
  });
});

describe('the rest of a conversation', () => {
  const published: Outlook = { turns: 20, newTokens: 700, growthTokens: 0, outputTokens: 220 };
  const weigh = (tokens: number, to: CatalogModel, change: Partial<Outlook> = {}) =>
    weighSwitch({
      stay: side(OPUS, { state: 'warm', readTokens: tokens - 700, writeTokens: 700 }),
      move: side(to, { writeTokens: Math.round(tokens * tokenRatio(OPUS, to)) }),
      outlook: { ...published, ...change },
      boundary: 'after_compaction',
      day: DAY,
    });

  it.each([
    [20_000, 8],
    [78_000, 16],
    [150_000, 19],
  ])('of %i tokens breaks even on Sonnet 5.5 after %i requests, as published', (tokens, turns) => {
    expect(weigh(tokens, SONNET).breakEvenTurns).toBe(turns);
    expect(weigh(tokens, SONNET, { turns: turns - 1 }).verdict).toBe('not_worth');
    expect(weigh(tokens, SONNET, { turns: turns + 1 }).verdict).toBe('pays');
  });

  it('that grows past 100,000 tokens loses most of what Haiku 5.5 saves', () => {
    const flat = weigh(99_000, HAIKU);
    const growing = weigh(99_000, HAIKU, { growthTokens: 700 });
    const saved = ({ stay, move }: typeof flat) =>
      1 - (move.cost?.totalNanoUsd ?? 0) / (stay.cost?.totalNanoUsd ?? 1);
    expect(flat.verdict).toBe('pays');
    expect(saved(growing)).toBeLessThan(saved(flat) - 0.1);
  });

  it('counts the same text in fewer tokens on models before 4.7', () => {
    expect(tokenRatio(OPUS, OLD_HAIKU)).toBeCloseTo(1 / 1.3, 2);
    expect(tokenRatio(OLD_HAIKU, OPUS)).toBeCloseTo(1.3, 1);
    expect(tokenRatio(null, OPUS)).toBe(1);
  });

  it('is counted in tokens of each model, later turns too', () => {
    const counted = weigh(20_000, OLD_HAIKU, { turns: 2, newTokens: 7_000, outputTokens: 700 });
    const ratio = tokenRatio(OPUS, OLD_HAIKU);
    const [prompt, added, out] = [20_000, 7_000, 700].map((tokens) => Math.round(tokens * ratio));
    const [first = 0, later = 0] = [
      (prompt ?? 0) * 1.25 + (out ?? 0) * 5,
      ((prompt ?? 0) - (added ?? 0)) * 0.1 + (added ?? 0) * 1.25 + (out ?? 0) * 5,
    ].map((dollars) => Math.round(dollars * 1_000));
    expect(counted.move.cost).toMatchObject({ firstNanoUsd: first, laterNanoUsd: later });
  });

  it('is never a saving where a price is unknown', () => {
    const unpriced = entry('claude-mythos-5-2');
    const account = weigh(20_000, unpriced);
    expect(account).toMatchObject({ verdict: 'unpriced', breakEvenTurns: null });
    expect(account.move.cost).toBeNull();
    expect(account.stay.cost).not.toBeNull();
  });

  it('is not looked at beyond the turns anyone could expect', () => {
    expect(weigh(20_000, SONNET, { turns: 1e9 }).outlook.turns).toBe(MOST_TURNS);
    expect(weigh(20_000, SONNET, { turns: 0.2 }).outlook.turns).toBe(1);
    const dearer = weighSwitch({
      stay: side(HAIKU, { readTokens: 19_300, writeTokens: 700 }),
      move: side(OPUS, { writeTokens: 20_000 }),
      outlook: published,
      boundary: 'first_turn',
      day: DAY,
    });
    expect(dearer).toMatchObject({ verdict: 'not_worth', breakEvenTurns: null });
  });

  it('pays for every modifier that a side offers', () => {
    const question = {
      stay: { ...side(OPUS, { readTokens: 20_000 }), modifiers: ['fast'] as const },
      move: side(SONNET, { readTokens: 20_000 }),
      outlook: { ...published, turns: 1 },
      boundary: 'first_turn' as const,
      day: DAY,
    };
    const plain = weighSwitch({ ...question, stay: side(OPUS, { readTokens: 20_000 }) });
    const fast = weighSwitch(question);
    expect(fast.stay.cost?.totalNanoUsd).toBe(2 * (plain.stay.cost?.totalNanoUsd ?? 0));
  });
});

describe('later turns', () => {
  const GPT = entry('gpt-5.4');
  const ahead = (change: object) => ({
    entry: OPUS,
    cache: NOTHING_READ,
    caching: MARKED,
    turns: 3,
    newTokens: 700,
    growthTokens: 700,
    outputTokens: 0,
    day: DAY,
    modifiers: [],
    ...change,
  });
  const nano = (tokens: number, perMillion: number) => Math.round(tokens * perMillion * 1_000);

  it.each([
    [
      'read what the turn before left, and write what is new',
      ahead({ cache: { ...NOTHING_READ, writeTokens: 10_000 } }),
      [nano(10_000, 5), nano(10_000, 0.2) + nano(700, 5), nano(10_700, 0.2) + nano(700, 5)],
    ],
    [
      'pay what stands behind the last mark each time',
      ahead({
        cache: { ...NOTHING_READ, readTokens: 9_000, writeTokens: 500, freshTokens: 500 },
        turns: 2,
      }),
      [
        nano(9_000, 0.2) + nano(500, 5) + nano(500, 4),
        nano(9_500, 0.2) + nano(700, 5) + nano(500, 4),
      ],
    ],
    [
      'read only the head where only the head is marked',
      ahead({
        caching: { kind: 'marked', ttl: '1h', isHeadOnly: true },
        cache: { ...NOTHING_READ, writeTokens: 4_000, freshTokens: 1_000, ttl: '1h' },
        turns: 2,
      }),
      [nano(4_000, 8) + nano(1_000, 4), nano(4_000, 0.2) + nano(1_700, 4)],
    ],
    [
      'are paid in full where nothing is cached',
      ahead({ caching: UNCACHED, cache: { ...NOTHING_READ, freshTokens: 10_000 }, turns: 2 }),
      [nano(10_000, 4), nano(10_700, 4)],
    ],
    [
      'begin to be cached when the prompt is long enough',
      ahead({ cache: { ...NOTHING_READ, freshTokens: 400, ttl: null }, turns: 3 }),
      [nano(400, 4), nano(1_100, 5), nano(1_100, 0.2) + nano(700, 5)],
    ],
    [
      'are read in steps where the upstream caches by itself',
      ahead({
        entry: GPT,
        caching: { kind: 'automatic' },
        cache: { ...NOTHING_READ, freshTokens: 2_000, ttl: null },
        turns: 2,
      }),
      [nano(2_000, 2.5), nano(1_920, 0.25) + nano(780, 2.5)],
    ],
    [
      'are not cached by itself where the prompt is short',
      ahead({
        entry: GPT,
        caching: { kind: 'automatic' },
        cache: { ...NOTHING_READ, freshTokens: 1_000, ttl: null },
        turns: 2,
      }),
      [nano(1_000, 2.5), nano(1_700, 2.5)],
    ],
  ])('%s', (_name, turns, costs) => {
    expect(turnCosts(turns)).toEqual(costs);
  });

  it('without growth cost the same from the third on', () => {
    const costs = turnCosts(
      ahead({ growthTokens: 0, turns: 50, cache: { ...NOTHING_READ, writeTokens: 9_000 } }),
    );
    expect(costs).toHaveLength(50);
    expect(new Set(costs?.slice(2)).size).toBe(1);
  });
});

describe('the turns that are expected', () => {
  it('are half of the prior and half of those so far', () => {
    expect(outlookOf(NO_WARMTH)).toEqual({
      turns: PRIOR_TURNS / 2,
      newTokens: PRIOR_GROWTH,
      growthTokens: PRIOR_GROWTH,
      outputTokens: PRIOR_OUTPUT,
    });
    expect(outlookOf({ ...NO_WARMTH, turns: 40, outputTokens: 4_000 })).toMatchObject({
      turns: 28,
      outputTokens: 100,
    });
    expect(outlookOf({ ...NO_WARMTH, turns: 1e6 }).turns).toBe(MOST_TURNS);
  });

  it('grow as the conversation has grown, in tokens as its upstream counts them', () => {
    const record = { ...NO_WARMTH, turns: 10, grownTokens: 20_300, grownTurns: 9 };
    expect(outlookOf(record).growthTokens).toBe(2_100);
    const counted = { ...record, estimatedTokens: 10_000, countedTokens: 12_000 };
    expect(outlookOf(counted).growthTokens).toBe(2_520);
  });
});

describe('always', () => {
  const models = fc.constantFrom(...CATALOG.models.filter(({ prices }) => prices.length > 0));
  const tokens = fc.nat(300_000);
  const caching: fc.Arbitrary<Caching> = fc.oneof(
    fc.record({
      kind: fc.constant('marked' as const),
      ttl: fc.constantFrom('5m' as const, '1h' as const),
      isHeadOnly: fc.boolean(),
    }),
    fc.constant({ kind: 'automatic' } as const),
    fc.constant({ kind: 'none' } as const),
  );
  const sides = fc
    .record({ model: models, read: tokens, write: tokens, fresh: tokens, caching })
    .map(({ model, read, write, fresh, caching: how }) => {
      const ttl = how.kind === 'marked' ? how.ttl : null;
      const cache = { readTokens: read, writeTokens: ttl === null ? 0 : write, freshTokens: fresh };
      return side(model, { ...cache, ttl }, how);
    });
  const outlooks = fc.record({
    turns: fc.nat(60),
    newTokens: fc.nat(5_000),
    growthTokens: fc.nat(5_000),
    outputTokens: fc.nat(5_000),
  });
  const boundaries = fc.constantFrom<Boundary | null>(
    'first_turn',
    'after_compaction',
    'stands_alone',
    null,
  );
  const questions = fc.record({
    stay: sides,
    move: sides,
    outlook: outlooks,
    boundary: boundaries,
    day: fc.constant(DAY),
  });

  it('a move that is allowed costs less by its own sums, at a safe point', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { verdict, stay, move, boundary } = weighSwitch(question);
        if (verdict !== 'pays') return;
        expect(boundary).not.toBeNull();
        expect(move.cost?.totalNanoUsd).toBeLessThan(stay.cost?.totalNanoUsd ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  it('nothing moves in the middle of a conversation', () => {
    fc.assert(
      fc.property(questions, (question) => {
        expect(weighSwitch({ ...question, boundary: null }).verdict).toBe('unsafe');
      }),
      { numRuns: 100 },
    );
  });

  it('the more cache would be lost, the less a move pays', () => {
    fc.assert(
      fc.property(questions, fc.nat(300_000), (question, more) => {
        const { readTokens, writeTokens, freshTokens } = question.stay.cache;
        const moved = Math.min(more, writeTokens);
        const alsoMoved = Math.min(more - moved, freshTokens);
        const warmer = {
          ...question.stay.cache,
          readTokens: readTokens + moved + alsoMoved,
          writeTokens: writeTokens - moved,
          freshTokens: freshTokens - alsoMoved,
        };
        const colder = weighSwitch({ ...question, boundary: 'first_turn' });
        const lost = weighSwitch({
          ...question,
          boundary: 'first_turn',
          stay: { ...question.stay, cache: warmer },
        });
        if (colder.verdict === 'not_worth') expect(lost.verdict).toBe('not_worth');
      }),
      { numRuns: 300 },
    );
  });

  it('is the same every time', () => {
    fc.assert(
      fc.property(questions, (question) => {
        expect(weighSwitch(structuredClone(question))).toEqual(weighSwitch(question));
      }),
      { numRuns: 100 },
    );
  });
});
