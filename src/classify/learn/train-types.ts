import type { TaskType } from '../../core/task.ts';
import { TASK_CONTRACTS } from '../../core/tasks/index.ts';
import type { Tier } from '../../core/tier.ts';
import { createFeatureReader } from '../features/features.ts';
import { putTypes } from '../features/type-evidence.ts';
import { scoreHead } from '../model/head.ts';
import { TIERS, type Model } from '../model/model.ts';
import { highest, softmax } from '../model/softmax.ts';
import type { Reading } from '../reading.ts';
import { temperatureFor } from './calibrate.ts';
import { typeTemperatureOf } from '../trained.ts';
import { exampleOf } from './examples.ts';
import { foldsOf } from './folds.ts';
import { learnOn } from './learn-on.ts';
import type { Example } from './learn.ts';

/** A call whose type somebody knows, and perhaps the lowest tier that got it right. */
export interface TypedReading {
  readonly reading: Reading;
  readonly type: TaskType;
  readonly tier: Tier | null;
}

export interface TypeTraining {
  readonly folds: number;
  readonly log?: (line: string) => void;
}

export interface TrainedTypes {
  readonly model: Model;
  /** Per row: probabilities of the types, by a model that had not seen it. */
  readonly heldOut: readonly Float64Array[];
  /** Per row: the type the model it started from names. */
  readonly before: readonly number[];
}

/**
 * Goes on from a model that knows the task types, with rows of somebody's own. What each type's contract
 * gives as examples is learned along, so that types without rows are not forgotten.
 */
export function trainTypes(
  start: Model,
  rows: readonly TypedReading[],
  { folds, log = () => {} }: TypeTraining,
): TrainedTypes {
  const foldOf = foldsOf(
    rows.map(({ type, reading }) => ({ label: type, reading })),
    folds,
  );
  const heldOut = rows.map(() => new Float64Array(start.labels.length));
  for (let fold = 0; fold < folds; fold += 1) {
    log(`learning without part ${fold + 1} of ${folds}, to see how it does there`);
    const model = learnTypes(
      start,
      rows.filter((_, index) => foldOf[index] !== fold),
    );
    for (const [index, { reading }] of rows.entries())
      if (foldOf[index] === fold) heldOut[index]?.set(typesOf(model, reading));
  }
  log('learning from all rows');
  const factor = hotterBy(start, rows, heldOut);
  const typed = atTemperature(learnTypes(start, rows), factor);
  for (const likely of heldOut) sharpen(likely, 1 / factor);
  return {
    model: learnTiers(typed, rows),
    heldOut,
    before: rows.map(({ reading }) => {
      const likely = typesOf(start, reading);
      return highest(likely, likely.length);
    }),
  };
}

/** Rows from which a temperature is told better than it was. */
const ENOUGH_TO_CALIBRATE = 100;
/** How much an example of a contract counts beside a row of one's own. */
const CONTRACT_WEIGHT = 0.3;

const reader = createFeatureReader();

function learnTypes(start: Model, rows: readonly TypedReading[]): Model {
  const own = rows.map(({ reading, type }) => exampleOfType(start, reading, { type, weight: 1 }));
  const contracts = Object.values(TASK_CONTRACTS).flatMap(({ type, examples }) =>
    examples.map((text) =>
      exampleOfType(start, { ...ALONE, ask: text }, { type, weight: CONTRACT_WEIGHT }),
    ),
  );
  const types = learnOn(start.types, [...own, ...contracts], {
    first: 0,
    classes: start.labels.length,
  });
  return { ...start, types };
}

const ALONE: Reading = {
  ask: '',
  system: '',
  earlierAsk: '',
  earlierAnswer: '',
  turns: 0,
  tools: [],
  shape: null,
  purpose: 'call',
  hasAttachments: false,
};

function exampleOfType(
  { labels }: Model,
  reading: Reading,
  { type, weight }: { readonly type: TaskType; readonly weight: number },
): Example {
  return exampleOf(reader.read(reading), { target: [[labels.indexOf(type), 1]], weight });
}

/** What is known of tiers goes into the prediction of tiers; without any it stays as it is. */
function learnTiers(model: Model, rows: readonly TypedReading[]): Model {
  const { judging } = model;
  if (judging === null) return model;
  const examples = rows.flatMap(({ reading, tier }) => {
    if (tier === null) return [];
    const likely = typesOf(model, reading);
    const vectors = reader.read(reading);
    putTypes(vectors, reading, likely);
    return [exampleOf(vectors, { target: [[tier, 1]] })];
  });
  if (examples.length === 0) return model;
  const head = learnOn(judging.head, examples, { first: TIERS, classes: 4 });
  return { ...model, judging: { ...judging, head } };
}

function typesOf(model: Model, reading: Reading): Float64Array {
  const likely = new Float64Array(model.labels.length);
  scoreHead(model.types, reader.read(reading), likely);
  softmax(likely, likely.length, typeTemperatureOf(model, reading));
  return likely;
}

/** How many times hotter than it was the model must be to be as sure as it is right. */
function hotterBy(
  { labels }: Model,
  rows: readonly TypedReading[],
  heldOut: readonly Float64Array[],
): number {
  if (rows.length < ENOUGH_TO_CALIBRATE) return 1;
  return temperatureFor(
    rows.map(({ type }, index) => ({
      scores: (heldOut[index] ?? new Float64Array(0)).map((one) => Math.log(Math.max(1e-12, one))),
      right: [labels.indexOf(type)],
      weight: 1,
    })),
  );
}

function atTemperature(model: Model, factor: number): Model {
  const { judging, typeTemperature } = model;
  const hotter = { ...model, typeTemperature: typeTemperature * factor };
  if (judging === null) return hotter;
  const [program, agent] = judging.typeTemperatures;
  const typeTemperatures = [program * factor, agent * factor] as const;
  return { ...hotter, judging: { ...judging, typeTemperatures } };
}

function sharpen(likely: Float64Array, power: number): void {
  let sum = 0;
  for (let one = 0; one < likely.length; one += 1) {
    likely[one] = (likely[one] ?? 0) ** power;
    sum += likely[one] ?? 0;
  }
  if (sum > 0)
    for (let one = 0; one < likely.length; one += 1) likely[one] = (likely[one] ?? 0) / sum;
}
