import { gzipSync } from 'node:zlib';
import { writeLabelModel } from '../../classify/labels/label-model.ts';
import { trainLabels } from '../../classify/labels/train-labels.ts';
import { trainTypes } from '../../classify/learn/train-types.ts';
import { writeModel, type Model } from '../../classify/model/model.ts';
import { highest } from '../../classify/model/softmax.ts';
import { readingOf, type Reading } from '../../classify/reading.ts';
import { ModicumError } from '../../core/error.ts';
import { taskTypeNamed } from '../../core/task-name.ts';
import type { TaskType } from '../../core/task.ts';
import type { Tier } from '../../core/tier.ts';
import { sealed } from '../sealed-model.ts';
import { readRow, type RowId } from '../rows/row-call.ts';
import { truthOf } from '../rows/truth.ts';
import { refuseMisspelt } from './check-labels.ts';
import { measure, type Judgement, type Measures } from './measures.ts';

export interface OwnTraining {
  /** Take the labels as they are, also where each is the name of a task type. */
  readonly ownLabels: boolean;
  readonly start: () => Model;
  readonly log?: (line: string) => void;
}

export interface OwnTrained {
  readonly kind: 'types' | 'labels';
  /** Packed, as they go into a file. */
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Rows that are no call or have no label, the first of them by name. */
  readonly leftOut: readonly { readonly id: RowId; readonly error: string }[];
  readonly leftOutRows: number;
  readonly labels: number;
  readonly folds: number;
  /** On rows that each model had not seen. */
  readonly heldOut: Measures;
  /** How often the shipped classifier names these rows right; `null` for labels it does not know. */
  readonly accuracyBefore: number | null;
}

/**
 * Makes a classifier of labelled rows. Where every label is a task type, it goes on from the shipped one and
 * can decide for a policy; else it knows these labels and nothing else.
 */
export async function trainOwn(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  { ownLabels, start, log = () => {} }: OwnTraining,
): Promise<OwnTrained> {
  const { labelled, leftOut, leftOutRows } = await labelledRows(rows);
  if (new Set(labelled.map(({ label }) => label)).size < 2) throw tooFew(labelled.length, leftOut);
  if (!ownLabels) refuseMisspelt(labelled, OWN_LABELS);
  const typed = ownLabels ? null : asTypes(labelled);
  const folds = labelled.length > MANY_ROWS || labelled.length < FEW_ROWS ? 3 : 5;
  const told = { rows: labelled.length, leftOut, leftOutRows, folds };
  if (typed === null) {
    const { model, heldOut } = trainLabels(labelled, { folds, log });
    const judgements = heldOut.map(({ likely }, index) =>
      judged(likely, model.labels, labelled[index]?.label ?? ''),
    );
    return {
      ...told,
      kind: 'labels',
      bytes: packed(writeLabelModel(model)),
      labels: model.labels.length,
      heldOut: measure(judgements),
      accuracyBefore: null,
    };
  }
  const { model, heldOut, before } = trainTypes(start(), typed, { folds, log });
  const right = before.filter((place, index) => model.labels[place] === typed[index]?.type).length;
  const judgements = heldOut.map((likely, index) =>
    judged(likely, model.labels, typed[index]?.type ?? ''),
  );
  return {
    ...told,
    kind: 'types',
    bytes: packed(writeModel({ ...model, name: 'own' })),
    labels: new Set(typed.map(({ type }) => type)).size,
    heldOut: measure(judgements),
    accuracyBefore: right / typed.length,
  };
}

const OWN_LABELS = 'To take all labels as they are: --labels own.';

/** From here on three parts tell enough, and five would take long. */
const MANY_ROWS = 5_000;
/** Below it parts of a fifth would hold next to nothing. */
const FEW_ROWS = 30;
/** Bad rows that are named one by one. */
const MOST_NAMED = 5;

interface Labelled {
  readonly id: RowId;
  readonly reading: Reading;
  readonly label: string;
  readonly tier: Tier | null;
}

async function labelledRows(rows: AsyncIterable<unknown> | Iterable<unknown>) {
  const labelled: Labelled[] = [];
  const leftOut: { id: RowId; error: string }[] = [];
  let leftOutRows = 0;
  let place = 0;
  const leave = (id: RowId, error: string): void => {
    leftOutRows += 1;
    if (leftOut.length < MOST_NAMED) leftOut.push({ id, error });
  };
  for await (const row of rows) {
    place += 1;
    const read = readRow(row, place);
    const { labels, tiers, problem } = truthOf(row);
    const [label] = labels;
    if (!read.ok) leave(read.id, read.error);
    else if (problem !== null) leave(read.id, problem);
    else if (label === undefined) leave(read.id, 'it has no type, label, task or intent');
    else {
      const reading = readingOf(read.call, read.purpose);
      labelled.push({ id: read.id, reading, label, tier: tiers?.[0] ?? null });
    }
  }
  return { labelled, leftOut, leftOutRows };
}

/** `null`: some label is no task type. */
function asTypes(rows: readonly Labelled[]) {
  const typed: { reading: Reading; type: TaskType; tier: Tier | null }[] = [];
  for (const { reading, label, tier } of rows) {
    const type = taskTypeNamed(label);
    if (type === null) return null;
    typed.push({ reading, type, tier });
  }
  return typed;
}

function judged(likely: Float64Array, labels: readonly string[], right: string): Judgement {
  const place = highest(likely, likely.length);
  return { right: [right], said: labels[place] ?? null, confidence: likely[place] ?? 0 };
}

function packed(bytes: Uint8Array): Uint8Array {
  return gzipSync(sealed(bytes), { level: 9 });
}

function tooFew(rows: number, leftOut: OwnTrained['leftOut']): ModicumError {
  const [first] = leftOut;
  const hint = first === undefined ? '' : ` Row ${first.id}: ${first.error}.`;
  return new ModicumError(
    'rows_unreadable',
    `There is nothing to tell apart: ${rows} rows with a label were found, of at most one label.${hint} A row needs a text and a label: {"text": "…", "label": "…"}.`,
  );
}
