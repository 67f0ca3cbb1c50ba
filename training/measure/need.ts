import type { Model } from '../../src/classify/model/model.ts';
import { createPredictor } from '../../src/classify/trained.ts';
import { readSet } from '../permissive-rows.ts';
import { seededRandom } from '../../src/classify/learn/random.ts';
import { readingOfRow } from '../row.ts';
import { callsFor, gapRecovered, type Pair } from './figures.ts';

interface Question {
  readonly src: string;
  readonly prompt: string;
  readonly weak: number;
  readonly strong: number;
}

export interface NeedFigures {
  readonly by: string;
  readonly recovered: number;
  /** Share of calls to the strong model for half, and for four fifths, of the gap. */
  readonly half: number;
  readonly most: number;
}

/** How well the need for a strong model orders questions whose answers are known, beside simpler orders. */
export function needFigures(model: Model, folder: string): readonly NeedFigures[] {
  const questions = readSet<Question>(folder, 'cost').filter(
    ({ src }) => src === 'routellm_mmlu_a',
  );
  const predictor = createPredictor(model);
  const random = seededRandom(7);
  const orders: readonly (readonly [string, (text: string) => number])[] = [
    ['`pStrong`', (text) => predictor.predict(readingOfRow({ text })).judged?.pStrong ?? 0],
    ['length of the prompt alone', (text) => text.length],
    ['chance', random],
  ];
  return orders.map(([by, need]) => {
    const pairs: readonly Pair[] = questions.map(({ prompt, weak, strong }) => ({
      weak,
      strong,
      need: need(prompt),
    }));
    return {
      by,
      recovered: gapRecovered(pairs),
      half: callsFor(pairs, 0.5),
      most: callsFor(pairs, 0.8),
    };
  });
}
