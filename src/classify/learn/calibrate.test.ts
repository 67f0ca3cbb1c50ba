import { describe, expect, it } from 'vitest';
import { softmax } from '../model/softmax.ts';
import { temperatureFor, type Scored } from './calibrate.ts';
import { seededRandom } from './random.ts';

/** Rows whose right answers come as often as their scores say at this temperature. */
function rowsAt(temperature: number): readonly Scored[] {
  const random = seededRandom(3);
  return Array.from({ length: 4_000 }, () => {
    const scores = Array.from({ length: 4 }, () => random() * 6 - 3);
    const likely = Float64Array.from(scores);
    softmax(likely, 4, temperature);
    let rest = random();
    const found = likely.findIndex((share) => (rest -= share) < 0);
    return { scores, right: [Math.max(0, found)], weight: 1 };
  });
}

describe('the temperature', () => {
  it.each([0.5, 1, 2])(
    'of scores that are right as often as at %d is about that',
    (temperature) => {
      const found = temperatureFor(rowsAt(temperature));
      expect(Math.abs(Math.log(found / temperature))).toBeLessThan(0.1);
    },
  );

  it('of nothing, and of what says nothing, changes nothing or stays in its bounds', () => {
    expect(temperatureFor([])).toBe(1);
    const always = [{ scores: [9, 0], right: [1], weight: 1 }];
    expect(temperatureFor(always)).toBe(5);
    expect(temperatureFor([{ scores: [9, 0], right: [0], weight: 1 }])).toBe(0.1);
    expect(temperatureFor([{ scores: [0, 0], right: [], weight: 1 }])).toBe(0.1);
  });

  it('counts several right answers together, and a row as it weighs', () => {
    // Together they are surely right, so the colder the better; the first alone is surely wrong.
    const scored = { scores: [0, 2, -4], weight: 1 };
    expect(temperatureFor([{ ...scored, right: [0, 1] }])).toBeLessThan(0.2);
    expect(temperatureFor([{ ...scored, right: [0] }])).toBe(5);
    const wrong = { scores: [3, 0], right: [1], weight: 0.001 };
    const right = { scores: [3, 0], right: [0], weight: 1 };
    expect(temperatureFor([wrong, right])).toBeLessThan(
      temperatureFor([{ ...wrong, weight: 1 }, right]),
    );
  });
});
