import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleModel } from '../testing/policy.ts';
import {
  cacheMinimum,
  predictCache,
  TTL_MS,
  type CachePrediction,
  type CacheQuestion,
  type Caching,
  type NextPrompt,
  type Warmth,
} from './warmth.ts';
import {
  cacheAt,
  calibrated,
  NO_WARMTH,
  restarted,
  withAnswer,
  type Answered,
} from './warmth-record.ts';

const NOW = 1_795_000_000_000;
const MINUTE = 60_000;
const MODEL = sampleModel({ id: 'sample-work' });

const marked: Caching = { kind: 'marked', ttl: '5m', isHeadOnly: false };

const WARMTH: Warmth = {
  cachedTokens: 20_000,
  tailTokens: 0,
  usedAt: NOW - MINUTE,
  ttl: '5m',
  effort: 'medium',
  tools: 'one',
};

const NEXT: NextPrompt = {
  tokens: 21_000,
  headTokens: 21_000,
  sharedTokens: 21_000,
  caching: marked,
  effort: 'medium',
  tools: 'one',
};

interface Asked {
  readonly warmth?: Partial<Warmth> | null;
  readonly next?: Partial<NextPrompt>;
  readonly isCurrent?: boolean;
  readonly minimum?: number;
}

const predict = ({ warmth = {}, next = {}, isCurrent = true, minimum }: Asked) =>
  predictCache({
    entry: minimum === undefined ? MODEL : { ...MODEL, cacheMinimumTokens: minimum },
    warmth: warmth === null ? null : { ...WARMTH, ...warmth },
    isCurrent,
    next: { ...NEXT, ...next },
    now: NOW,
  });

const reads = (readTokens: number, writeTokens: number, freshTokens: number) => ({
  readTokens,
  writeTokens,
  freshTokens,
});

describe('a cache', () => {
  it.each<[string, Asked, Partial<CachePrediction>]>([
    [
      'still on the model',
      {},
      { state: 'warm', coldBecause: null, ttl: '5m', ...reads(20_000, 1_000, 0) },
    ],
    ['back while it lives', { isCurrent: false }, { state: 'return', ...reads(20_000, 1_000, 0) }],
    [
      'never there',
      { warmth: null },
      { state: 'cold', coldBecause: 'first_visit', ...reads(0, 21_000, 0) },
    ],
    ['at its last moment', { warmth: { usedAt: NOW - 5 * MINUTE } }, { state: 'warm' }],
    [
      'a moment later',
      { warmth: { usedAt: NOW - 5 * MINUTE - 1 } },
      { state: 'cold', coldBecause: 'expired', ...reads(0, 21_000, 0) },
    ],
    [
      'written for an hour',
      { warmth: { usedAt: NOW - 59 * MINUTE, ttl: '1h' } },
      { state: 'warm' },
    ],
    [
      'asked for with another effort',
      { next: { effort: 'high' } },
      { state: 'cold', coldBecause: 'effort_changed', ...reads(0, 21_000, 0) },
    ],
    [
      'asked for with other tools',
      { next: { tools: 'two' } },
      { state: 'cold', coldBecause: 'tools_changed', ...reads(0, 21_000, 0) },
    ],
    [
      'of a prompt too short for the model',
      { next: { tokens: 4_000 }, minimum: 4_096 },
      { state: 'cold', coldBecause: 'below_minimum', ttl: null, ...reads(0, 0, 4_000) },
    ],
    [
      'of a prompt just long enough',
      { next: { tokens: 4_096 }, warmth: { cachedTokens: 4_096 }, minimum: 4_096 },
      { state: 'warm', ...reads(4_096, 0, 0) },
    ],
    [
      'that was too short when it was written',
      { warmth: { cachedTokens: 500 } },
      { state: 'cold', coldBecause: 'below_minimum', ...reads(0, 21_000, 0) },
    ],
    [
      'after compaction holds system and tools',
      { next: { tokens: 9_000, headTokens: 6_000, sharedTokens: 6_000 } },
      { state: 'warm', ...reads(6_000, 3_000, 0) },
    ],
    [
      'of which nothing is shared',
      { next: { sharedTokens: 100 } },
      { state: 'cold', coldBecause: 'nothing_shared', ...reads(0, 21_000, 0) },
    ],
    [
      'nobody asked for',
      { next: { caching: { kind: 'none' } } },
      { coldBecause: 'not_cached', ...reads(0, 0, 21_000) },
    ],
    ['with a tail behind its mark', { warmth: { tailTokens: 300 } }, reads(20_000, 700, 300)],
    [
      'of system and tools only',
      {
        warmth: { cachedTokens: 6_000, tailTokens: 14_000 },
        next: { headTokens: 6_000, caching: { ...marked, isHeadOnly: true } },
      },
      reads(6_000, 0, 15_000),
    ],
    [
      'of system and tools, on the first visit',
      { warmth: null, next: { headTokens: 6_000, caching: { ...marked, isHeadOnly: true } } },
      reads(0, 6_000, 15_000),
    ],
    [
      'of system and tools that are too short',
      { warmth: null, next: { headTokens: 600, caching: { ...marked, isHeadOnly: true } } },
      { coldBecause: 'below_minimum', ...reads(0, 0, 21_000) },
    ],
    [
      'kept by the upstream itself, in its steps',
      { warmth: { cachedTokens: 20_100 }, next: { caching: { kind: 'automatic' } } },
      { state: 'warm', ttl: null, ...reads(20_096, 0, 904) },
    ],
    [
      'written for an hour from now on',
      { next: { caching: { ...marked, ttl: '1h' } } },
      { ttl: '1h', ...reads(20_000, 1_000, 0) },
    ],
  ])('%s', (_name, asked, expected) => {
    expect(predict(asked)).toMatchObject(expected);
  });

  it('of a model nobody described needs what is usual', () => {
    expect(cacheMinimum(null)).toBe(1_024);
    expect(cacheMinimum({ ...MODEL, cacheMinimumTokens: 512 })).toBe(512);
  });
});

