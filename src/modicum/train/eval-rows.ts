import type { OwnModel } from '../own-model.ts';
import { createLabelPredictor } from '../../classify/labels/label-predictor.ts';
import { readingOf } from '../../classify/reading.ts';
import { taskTypeNamed } from '../../core/task-name.ts';
import { readRow, type RowId } from '../rows/row-call.ts';
import { createLoneDecider, type Deciding } from '../rows/predict-row.ts';
import { truthOf, type Truth } from '../rows/truth.ts';
import { refuseMisspelt } from './check-labels.ts';
import { measure, type Judgement, type Measures } from './measures.ts';
import { measureTiers, type TierJudgement, type TierMeasures } from './tier-measures.ts';

export interface Evaluated {
  readonly rows: number;
  /** Rows that are no call, or say nothing of what is right. */
  readonly leftOutRows: number;
  /** The first of them by name. */
  readonly leftOut: readonly { readonly id: RowId; readonly error: string }[];
  /** `null`: no row names a label. */
  readonly labels: Measures | null;
  /** `null`: no row names a tier, or the model names labels of somebody's own. */
  readonly tiers: TierMeasures | null;
  /** What one decision takes, label and tier, at the median; `null` without rows. */
  readonly microseconds: number | null;
}

export interface EvalOptions {
  /** Milliseconds that never go back. */
  readonly tick: () => number;
}

/** How well a classifier and the policy do on rows that say what is right. */
export async function evalRows(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  judge: RowJudge,
  { tick }: EvalOptions,
): Promise<Evaluated> {
  const labels: Judgement[] = [];
  const tiers: TierJudgement[] = [];
  const spent: number[] = [];
  const named: { id: RowId; label: string }[] = [];
  const leftOut: { id: RowId; error: string }[] = [];
  let [place, leftOutRows] = [0, 0];
  for await (const row of rows) {
    place += 1;
    const read = readRow(row, place);
    const truth = truthOf(row);
    const error = read.ok ? wrongWith(truth) : read.error;
    if (!read.ok || error !== null) {
      leftOutRows += 1;
      if (leftOut.length < MOST_NAMED) leftOut.push({ id: read.id, error: error ?? '' });
      continue;
    }
    const started = tick();
    const said = judge(read);
    spent.push(tick() - started);
    if (truth.labels.length > 0) {
      if (said.namesTypes) for (const label of truth.labels) named.push({ id: read.id, label });
      const right = truth.labels.map(said.nameOf);
      labels.push({ right, said: said.label, confidence: said.confidence });
    }
    if (truth.tiers !== null && said.tier !== undefined)
      tiers.push({ right: truth.tiers, said: said.tier, stakes: truth.stakes });
  }
  refuseMisspelt(named, OTHER_LABELS);
  return {
    rows: place,
    leftOutRows,
    leftOut,
    labels: labels.length === 0 ? null : measure(labels),
    tiers: tiers.length === 0 ? null : measureTiers(tiers),
    microseconds: median(spent),
  };
}

/** Bad rows that are named one by one. */
const MOST_NAMED = 5;
const OTHER_LABELS =
  'Labels of your own are measured with the model that knows them: --model own.gz.';

function wrongWith({ labels, tiers, problem }: Truth): string | null {
  if (problem !== null) return problem;
  return labels.length > 0 || tiers !== null ? null : 'it has neither a label nor a tier';
}

/** The first decisions take much longer than all that follow. */
function median(milliseconds: readonly number[]): number | null {
  const middle = milliseconds.toSorted((a, b) => a - b)[Math.floor(milliseconds.length / 2)];
  return middle === undefined ? null : Math.round(middle * 10_000) / 10;
}

type ReadRow = Extract<ReturnType<typeof readRow>, { ok: true }>;

/** What is said of a row; `tier` is left out where nothing decides one. */
export type RowJudge = (read: ReadRow) => {
  readonly label: string | null;
  readonly confidence: number;
  readonly tier?: TierJudgement['said'];
  /** It names task types, and labels of rows are to be such. */
  readonly namesTypes: boolean;
  /** A label as this judge would say it: aliases of task types are those types. */
  readonly nameOf: (label: string) => string;
};

/** The classifier of these parts, and what the policy makes of the call by itself. */
export function judgeByPolicy(deciding: Deciding): RowJudge {
  const decide = createLoneDecider(deciding);
  return (read) => {
    const { classification, decision } = decide(read);
    const { taskType, confidence } = classification;
    const tier = decision.kind === 'refusal' ? null : (decision.plan[0]?.tier ?? decision.tier);
    const nameOf = (label: string) => taskTypeNamed(label) ?? label;
    return { label: taskType, confidence, tier, namesTypes: true, nameOf };
  };
}

/** A model of labels says nothing of tiers. */
export function judgeByLabels({ model }: Extract<OwnModel, { kind: 'labels' }>): RowJudge {
  const predictor = createLabelPredictor(model);
  return ({ call, purpose }) => {
    const { label, likely } = predictor.predict(readingOf(call, purpose));
    const confidence = likely[label] ?? 0;
    return {
      label: model.labels[label] ?? null,
      confidence,
      namesTypes: false,
      nameOf: (name) => name,
    };
  };
}
