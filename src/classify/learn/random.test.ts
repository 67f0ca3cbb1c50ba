import { describe, expect, it } from 'vitest';
import { seededRandom, shuffle } from './random.ts';

describe('random numbers of a seed', () => {
  it('are the same for the same seed, others for another, from 0 up to but not 1', () => {
    const first = (seed: number) => Array.from({ length: 1_000 }, seededRandom(seed));
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
    for (const one of first(7)) expect(one >= 0 && one < 1).toBe(true);
    const mean = first(7).reduce((sum, one) => sum + one, 0) / 1_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });

  // They are part of what makes weights: another generator would make other weights.
  it('are these', () => {
    const random = seededRandom(1);
    expect([random(), random()].map((one) => Math.floor(one * 2 ** 32))).toEqual([
      2_693_262_067, 11_749_833,
    ]);
  });

  it('put items in another order and lose none', () => {
    const order = (seed: number) => {
      const items = Int32Array.from({ length: 50 }, (_, at) => at);
      shuffle(items, seededRandom(seed));
      return [...items];
    };
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
    expect(order(1)).not.toEqual(order(1).toSorted((a, b) => a - b));
    expect(order(1).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at));
    shuffle(new Int32Array(0), seededRandom(1));
  });
});
