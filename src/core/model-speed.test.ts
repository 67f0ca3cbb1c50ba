import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sampleTier } from '../testing/policy.ts';
import { overLimit } from './fit.ts';
import { ENOUGH_SAMPLES, timeNeeded, type ModelSpeed } from './model-speed.ts';

const SPEED: ModelSpeed = {
  samples: 5,
  outputTokensPerSecond: 40,
  promptTokensPerSecond: 500,
  startMs: 100,
  firstTokenMs: 600,
  loadMs: 9_000,
};
const SIZE = { promptTokens: 1_000, outputTokens: 200 };

describe('how long a model takes', () => {
  test.each<[string, ModelSpeed | null, number | null, number | null]>([
    ['start, prompt and answer, as measured', SPEED, 10, 100 + 2_000 + 5_000],
    ['measured counts where nothing is assumed', SPEED, null, 7_100],
    ['as assumed until measured', null, 10, 20_000],
    ['not from an accident', { ...SPEED, samples: ENOUGH_SAMPLES - 1 }, 10, 20_000],
    ['assumed generation, measured prompt', { ...SPEED, outputTokensPerSecond: null }, 10, 22_100],
    ['a prompt that was not measured', { ...SPEED, promptTokensPerSecond: null }, 10, 5_100],
    [
      'nothing but the generation',
      { ...SPEED, promptTokensPerSecond: null, startMs: null },
      10,
      5_000,
    ],
    ['nothing known', null, null, null],
  ])('%s', (_, speed, assumed, ms) => {
    expect(timeNeeded(SIZE, speed, assumed)?.ms ?? null).toBe(ms);
  });

  it('says of what the sum is made', () => {
    expect(timeNeeded(SIZE, SPEED, 10)?.detail).toBe(
      'the answer takes about 7100 ms (2100 ms to read the prompt, 200 tokens at 40 per second, measured over 5 answers)',
    );
    expect(timeNeeded(SIZE, { ...SPEED, outputTokensPerSecond: 2.5 }, 10)?.detail).toContain(
      'at 2.5 per second',
    );
    expect(timeNeeded(SIZE, null, 10)?.detail).toBe('the answer takes about 20000 ms');
  });
});

describe('whether a tier is fast enough', () => {
  const rate = fc.double({ min: 0.01, max: 100_000, noNaN: true });
  const ms = fc.double({ min: 0, max: 100_000, noNaN: true });
  const speeds = fc.record({
    samples: fc.nat(30),
    outputTokensPerSecond: fc.option(rate),
    promptTokensPerSecond: fc.option(rate),
    startMs: fc.option(ms),
    firstTokenMs: fc.option(ms),
    loadMs: fc.option(ms),
  });
  const sizes = fc.record({ promptTokens: fc.nat(200_000), outputTokens: fc.nat(20_000) });
  const tiers = fc.option(rate).map((tokensPerSecond) => sampleTier('p/m', { tokensPerSecond }));
  const deadlines = fc.nat(1_000_000);
  const factor = fc.double({ min: 1, max: 1_000, noNaN: true });
  const isFit = (fit: Parameters<typeof overLimit>[0]) => overLimit(fit) === null;

  it('a faster model never makes it unfit', () => {
    fc.assert(
      fc.property(
        tiers,
        sizes,
        deadlines,
        speeds,
        factor,
        (tier, estimate, deadlineMs, speed, by) => {
          const faster: ModelSpeed = {
            ...speed,
            outputTokensPerSecond: scaled(speed.outputTokensPerSecond, by),
            promptTokensPerSecond: scaled(speed.promptTokensPerSecond, by),
            startMs: scaled(speed.startMs, 1 / by),
          };
          fc.pre(isFit({ tier, estimate, deadlineMs, speed }));
          expect(isFit({ tier, estimate, deadlineMs, speed: faster })).toBe(true);
        },
      ),
    );
  });

  it('a longer deadline or a smaller call never makes it unfit', () => {
    fc.assert(
      fc.property(
        tiers,
        sizes,
        deadlines,
        speeds,
        factor,
        (tier, estimate, deadlineMs, speed, by) => {
          fc.pre(isFit({ tier, estimate, deadlineMs, speed }));
          expect(isFit({ tier, estimate, deadlineMs: deadlineMs * by, speed })).toBe(true);
          const smaller = {
            promptTokens: Math.floor(estimate.promptTokens / by),
            outputTokens: Math.floor(estimate.outputTokens / by),
          };
          expect(isFit({ tier, estimate: smaller, deadlineMs, speed })).toBe(true);
        },
      ),
    );
  });

  function scaled(value: number | null, by: number): number | null {
    return value === null ? null : value * by;
  }
});