describe('what an answer leaves', () => {
  const answer = (
    change: Partial<Answered> = {},
    usage: Partial<Answered['usage']> = {},
  ): Answered => ({
    model: 'anthropic/sample-work',
    entry: MODEL,
    usage: {
      freshInputTokens: 10,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 200,
      thinkingTokens: null,
      ...usage,
    },
    at: NOW,
    caching: marked,
    effort: null,
    tools: 'one',
    estimatedTokens: 1_000,
    isTurn: true,
    ...change,
  });
  const left = (answers: readonly Answered[]) => answers.reduce(withAnswer, NO_WARMTH);
  const warmthOf = (answers: readonly Answered[]) => left(answers).caches.at(-1);

  it.each<[string, readonly Answered[], Partial<Warmth>]>([
    [
      'is what it read and wrote',
      [answer({}, { cacheReadTokens: 5_000, cacheWrite5mTokens: 900 })],
      { cachedTokens: 5_900, tailTokens: 10, ttl: '5m', usedAt: NOW },
    ],
    [
      'lives for an hour where that was written',
      [answer({}, { cacheWrite1hTokens: 900 })],
      { ttl: '1h' },
    ],
    [
      'lives on as it was written where it was only read',
      [answer({}, { cacheWrite1hTokens: 900 }), answer({}, { cacheReadTokens: 900 })],
      { ttl: '1h' },
    ],
    [
      'lives as its mark asks where nobody saw it written',
      [answer({ caching: { ...marked, ttl: '1h' } }, { cacheReadTokens: 900 })],
      { ttl: '1h' },
    ],
    [
      'is the whole prompt where the upstream caches by itself',
      [
        answer(
          { caching: { kind: 'automatic' } },
          { freshInputTokens: 3_000, cacheReadTokens: 1_024 },
        ),
      ],
      { cachedTokens: 4_024, tailTokens: 0 },
    ],
    [
      'is nothing of a short prompt there',
      [answer({ caching: { kind: 'automatic' } }, { freshInputTokens: 900 })],
      { cachedTokens: 0 },
    ],
  ])('%s', (_name, answers, expected) => {
    expect(warmthOf(answers)).toMatchObject(expected);
  });

  it('is kept per model, of a few models', () => {
    const names = Array.from({ length: 10 }, (_, index) => `p/m${index}`);
    const record = left(names.map((model) => answer({ model })));
    expect(record.caches.map(({ model }) => model)).toEqual(names.slice(2));
    expect(record.current).toBe('p/m9');
    const again = withAnswer(record, answer({ model: 'p/m2' }));
    expect(again.caches.at(-1)?.model).toBe('p/m2');
    expect(again.caches).toHaveLength(8);
  });

  it('is found again under its effort and its tools, whatever was asked for in between', () => {
    const record = left([
      answer({ effort: 'high', at: NOW - 2 }),
      answer({ effort: null, at: NOW - 1 }),
      answer({ effort: null, tools: 'two' }),
    ]);
    const at = (effort: Answered['effort'], tools: string, model = 'anthropic/sample-work') =>
      cacheAt(record, { model, effort, tools })?.usedAt;
    expect(at('high', 'one')).toBe(NOW - 2);
    expect(at(null, 'one')).toBe(NOW - 1);
    expect(at('low', 'one')).toBe(NOW);
    expect(at(null, 'one', 'anthropic/other')).toBeUndefined();
  });

  it('counts turns and how the conversation grows; a summary is none', () => {
    const record = left([
      answer({ estimatedTokens: 1_000 }),
      answer({ estimatedTokens: 1_500 }, { outputTokens: 400 }),
      answer({ estimatedTokens: 9_000, isTurn: false }),
      answer({ estimatedTokens: 300 }),
    ]);
    expect(record).toMatchObject({
      turns: 3,
      grownTokens: 500,
      grownTurns: 1,
      outputTokens: 800,
      estimatedTokens: 300,
      countedTokens: 10,
    });
    expect(restarted(record)).toMatchObject({ turns: 0, grownTokens: 0, current: record.current });
    expect(restarted(record).caches).toBe(record.caches);
  });

  it('tells how estimates and counts differ, within reason', () => {
    const counted = (tokens: number) =>
      left([answer({ estimatedTokens: 1_000 }, { freshInputTokens: tokens })]);
    expect(calibrated(NO_WARMTH, 700)).toBe(700);
    expect(calibrated(counted(1_300), 2_000)).toBe(2_600);
    expect(calibrated(counted(50), 2_000)).toBe(500);
    expect(calibrated(counted(90_000), 2_000)).toBe(8_000);
  });
});

