import { temperatureFor } from '../src/classify/learn/calibrate.ts';
import { outOfFoldScores } from '../src/classify/learn/cross-validate.ts';
import { withoutRare } from '../src/classify/learn/examples.ts';
import {
  averaged,
  joined,
  learn,
  LEARN_DEFAULTS,
  type Example,
  type Learned,
  type LearnOptions,
} from '../src/classify/learn/learn.ts';
import { seededRandom } from '../src/classify/learn/random.ts';
import { contextOf } from '../src/classify/features/circumstances.ts';
import { packHead } from '../src/classify/model/head.ts';
import { wordSet } from '../src/classify/model/known-words.ts';
import type { Model } from '../src/classify/model/model.ts';
import { softmax } from '../src/classify/model/softmax.ts';
import { TASK_TYPES } from '../src/core/task.ts';
import { newsAt, sharedWords, wordsOfRows } from './news.ts';
import { perturbed } from './perturb.ts';
import { readingOfRow, type Row } from './row.ts';
import { JUDGING_VECTOR, judgingExample, TYPE_VECTOR, typeExample } from './vectors.ts';

/** What is learned from, and how; ablations change one thing at a time. */
export interface Recipe {
  readonly rows: readonly Row[];
  readonly log: (line: string) => void;
}

/** What training found out on the way, on rows that each model had not seen. */
export interface Trained {
  readonly model: Model;
  readonly rows: readonly Row[];
  /** Per row: probabilities of the types. */
  readonly likely: readonly Float64Array[];
  /** Rows with something around them, and the probabilities of their tiers. */
  readonly around: readonly { readonly row: Row; readonly tiers: Float64Array }[];
}

const FOLDS = 4;
/** Neighbouring rows were written together and stay together. */
const foldOf = (index: number) => Math.floor(index / 10) % FOLDS;
/** Share of the rows that are also learned said differently. */
const SAID_DIFFERENTLY = 0.5;
/** Weights below so many steps say nothing and are not shipped. */
const LEAST_STEPS = 6;

export const MODEL_NAME = 'linear@1';

const TYPES: LearnOptions = {
  ...LEARN_DEFAULTS,
  classes: TASK_TYPES.length,
  ideaVectorSize: TYPE_VECTOR,
  hidden: 16,
};
const JUDGING: LearnOptions = {
  ...LEARN_DEFAULTS,
  classes: 4,
  ideaVectorSize: JUDGING_VECTOR,
  hidden: 8,
  epochs: 6,
  dropout: 0.65,
  smoothing: 0.05,
  rate: 0.25,
};

