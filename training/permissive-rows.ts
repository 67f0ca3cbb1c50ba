import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { TASK_TYPES, type TaskType } from '../src/core/task.ts';
import { TASK_CONTRACTS } from '../src/core/tasks/index.ts';
import type { Row } from './row.ts';

/**
 * Rows of public data sets that permit it, read from a folder beside the project and never copied into it.
 * Each set is named with its hash in `training/sources.json`; another version of it is refused, because it
 * would make other weights.
 */
export function readSet(folder: string, name: string): readonly unknown[] {
  const path = `${folder}/${name}.jsonl.gz`;
  if (!existsSync(path)) throw new Error(`${name}.jsonl.gz is not in the folder given with --data`);
  const packed = readFileSync(path);
  const hash = createHash('sha256').update(packed).digest('hex');
  const known = SOURCES[name];
  if (known !== hash)
    throw new Error(`${name}.jsonl.gz is another version than ${known ?? 'any known'}`);
  return gunzipSync(packed)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

const SOURCES = JSON.parse(
  readFileSync(new URL('sources.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

interface TaskTypeRow {
  readonly src: string;
  readonly use: string;
  readonly lic: string;
  readonly type: string;
  readonly q: number;
  readonly text: string;
}

export interface LabelledSets {
  /** May train what is shipped: permissive licence, use `train`. */
  readonly train: readonly Row[];
  /** For measuring only. */
  readonly natural: readonly Row[];
  /** Short clear requests in this project's own style, kept out of training. */
  readonly plainAsks: readonly Row[];
}

/** Most rows of one type from one source: templates of one set must not outvote everything else. */
const MOST_ALIKE = 400;
const LEAST_QUALITY = 0.7;
/** Of issue trackers there are hundreds of rows for three types; so many of each are measured on. */
const MOST_ISSUES = 40;

export function labelledSets(folder: string): LabelledSets {
  const rows = readSet(folder, 'tasktype') as readonly TaskTypeRow[];
  const usable = rows.filter(
    ({ use, lic, q, src }) =>
      use === 'train' && lic !== 'none-stated' && q >= LEAST_QUALITY && src !== 'ours',
  );
  return {
    train: atMost(MOST_ALIKE, usable).map(rowOf),
    natural: [
      ...rows.filter(({ use, src }) => use === 'validate-only' && src !== 'nlbse_train'),
      ...atMost(
        MOST_ISSUES,
        rows.filter(({ use, src }) => use === 'validate-only' && src === 'nlbse_train'),
      ),
    ].map(rowOf),
    plainAsks: rows.filter(({ src }) => src === 'ours').map(rowOf),
  };
}

function atMost(most: number, rows: readonly TaskTypeRow[]): readonly TaskTypeRow[] {
  const seen = new Map<string, number>();
  return rows.filter(({ src, type }) => {
    const count = (seen.get(src + type) ?? 0) + 1;
    seen.set(src + type, count);
    return count <= most;
  });
}

function rowOf({ src, type, text }: TaskTypeRow): Row {
  const known = TASK_TYPES.find((one) => one === type) as TaskType;
  return {
    source: src,
    text,
    type: known,
    types: [known],
    tier: TASK_CONTRACTS[known].tier,
    stakes: TASK_CONTRACTS[known].stakes,
    style: 'public',
  };
}

interface TrafficRow extends Omit<Row, 'tier' | 'source' | 'style'> {
  readonly stratum: string;
  readonly tierLo: Row['tier'];
  readonly tierHi: Row['tier'];
}

/** A call of real traffic, with the lowest tier that two readers found sufficient. */
export type MeasuredCall = Row & { readonly tierLo: Row['tier']; readonly tierHi: Row['tier'] };

/** Agent traffic, labelled twice; for choosing thresholds and for measuring. */
export function agentTraffic(folder: string): readonly MeasuredCall[] {
  const rows = readSet(folder, 'agent_traffic_dev') as readonly TrafficRow[];
  return rows.map((row) => ({
    ...row,
    source: `traffic/${row.stratum}`,
    tier: row.tierLo,
    style: 'traffic',
  }));
}
