import { describe, expect, it } from 'vitest';
import { measure, type Judgement } from './measures.ts';
import { measureTiers } from './tier-measures.ts';

const said = (right: readonly string[], label: string | null, confidence: number): Judgement => ({
  right,
  said: label,
  confidence,
});

describe('measure', () => {
  it('counts hits, F1 of each class, calibration and what was confused', () => {
    const found = measure([
      said(['a'], 'a', 0.95),
      said(['a'], 'b', 0.55),
      said(['b'], 'b', 0.95),
      said(['c', 'a'], 'a', 0.95),
      said(['c'], null, 0),
    ]);
    expect(found.accuracy).toBe(0.6);
    const f1 = Object.fromEntries(found.classes.map((one) => [one.label, one.f1]));
    expect(f1).toEqual({ a: 0.8, b: 2 / 3, c: 0 });
    expect(found.macroF1).toBeCloseTo((0.8 + 2 / 3) / 3);
    expect(found.ece).toBeCloseTo(0.6 * 0.05 + 0.2 * 0.55);
    expect(found.confused).toEqual([
      { right: 'a', said: 'b', rows: 1 },
      { right: 'c', said: 'nothing', rows: 1 },
    ]);
    expect(found.reliability.reduce((sum, { rows }) => sum + rows, 0)).toBe(5);
    expect(found.classes[0]?.label).toBe('c');
  });

  it('puts full confidence into the last bin', () => {
    expect(measure([said(['a'], 'a', 1)]).reliability.at(-1)).toMatchObject({
      rows: 1,
      accuracy: 1,
    });
  });
});

describe('measureTiers', () => {
  it('tells too low from too high, and what of tier 3 and high stakes went lower', () => {
    const found = measureTiers([
      { right: [1, 2], said: 2, stakes: 'low' },
      { right: [3, 3], said: 2, stakes: 'high' },
      { right: [3, 3], said: 3, stakes: 'high' },
      { right: [0, 1], said: 2, stakes: null },
      { right: [1, 1], said: null, stakes: null },
    ]);
    expect(found).toEqual({
      rows: 5,
      accuracy: 0.4,
      tooLow: 0.2,
      tooHigh: 0.2,
      tier3SentLower: 0.5,
      highStakesTooLow: 0.5,
    });
    expect(measureTiers([])).toMatchObject({ tier3SentLower: null, highStakesTooLow: null });
  });
});
