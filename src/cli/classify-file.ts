import type { Modicum } from '../modicum.ts';
import type { Prediction, Unpredicted } from '../modicum/rows/predict-row.ts';
import { readRows } from '../modicum/rows/read-rows.ts';
import { openLineWriter } from './line-writer.ts';
import { JSON_VERSION, paint, printJson, remark } from './output.ts';
import { createProgress } from './progress.ts';
import { refuseOverwriting } from './refuse-overwriting.ts';
import { renderTable } from './render/table.ts';

export interface FileToClassify {
  readonly path: string;
  /** `null`: standard output. */
  readonly out: string | null;
  readonly all: boolean;
  /** A model of somebody's own. */
  readonly model?: string;
  /** The summary as JSON. */
  readonly json: boolean;
}

/** What came of a file, counted. */
export interface ClassifySummary {
  readonly rows: number;
  readonly errors: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly types: Readonly<Record<string, number>>;
  /** `refused`: no tier would take it. */
  readonly tiers: Readonly<Record<string, number>>;
}

/** Reads, predicts and writes row by row; nothing is held but the row in hand. */
export async function classifyFile(
  modicum: Pick<Modicum, 'classifyMany'>,
  file: FileToClassify,
): Promise<ClassifySummary> {
  refuseOverwriting(file.out, [file.path, file.model]);
  const rows = readRows(file.path);
  const writer = openLineWriter(file.out);
  const progress = createProgress('rows');
  const counts = createCounts();
  try {
    for await (const prediction of modicum.classifyMany(rows, file)) {
      counts.add(prediction);
      progress.tick();
      const waiting = writer.line(JSON.stringify(prediction));
      if (waiting !== null) await waiting;
    }
    progress.end();
    await writer.close();
  } catch (cause) {
    await writer.abandon();
    throw cause;
  }
  const summary = counts.summary();
  tell(summary, file);
  return summary;
}

function createCounts() {
  const started = performance.now();
  const types = new Map<string, number>();
  const tiers = new Map<string, number>();
  let rows = 0;
  let errors = 0;
  return {
    add(prediction: Prediction | Unpredicted): void {
      rows += 1;
      if ('error' in prediction) {
        errors += 1;
        return;
      }
      count(types, prediction.taskType ?? 'unknown');
      count(tiers, prediction.tier === null ? 'refused' : String(prediction.tier));
    },
    summary(): ClassifySummary {
      const seconds = (performance.now() - started) / 1_000;
      return {
        rows,
        errors,
        seconds: Math.round(seconds * 1_000) / 1_000,
        perSecond: Math.round(rows / Math.max(0.001, seconds)),
        types: mostFirst(types),
        tiers: Object.fromEntries([...tiers].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      };
    },
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function mostFirst(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}

function tell(summary: ClassifySummary, { out, json }: FileToClassify): void {
  if (json && out !== null) printJson(summary);
  else if (json) remark(JSON.stringify({ version: JSON_VERSION, ...summary }));
  else remark(summaryText(summary));
}

/** Types that are named one by one. */
const MOST_TYPES = 10;

function summaryText({ rows, errors, seconds, perSecond, types, tiers }: ClassifySummary): string {
  const share = (of: number) => `${((100 * of) / Math.max(1, rows - errors)).toFixed(1)} %`;
  const lines = (counts: Readonly<Record<string, number>>, most: number) =>
    Object.entries(counts)
      .slice(0, most)
      .map(([name, of]) => [name, String(of), share(of)]);
  const others = Object.keys(types).length - MOST_TYPES;
  const columns = (title: string) => [
    { title },
    { title: 'rows', align: 'right' as const },
    { title: 'share', align: 'right' as const },
  ];
  const wrong = errors === 0 ? '' : paint('red', `, ${errors} of them no call`, process.stderr);
  return [
    `${rows} rows in ${seconds.toFixed(1)} s, ${perSecond} a second${wrong}`,
    ...(rows === errors
      ? []
      : [
          renderTable(columns('tier'), lines(tiers, 5)),
          renderTable(columns('task type'), lines(types, MOST_TYPES)),
          ...(others > 0 ? [`and ${others} more`] : []),
        ]),
  ].join('\n');
}
