import type { Model } from '../../src/classify/model/model.ts';
import { learn, LEARN_DEFAULTS, scoresOf } from '../../src/classify/learn/learn.ts';
import { createPredictor } from '../../src/classify/trained.ts';
import { readSet } from '../permissive-rows.ts';
import { strongRows } from '../strong-rows.ts';
import { TYPE_VECTOR, typeExample } from '../vectors.ts';
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
  const questions = (readSet(folder, 'cost') as readonly Question[]).filter(
    ({ src }) => src === 'routellm_mmlu_a',
  );
  const predictor = createPredictor(model);
  const random = seededRandom(7);
  const learned = learnedNeed(folder);
  const orders: readonly (readonly [string, (text: string) => number])[] = [
    ['`pStrong`', (text) => predictor.predict(readingOfRow({ text })).judged?.pStrong ?? 0],
    ['learned from scores on other sets', learned],
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

/** What was tried first: a model of which prompts of other sets the strong models answered better. */
function learnedNeed(folder: string): (text: string) => number {
  const exampleOfText = (text: string) =>
    typeExample(
      { source: 'strong', text, type: 'open_qa', types: [], tier: 1, stakes: 'low', style: '' },
      1,
    );
  const examples = strongRows(folder).map(({ text, share }) => ({
    ...exampleOfText(text),
    target: [[0, 1 - share] as const, [1, share] as const],
  }));
  const options = {
    ...LEARN_DEFAULTS,
    classes: 2,
    ideaVectorSize: TYPE_VECTOR,
    hidden: 0,
    epochs: 4,
  };
  const learned = learn(examples, options);
  return (text) => {
    const [cheap = 0, strong = 0] = scoresOf(learned, exampleOfText(text));
    return strong - cheap;
  };
}