describe('always', () => {
  const tokens = fc.nat(500_000);
  const questions: fc.Arbitrary<CacheQuestion> = fc.record({
    entry: fc.constantFrom(null, MODEL, { ...MODEL, cacheMinimumTokens: 4_096 }),
    warmth: fc.option(
      fc.record({
        cachedTokens: tokens,
        tailTokens: tokens,
        usedAt: fc.nat(2 * TTL_MS['1h']).map((ago) => NOW - ago),
        ttl: fc.constantFrom('5m' as const, '1h' as const),
        effort: fc.constantFrom(null, 'high' as const),
        tools: fc.constantFrom('one', 'two'),
      }),
    ),
    isCurrent: fc.boolean(),
    next: fc.record({
      tokens,
      headTokens: tokens,
      sharedTokens: tokens,
      caching: fc.constantFrom<Caching>({ kind: 'none' }, { kind: 'automatic' }, marked, {
        kind: 'marked',
        ttl: '1h',
        isHeadOnly: true,
      }),
      effort: fc.constantFrom(null, 'high' as const),
      tools: fc.constantFrom('one', 'two'),
    }),
    now: fc.constant(NOW),
  });

  it('the classes add up to the prompt, none is negative, and what is cold reads nothing', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { state, coldBecause, readTokens, writeTokens, freshTokens, ttl } =
          predictCache(question);
        expect(readTokens + writeTokens + freshTokens).toBe(question.next.tokens);
        expect(Math.min(readTokens, writeTokens, freshTokens)).toBeGreaterThanOrEqual(0);
        expect(readTokens).toBeLessThanOrEqual(question.warmth?.cachedTokens ?? 0);
        expect(state === 'cold').toBe(coldBecause !== null);
        if (state === 'cold') expect(readTokens).toBe(0);
        if (writeTokens > 0) expect(ttl).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('a longer pause never makes a cache warmer', () => {
    fc.assert(
      fc.property(questions, fc.nat(TTL_MS['1h']), (question, pause) => {
        const later = predictCache({ ...question, now: question.now + pause });
        expect(later.readTokens).toBeLessThanOrEqual(predictCache(question).readTokens);
      }),
      { numRuns: 300 },
    );
  });
});
