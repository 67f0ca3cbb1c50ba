import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { measureSpeed, type Pace } from './measure-speed.ts';

const streamed = (changes: Partial<Pace> = {}): Pace => ({
  promptTokens: 1_000,
  outputTokens: 100,
  totalMs: 3_000,
  firstTokenMs: 1_000,
  took: null,
  ...changes,
});

const reported = (
  changes: Partial<Pace> = {},
  took: Partial<Pace['took'] & object> = {},
): Pace => ({
  ...streamed(changes),
  took: { loadMs: 0, promptMs: 500, generationMs: 2_000, ...took },
});

describe('the speed of a model', () => {
  it('is the median of what its upstream reports', () => {
    const paces = [
      reported({}, { loadMs: 8_000 }),
      reported({ totalMs: 2_600 }, { generationMs: 2_000 }),
      reported({ totalMs: 2_600 }, { generationMs: 1_000, promptMs: 250 }),
      reported({ totalMs: 90_000 }, { generationMs: 80_000 }),
    ];
    expect(measureSpeed(paces)).toEqual({
      samples: 4,
      outputTokensPerSecond: 50,
      promptTokensPerSecond: 2_000,
      startMs: 725,
      firstTokenMs: 1_100,
      loadMs: 8_000,
    });
  });

  it('keeps loading apart: a cold first call is no slower than the next', () => {
    const cold = reported({ totalMs: 12_600 }, { loadMs: 10_000 });
    const warm = reported({ totalMs: 2_600 });
    const speed = measureSpeed([cold]);
    expect(speed).toMatchObject({ ...measureSpeed([warm]), loadMs: 10_000 });
  });

  it('is told from the stream where nothing is reported', () => {
    expect(measureSpeed([streamed(), streamed(), streamed()])).toEqual({
      samples: 3,
      outputTokensPerSecond: 50,
      promptTokensPerSecond: null,
      startMs: 1_000,
      firstTokenMs: 1_000,
      loadMs: null,
    });
  });

  it('sees what the length of prompts costs, an outlier among them', () => {
    const after = (promptTokens: number, firstTokenMs: number) =>
      streamed({ promptTokens, firstTokenMs, totalMs: firstTokenMs + 2_000 });
    const paces = [
      after(100, 300),
      after(1_000, 1_200),
      after(2_000, 2_200),
      after(4_000, 4_200),
      after(3_000, 60_000),
    ];
    const speed = measureSpeed(paces);
    expect(speed?.promptTokensPerSecond).toBeCloseTo(1_000, -2);
    expect(speed?.startMs).toBeCloseTo(200, -2);
  });

  it('does not take a shorter wait for longer prompts for more than chance', () => {
    const after = (promptTokens: number, firstTokenMs: number) =>
      streamed({ promptTokens, firstTokenMs });
    const paces = [after(100, 900), after(200, 800), after(400, 700), after(800, 600)];
    expect(measureSpeed(paces)).toMatchObject({ promptTokensPerSecond: null, startMs: 750 });
  });

  test.each<[string, Pace, number | null]>([
    ['in one piece', streamed({ firstTokenMs: null, totalMs: 2_000 }), 50],
    ['held back until whole', streamed({ firstTokenMs: 2_999, totalMs: 3_000 }), 100 / 3],
    ['too short to tell', streamed({ outputTokens: 5 }), null],
    ['in one piece, too short to tell', streamed({ firstTokenMs: null, outputTokens: 40 }), null],
    ['no time to divide by', reported({}, { generationMs: 0 }), null],
    ['a first token before the start', streamed({ firstTokenMs: -1, totalMs: 2_000 }), 50],
  ])('of an answer %s', (_, pace, rate) => {
    const speed = measureSpeed([pace]);
    if (rate === null) expect(speed?.outputTokensPerSecond).toBeNull();
    else expect(speed?.outputTokensPerSecond).toBeCloseTo(rate, 3);
  });

  test.each<[string, Pace]>([
    ['empty', streamed({ outputTokens: 0 })],
    ['timeless', streamed({ totalMs: 0 })],
    ['absurd', streamed({ totalMs: Number.NaN })],
    ['reported absurdly', reported({}, { loadMs: Number.POSITIVE_INFINITY })],
    ['negative', streamed({ promptTokens: -1 })],
  ])('is not told from an answer that is %s', (_, pace) => {
    expect(measureSpeed([pace])).toBeNull();
    expect(measureSpeed([pace, streamed()])).toEqual(measureSpeed([streamed()]));
  });
});

describe('whatever was measured', () => {
  const time = fc.double({ min: 0, max: 1e6 });
  const paces = fc.array(
    fc.record({
      promptTokens: fc.nat(100_000),
      outputTokens: fc.nat(10_000),
      totalMs: time,
      firstTokenMs: fc.option(time),
      took: fc.option(fc.record({ loadMs: time, promptMs: time, generationMs: time })),
    }),
    { maxLength: 20 },
  );

  it('no figure is negative or infinite, and their order does not matter', () => {
    fc.assert(
      fc.property(paces, (all) => {
        const speed = measureSpeed(all);
        for (const value of Object.values(speed ?? {})) {
          expect(value === null || (Number.isFinite(value) && value >= 0)).toBe(true);
        }
        expect(measureSpeed(all.toReversed())?.outputTokensPerSecond).toBe(
          speed?.outputTokensPerSecond,
        );
      }),
    );
  });
});
