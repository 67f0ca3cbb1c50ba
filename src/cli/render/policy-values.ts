import { flowText } from '../../config/splice-yaml.ts';
import type { PolicyValue } from '../../config/policy-values.ts';
import { paint } from '../output.ts';
import { renderTable } from './table.ts';

export interface PolicyView {
  /** The user's file; `null` when there is none. */
  readonly file: string | null;
  readonly width: number;
}

/** A value longer than this would push its origin off the screen. */
const LEAST_VALUE = 24;
const ORIGIN_WIDTH = 34;

/** A tree in three columns: key, value, who wrote it. What the user wrote stands out. */
export function renderPolicyValues(values: readonly PolicyValue[], view: PolicyView): string {
  if (values.length === 1) return values.map((value) => renderOne(value, view)).join('');
  const keyWidth = Math.max(...values.map(({ path }) => indent(path.length) + lastOf(path).length));
  const room = Math.max(LEAST_VALUE, view.width - keyWidth - ORIGIN_WIDTH - 4);
  const rows: string[][] = [];
  let open: readonly string[] = [];
  for (const value of values) {
    const above = value.path.slice(0, -1).map(String);
    const shared = above.findIndex((key, index) => key !== open[index]);
    for (let depth = shared === -1 ? above.length : shared; depth < above.length; depth++) {
      rows.push([`${' '.repeat(indent(depth + 1))}${paint('bold', above[depth] ?? '')}`, '', '']);
    }
    open = above;
    rows.push([
      ' '.repeat(indent(value.path.length)) + lastOf(value.path),
      shortened(flowText(value.value), room),
      origin(value, view.file),
    ]);
  }
  const columns = ['key', 'value', 'from'].map((title) => ({ title }));
  return [renderTable(columns, rows), ...fileLine(view.file)].join('\n');
}

function renderOne(value: PolicyValue, { file }: PolicyView): string {
  return `${value.path.join('.')}  ${paint('bold', flowText(value.value))}  ${origin(value, file)}`;
}

function origin({ from, line, variable }: PolicyValue, file: string | null): string {
  const place = line === undefined ? '' : ` line ${line}`;
  if (from === 'default') return paint('dim', `default${place}`);
  if (from === 'file') return paint('cyan', `${line === undefined ? file : `file${place}`}`);
  return paint('yellow', variable === undefined ? 'environment' : `environment ${variable}`);
}

function fileLine(file: string | null): readonly string[] {
  return [
    '',
    paint('dim', file === null ? 'no file of your own: the built-in policy' : `file ${file}`),
  ];
}

function indent(depth: number): number {
  return (depth - 1) * 2;
}

function lastOf(path: PolicyValue['path']): string {
  return String(path.at(-1) ?? '');
}

function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
