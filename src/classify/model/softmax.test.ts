import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highest, softmax } from './softmax.ts';

const anyScores = fc.array(fc.double({ min: -1_000, max: 1_000, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
});
const anyTemperature = fc.double({ min: 0.1, max: 5, noNaN: true });

function likelyOf(scores: readonly number[], temperature = 1): Float64Array {
  const likely = Float64Array.from(scores);
  softmax(likely, likely.length, temperature);
  return likely;
}

describe('probabilities of scores', () => {
  it('are from 0 to 1, sum to 1, and keep the order', () => {
    fc.assert(
      fc.property(anyScores, anyTemperature, (scores, temperature) => {
        const likely = likelyOf(scores, temperature);
        expect(likely.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
        expect(likely.every((one) => one >= 0 && one <= 1)).toBe(true);
        expect(likely[highest(scores, scores.length)]).toBe(Math.max(...likely));
      }),
    );
  });

  it('are less sure of themselves at a higher temperature', () => {
    const [cold, warm, hot] = [0.5, 1, 4].map((one) => likelyOf([2, 1, 0], one)[0] ?? 0);
    expect(cold).toBeGreaterThan(warm ?? 0);
    expect(warm).toBeGreaterThan(hot ?? 0);
    expect(likelyOf([Math.log(3), 0])[0]).toBeCloseTo(0.75, 12);
  });

  it('leave what stands behind them alone', () => {
    const scores = Float64Array.of(0, 0, 7);
    softmax(scores, 2, 1);
    expect([...scores]).toEqual([0.5, 0.5, 7]);
  });
});

describe('the highest', () => {
  it.each([
    [[1, 3, 2], 1],
    [[2, 2, 2], 0],
    [[-5], 0],
    [[0, -1, 0.5], 2],
  ])('of %j stands at %d', (scores, at) => {
    expect(highest(scores, scores.length)).toBe(at);
  });
});
