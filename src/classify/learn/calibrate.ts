import { softmax } from '../model/softmax.ts';

/** Scores of one row that was not learned from, and the classes that would be right. */
export interface Scored {
  readonly scores: ArrayLike<number>;
  readonly right: readonly number[];
  readonly weight: number;
}

/**
 * The temperature at which probabilities are as sure as they are right: the one that finds the right answers
 * of these rows least surprising. Where several answers are right, their probabilities count together.
 */
export function temperatureFor(rows: readonly Scored[]): number {
  if (rows.length === 0) return 1;
  let best = 1;
  let least = Infinity;
  for (let step = 0; step <= STEPS; step += 1) {
    const temperature = COLDEST * (HOTTEST / COLDEST) ** (step / STEPS);
    const surprise = surpriseAt(rows, temperature);
    if (surprise < least) {
      least = surprise;
      best = temperature;
    }
  }
  return Math.round(best * 1_000) / 1_000;
}

const COLDEST = 0.1;
const HOTTEST = 5;
const STEPS = 120;

function surpriseAt(rows: readonly Scored[], temperature: number): number {
  let sum = 0;
  for (const { scores, right, weight } of rows) {
    const likely = Float64Array.from(scores);
    softmax(likely, likely.length, temperature);
    let share = 0;
    for (const one of right) share += likely[one] ?? 0;
    sum -= weight * Math.log(Math.max(1e-9, share));
  }
  return sum;
}
