import type { Model } from '../../src/classify/model/model.ts';
import { highest as likeliest } from '../../src/classify/model/softmax.ts';
import { createPredictor } from '../../src/classify/trained.ts';
import { TASK_TYPES } from '../../src/core/task.ts';
import type { LabelledSets, MeasuredCall } from '../permissive-rows.ts';
import { readingOfRow, type Row } from '../row.ts';
import { isOwn, type Trained } from '../train.ts';
import {
  createDecider,
  tierFigures,
  withUnderCost,
  type Decided,
  type TierFigures,
} from './decisions.ts';
import {
  accuracy,
  calibrationError,
  macroF1,
  reliability,
  type Answered,
  type Bin,
} from './figures.ts';
import { needFigures, type NeedFigures } from './need.ts';
import { robustness, type Robustness } from './robustness.ts';
import type { Point } from './svg.ts';

export interface TypeFigures {
  readonly of: string;
  readonly rows: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly ece: number;
}

export interface Figures {
  readonly types: readonly TypeFigures[];
  readonly typeBins: readonly Bin[];
  readonly tiers: readonly (readonly [of: string, figures: TierFigures])[];
  readonly tierEce: readonly (readonly [of: string, ece: number])[];
  readonly tierBins: readonly Bin[];
  readonly tradeOff: readonly (Point & { readonly label: string; readonly figures: TierFigures })[];
  readonly need: readonly NeedFigures[];
  readonly robustness: readonly Robustness[];
  readonly times: readonly (readonly [characters: number, microseconds: number])[];
}

export interface Measured {
  readonly model: Model;
  readonly trained: Trained;
  readonly sets: LabelledSets;
  readonly traffic: readonly MeasuredCall[];
  readonly folder: string;
}

/** Everything docs/classifier.md says, on rows that the model was not made from. */
export function measure({ model, trained, sets, traffic, folder }: Measured): Figures {
  const predictor = createPredictor(model);
  const typed = (rows: readonly Row[]): readonly Answered[] =>
    rows.map((row) => {
      const { label, likely } = predictor.predict(readingOfRow(row));
      return { right: row.types, said: model.labels[label] ?? '', confidence: likely[label] ?? 0 };
    });
  const decide = createDecider(model);
  const natural = typed(sets.natural);
  const ofTraffic = typed(traffic);
  const stratum = (name: string) => traffic.filter(({ source }) => source === `traffic/${name}`);
  const tiersOf = (rows: readonly Row[]) => tierFigures(rows.map(decide));
  const outOfFold = ownOutOfFold(trained);
  return {
    types: [
      typeFigures('natural prompts', natural),
      ...['realign', 'wizardlm', 'nlbse_train'].map((source) =>
        typeFigures(
          `– ${SOURCES[source] ?? source}`,
          typed(sets.natural.filter((row) => row.source === source)),
        ),
      ),
      typeFigures('short plain asks', typed(sets.plainAsks)),
      typeFigures('agent traffic', ofTraffic),
      ...STRATA.map((name) => typeFigures(`– ${STRATUM_NAMES[name]}`, typed(stratum(name)))),
      typeFigures(
        'own plain rows, out of fold',
        outOfFold.filter(({ source }) => source === 'direct'),
      ),
      typeFigures(
        'own tricky rows, out of fold',
        outOfFold.filter(({ source }) => source === 'prompts'),
      ),
      typeFigures(
        'own traffic rows, out of fold',
        outOfFold.filter(({ source }) => source.startsWith('traffic/')),
      ),
    ],
    typeBins: reliability([...natural, ...ofTraffic]),
    tiers: [
      ['natural prompts', tiersOf(sets.natural)],
      ['short plain asks', tiersOf(sets.plainAsks)],
      ['agent traffic', tiersOf(traffic)],
      ...STRATA.map((name) => [`– ${STRATUM_NAMES[name]}`, tiersOf(stratum(name))] as const),
    ],
    tierEce: [
      ['natural prompts', calibrationError(sets.natural.map(decide).map(tierAnswer))],
      ['agent traffic', calibrationError(traffic.map(decide).map(tierAnswer))],
    ],
    tierBins: reliability([...sets.natural, ...traffic].map(decide).map(tierAnswer)),
    tradeOff: FACTORS.map((factor) => tradeOffAt(model, traffic, factor)),
    need: needFigures(model, folder),
    robustness: robustness(
      [...sets.natural.filter((_, index) => index % 4 === 0), ...traffic],
      decide,
    ),
    times: SIZES.map((size) => [size, microseconds(size, predictor.predict)] as const),
  };
}

const SOURCES: Readonly<Record<string, string>> = {
  realign: 'everyday instructions',
  wizardlm: 'evolved instructions',
  nlbse_train: 'issue trackers',
};
const STRATA = ['main', 'subagent', 'sdk'] as const;
const STRATUM_NAMES = { main: 'main turns', subagent: 'sub-agents', sdk: 'programs' };
const FACTORS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5];
/** Those with room for a name in the picture. */
const NAMED_FACTORS: ReadonlySet<number> = new Set([0.25, 0.5, 1, 5]);
const SIZES = [100, 300, 1_024, 4_096, 65_536, 1_048_576];

function typeFigures(of: string, rows: readonly Answered[]): TypeFigures {
  return {
    of,
    rows: rows.length,
    accuracy: accuracy(rows),
    macroF1: macroF1(rows),
    ece: calibrationError(rows),
  };
}

/** What models said that had not seen the row. */
function ownOutOfFold({
  rows,
  likely,
}: Trained): readonly (Answered & { readonly source: string })[] {
  return rows.flatMap((row, index) => {
    const all = likely[index];
    if (!isOwn(row.source) || all === undefined) return [];
    const best = likeliest(all, all.length);
    return [
      {
        right: row.types,
        said: TASK_TYPES[best] ?? '',
        confidence: all[best] ?? 0,
        source: row.source,
      },
    ];
  });
}

/** The likeliest tier beside those that are right: what the calibration of tiers is judged by. */
function tierAnswer({ prediction, lowest, highest }: Decided): Answered {
  const tiers = prediction.tiers ?? [];
  const best = likeliest(tiers, tiers.length);
  const right = [0, 1, 2, 3].filter((tier) => tier >= lowest && tier <= highest).map(String);
  return { right, said: String(best), confidence: tiers[best] ?? 0 };
}

function tradeOffAt(
  model: Model,
  traffic: readonly MeasuredCall[],
  factor: number,
): Figures['tradeOff'][number] {
  const figures = tierFigures(traffic.map(createDecider(model, withUnderCost(factor))));
  return {
    x: figures.cost,
    y: figures.low,
    label: `× ${factor}`,
    name: NAMED_FACTORS.has(factor) ? `× ${factor}` : '',
    figures,
  };
}

/** The median of nine runs of a thousand predictions, in microseconds each; shorter runs for long texts. */
function microseconds(
  size: number,
  predict: (reading: ReturnType<typeof readingOfRow>) => unknown,
): number {
  const sentence =
    'Please refactor the order module so that it reads well, and keep the public names. The service loads each invoice from the database and mails it to the customer. ';
  const reading = readingOfRow({
    text: sentence.repeat(Math.ceil(size / sentence.length)).slice(0, size),
  });
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now();
    for (let run = 0; run < 1_000; run += 1) predict(reading);
    return performance.now() - began;
  });
  return times.toSorted((a, b) => a - b)[4] ?? 0;
}
