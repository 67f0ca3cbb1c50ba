import {
  createFeatureReader,
  ideaVectorSize,
  type FeatureGroups,
} from '../../src/classify/features/features.ts';
import { exampleOf } from '../../src/classify/learn/examples.ts';
import { learn, LEARN_DEFAULTS, scoresOf } from '../../src/classify/learn/learn.ts';
import { highest } from '../../src/classify/model/softmax.ts';
import { TASK_TYPES } from '../../src/core/task.ts';
import { readingOfRow, type Row } from '../row.ts';
import { accuracy, macroF1, type Answered } from './figures.ts';

/** One thing left out, and how well types are told without it. */
export interface Ablation {
  readonly without: string;
  readonly rows: number;
  readonly natural: { readonly accuracy: number; readonly macroF1: number };
  readonly traffic: number;
  readonly plainAsks: number;
}

export interface AblationSets {
  readonly train: readonly Row[];
  readonly natural: readonly Row[];
  readonly traffic: readonly Row[];
  readonly plainAsks: readonly Row[];
}

interface Cut {
  readonly without: string;
  readonly groups?: Partial<FeatureGroups>;
  readonly hidden?: number;
  readonly keeps?: (row: Row) => boolean;
  /** What the classifier may see of a row. */
  readonly sees?: (row: Row) => Row;
}

const isTraffic = ({ source }: Row) => source.startsWith('traffic/');
const isPublic = ({ source }: Row) =>
  source !== 'prompts' && source !== 'direct' && !isTraffic({ source } as Row);

const CUTS: readonly Cut[] = [
  { without: 'nothing' },
  { without: 'ideas', groups: { ideas: false }, hidden: 0 },
  { without: 'the hidden layer', hidden: 0 },
  { without: 'pairs of words', groups: { pairs: false } },
  {
    without: 'what surrounds the ask',
    sees: ({ system: _, tools: __, turns: ___, ...row }) => row,
  },
  { without: 'tricky written rows', keeps: ({ source }) => source !== 'prompts' },
  { without: 'plain written rows', keeps: ({ source }) => source !== 'direct' },
  { without: 'written traffic rows', keeps: (row) => !isTraffic(row) },
  { without: 'public rows', keeps: (row) => !isPublic(row) },
  { without: 'all written rows', keeps: isPublic },
  { without: 'half of all rows', keeps: () => true },
];

/**
 * The type prediction made again, one thing left out each time. One model instead of three and nothing said
 * differently, so the first line is a little below what is shipped.
 */
export function ablations(sets: AblationSets, log: (line: string) => void): readonly Ablation[] {
  return CUTS.map((cut) => {
    log(`without ${cut.without}`);
    return ablated(sets, cut);
  });
}

function ablated({ train, natural, traffic, plainAsks }: AblationSets, cut: Cut): Ablation {
  const { without, groups, hidden = 48, keeps = () => true, sees = (row: Row) => row } = cut;
  const reader = createFeatureReader({ pairs: true, ideas: true, ...groups });
  const vectorsOf = (row: Row) => reader.read(readingOfRow(sees(row)));
  const kept = train.filter(
    (row, index) => keeps(row) && (without !== 'half of all rows' || index % 2 === 0),
  );
  const examples = kept.map((row) =>
    exampleOf(vectorsOf(row), {
      target: [[TASK_TYPES.indexOf(row.type), 1]],
      weight: isPublic(row) ? 0.5 : 1,
    }),
  );
  const options = {
    ...LEARN_DEFAULTS,
    classes: TASK_TYPES.length,
    ideaVectorSize: ideaVectorSize(),
    hidden,
  };
  const learned = learn(examples, options);
  const answered = (rows: readonly Row[]): readonly Answered[] =>
    rows.map((row) => {
      const scores = scoresOf(learned, exampleOf(vectorsOf(row), { target: [] }));
      return {
        right: row.types,
        said: TASK_TYPES[highest(scores, scores.length)] ?? '',
        confidence: 0,
      };
    });
  const found = answered(natural);
  return {
    without,
    rows: kept.length,
    natural: { accuracy: accuracy(found), macroF1: macroF1(found) },
    traffic: accuracy(answered(traffic)),
    plainAsks: accuracy(answered(plainAsks)),
  };
}
