import { foldsOf } from '../learn/folds.ts';
import { temperatureFor, type Scored } from '../learn/calibrate.ts';
import type { Reading } from '../reading.ts';
import { createLabelReader } from './label-features.ts';
import { packNetwork, type LabelModel } from './label-model.ts';
import { createLabelPredictor } from './label-predictor.ts';
import {
  LABEL_DEFAULTS,
  learnLabels,
  type LabelExample,
  type LabelLearnOptions,
} from './learn-labels.ts';
import { createLookup, createVocabularyBuilder, type Vocabulary } from './vocabulary.ts';

/** A text and the label somebody gave it. */
export interface LabelledReading {
  readonly reading: Reading;
  readonly label: string;
}

/** What a model that had not seen a row said of it. */
export interface HeldOut {
  /** Probability of each label, in the order of the labels. */
  readonly likely: Float64Array;
}

export interface TrainedLabels {
  readonly model: LabelModel;
  /** In the order of the rows. */
  readonly heldOut: readonly HeldOut[];
}

export interface LabelTraining {
  readonly folds: number;
  /** Told at each step. */
  readonly log?: (line: string) => void;
  readonly options?: Partial<LabelLearnOptions>;
}

/** Makes a model of the labels of these rows; the same rows in the same order give the same model. */
export function trainLabels(
  rows: readonly LabelledReading[],
  training: LabelTraining,
): TrainedLabels {
  const { folds, log = () => {}, options = {} } = training;
  const labels = [...new Set(rows.map(({ label }) => label))].toSorted(byText);
  const placeOf = new Map(labels.map((label, place) => [label, place]));
  const foldOf = foldsOf(rows, folds);
  const heldOut: HeldOut[] = rows.map(() => ({ likely: new Float64Array(labels.length) }));
  const news: number[] = [];
  const made = (seen: readonly LabelledReading[]) => learnFrom(seen, { labels, placeOf, options });
  for (let fold = 0; fold < folds; fold += 1) {
    log(`learning without part ${fold + 1} of ${folds}, to see how it does there`);
    const model = made(rows.filter((_, index) => foldOf[index] !== fold));
    const predictor = createLabelPredictor(model);
    for (const [index, { reading }] of rows.entries()) {
      if (foldOf[index] !== fold) continue;
      heldOut[index]?.likely.set(predictor.predict(reading).likely);
    }
    news.push(
      ...newsOf(
        rows.filter((_, index) => foldOf[index] === fold),
        model.vocabulary,
      ),
    );
  }
  log('learning from all rows');
  const temperature =
    folds < 2
      ? 1
      : temperatureFor(rows.map((row, index) => scored(row, { heldOut, placeOf, index })));
  for (const { likely } of heldOut) warm(likely, temperature);
  return { model: { ...made(rows), temperature, usualNews: usual(news) }, heldOut };
}

/** By the units of their text, the same on every machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Labels {
  readonly labels: readonly string[];
  readonly placeOf: ReadonlyMap<string, number>;
  readonly options: Partial<LabelLearnOptions>;
}

function learnFrom(
  rows: readonly LabelledReading[],
  { labels, placeOf, options }: Labels,
): LabelModel {
  const reader = createLabelReader();
  const builder = createVocabularyBuilder();
  for (const { reading } of rows) builder.add(reader.read(reading));
  const vocabulary = builder.done();
  const lookup = createLookup(vocabulary);
  const examples = rows.map(({ reading, label }): LabelExample => {
    const { count, places, values, groups } = lookup(reader.read(reading));
    return {
      places: places.slice(0, count),
      values: values.slice(0, count),
      groups: groups.slice(0, count),
      label: placeOf.get(label) ?? 0,
    };
  });
  const network = learnLabels(examples, {
    ...LABEL_DEFAULTS,
    ...options,
    labels: labels.length,
    vocabulary: vocabulary.keys.length,
  });
  return packNetwork(network, { labels, vocabulary, temperature: 1, usualNews: [0, 1] });
}

interface Told {
  readonly heldOut: readonly HeldOut[];
  readonly placeOf: ReadonlyMap<string, number>;
  readonly index: number;
}

/** Logarithms of probabilities are scores that give these probabilities. */
function scored({ label }: LabelledReading, { heldOut, placeOf, index }: Told): Scored {
  const likely = heldOut[index]?.likely ?? [];
  const scores = Float64Array.from(likely, (one) => Math.log(Math.max(1e-12, one)));
  return { scores, right: [placeOf.get(label) ?? 0], weight: 1 };
}

function warm(likely: Float64Array, temperature: number): void {
  let sum = 0;
  for (let one = 0; one < likely.length; one += 1) {
    likely[one] = (likely[one] ?? 0) ** (1 / temperature);
    sum += likely[one] ?? 0;
  }
  for (let one = 0; one < likely.length; one += 1) likely[one] = (likely[one] ?? 0) / sum;
}

function newsOf(rows: readonly LabelledReading[], vocabulary: Vocabulary): readonly number[] {
  const reader = createLabelReader();
  const lookup = createLookup(vocabulary);
  return rows.map(({ reading }) => lookup(reader.read(reading)).newShare);
}

function usual(news: readonly number[]): readonly [number, number] {
  const sorted = news.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return [at(0.5) ?? 0, at(0.99) ?? 1];
}