/** Makes every weight from the rows; the same rows give the same model, bit for bit. */
export function train({ rows, log }: Recipe): Trained {
  const random = seededRandom(20_261_120);
  const said = rows.map((row) => (random() < SAID_DIFFERENTLY ? perturbed(row, random) : null));
  log(`learning types from ${rows.length} rows`);
  const seen = withoutRare(
    rows.map((row) => typeExample(row, weightOf(row))),
    2,
  );
  const again = said.flatMap((row) => (row === null ? [] : [typeExample(row, weightOf(row) / 2)]));
  const scores = outOfFoldScores(seen, TYPES, { folds: FOLDS, foldOf });
  const typeTemperature = typeTemperatureOf(
    rows,
    scores,
    (row) => row.source === 'prompts' && isBare(row),
  );
  const typeTemperatures = [
    typeTemperatureOf(rows, scores, (row) => isTrafficOf(row, 'program')),
    typeTemperatureOf(rows, scores, (row) => isTrafficOf(row, 'agent')),
  ] as const;
  const likely = scores.map((score, index) => {
    const context = contextOf(readingOfRow(rows[index] as Row));
    const around =
      context === 'bare' ? typeTemperature : typeTemperatures[context === 'program' ? 0 : 1];
    return likelyOf(score, around);
  });
  const types = packHead(learnThrice([...seen, ...again], TYPES), { least: LEAST_STEPS });

  log('learning tiers and stakes');
  const around = rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => !isBare(row) && row.source !== 'surrounded');
  const tierExamples = around.map(({ row, index }) =>
    judgingExample(row, {
      likely: likely[index] ?? [],
      target: [[row.tier, 1]],
      weight: row.source.startsWith('traffic/') ? 3 : 0.5,
    }),
  );
  const tierFold = (index: number) => foldOf(around[index]?.index ?? 0);
  const tierScores = outOfFoldScores(tierExamples, JUDGING, { folds: FOLDS, foldOf: tierFold });
  const tierTemperatures = temperaturesByContext(
    around.map(({ row }) => row),
    tierScores,
  );
  const tiers = learnThrice(tierExamples, JUDGING);
  const stakesOptions = { ...JUDGING, classes: 2, hidden: 0 };
  const own = rows.map((row, index) => ({ row, index })).filter(({ row }) => isOwn(row.source));
  const stakesExamples = own.map(({ row, index }) =>
    judgingExample(row, {
      likely: likely[index] ?? [],
      target: [[row.stakes === 'high' ? 1 : 0, 1]],
      weight: 1,
    }),
  );
  const stakesScores = outOfFoldScores(stakesExamples, stakesOptions, { folds: FOLDS, foldOf });
  const stakes = learn(stakesExamples, stakesOptions);

  const persona = learn(
    rows.flatMap((row, index) =>
      contextOf(readingOfRow(row)) === 'program' && row.system !== undefined
        ? [
            judgingExample(row, {
              likely: likely[index] ?? [],
              target: [[row.source === 'surrounded' ? 1 : 0, 1]],
              weight: row.source === 'surrounded' ? 0.3 : 1,
            }),
          ]
        : [],
    ),
    stakesOptions,
  );

  const model: Model = {
    name: MODEL_NAME,
    labels: TASK_TYPES,
    types,
    knownWords: wordSet(sharedWords(wordsOfRows(rows))),
    typeTemperature,
    usualNews: newsAt(
      rows.filter(({ source }) => isOwn(source)),
      { folds: FOLDS, foldOf },
    ),
    judging: {
      head: packHead(joined([tiers, stakes, persona]), { least: LEAST_STEPS }),
      typeTemperatures,
      tierTemperatures,
      stakesTemperature: temperatureFor(
        stakesScores.map((row, index) => ({
          scores: row,
          right: [own[index]?.row.stakes === 'high' ? 1 : 0],
          weight: 1,
        })),
      ),
    },
  };
  return {
    model,
    rows,
    likely,
    around: around.map(({ row }, index) => ({
      row,
      tiers: likelyOf(
        tierScores[index] ?? [],
        tierTemperatures[contextOf(readingOfRow(row)) === 'program' ? 0 : 1],
      ),
    })),
  };
}

/** Three models from three beginnings agree better than one with itself. */
function learnThrice(examples: readonly Example[], options: LearnOptions): Learned {
  return averaged([1, 2, 3].map((seed) => learn(examples, { ...options, seed })));
}

export function isOwn(source: string): boolean {
  return source === 'prompts' || source === 'direct' || source.startsWith('traffic/');
}

/** Templates of public sets are many and alike. */
function weightOf({ source }: Row): number {
  if (isOwn(source)) return 1;
  return source === 't0' ? 0.5 : 0.7;
}

/** Tricky rows are as far from the others as strangers' prompts are: what they calibrate holds outside too. */
function typeTemperatureOf(
  rows: readonly Row[],
  scores: readonly Float32Array[],
  counts: (row: Row) => boolean,
): number {
  return temperatureFor(
    rows.flatMap((row, index) =>
      counts(row)
        ? [
            {
              scores: scores[index] ?? [],
              right: row.types.map((type) => TASK_TYPES.indexOf(type)),
              weight: 1,
            },
          ]
        : [],
    ),
  );
}

function isTrafficOf(row: Row, context: string): boolean {
  return row.source.startsWith('traffic/') && contextOf(readingOfRow(row)) === context;
}

/** Nothing stands around it: its tier follows from its type. */
function isBare(row: Row): boolean {
  return contextOf(readingOfRow(row)) === 'bare';
}

function likelyOf(scores: ArrayLike<number>, temperature: number): Float64Array {
  const likely = Float64Array.from(scores);
  softmax(likely, likely.length, temperature);
  return likely;
}

function temperaturesByContext(
  rows: readonly Row[],
  scores: readonly Float32Array[],
): readonly [program: number, agent: number] {
  const of = (context: string) =>
    temperatureFor(
      rows.flatMap((row, index) =>
        row.source.startsWith('traffic/') && contextOf(readingOfRow(row)) === context
          ? [{ scores: scores[index] ?? [], right: [row.tier], weight: 1 }]
          : [],
      ),
    );
  return [of('program'), of('agent')];
}
