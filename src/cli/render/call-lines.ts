import type { Receipt } from '../../ledger/ledger.ts';
import { paint, simulatedNotice } from '../output.ts';
import { renderCost, savedBy } from './cost.ts';
import { purposeMark } from './purpose.ts';
import { renderTook } from './took.ts';
import { columnWidths, renderRow, type Column } from './table.ts';

export interface CallLines {
  /** The lines that show these calls after those before: with the heading the first time. */
  add(receipts: readonly Receipt[]): readonly string[];
}

/** A line a call, oldest first, in columns that stay the same from the first call to the last. */
export function createCallLines(): CallLines {
  let widths: readonly number[] | null = null;
  let hasSaidSimulated = false;
  return {
    add(receipts) {
      if (receipts.length === 0) return [];
      const rows = receipts.map(cells);
      const lines: string[] = [];
      if (!hasSaidSimulated && receipts.some(({ call }) => call.simulated)) {
        hasSaidSimulated = true;
        lines.push(`${simulatedNotice()} (*)`);
      }
      if (widths === null) {
        widths = columnWidths(COLUMNS, rows);
        lines.push(
          renderRow(
            COLUMNS,
            widths,
            COLUMNS.map(({ title }) => title),
          ),
        );
      }
      for (const row of rows) lines.push(renderRow(COLUMNS, widths, row));
      return lines;
    },
  };
}

/** Least widths hold what most calls have, for calls that come after the first screen. */
const COLUMNS: readonly Column[] = [
  { title: 'time UTC', least: 8 },
  { title: 'call', least: 27 },
  { title: 'doing', least: 6 },
  { title: 'task', least: 17 },
  { title: 'tier', least: 4 },
  { title: 'answered by', least: 17 },
  { title: 'took', align: 'right', least: 7, tight: true },
  { title: 'cost', align: 'right', least: 9, tight: true },
  { title: 'saved', align: 'right', least: 9, tight: true },
];

function cells({ call, closed }: Receipt): string[] {
  return [
    new Date(call.startedAt).toISOString().slice(11, 19),
    call.callId,
    purposeMark(call),
    call.taskType ?? '–',
    closed?.escalatedFrom == null
      ? `${call.tier ?? '–'}`
      : `${closed.escalatedFrom}→${closed.servedTier}`,
    answeredBy({ call, closed }),
    closed === null ? '' : (renderTook(closed) ?? '–'),
    closed === null ? '' : renderCost(closed.cost),
    closed === null ? '' : renderCost(savedBy(closed.cost, closed.baseline)),
  ];
}

/** The model, or how the call ended without one; a simulated model says so where real ones may stand beside it. */
function answeredBy({ call, closed }: Pick<Receipt, 'call' | 'closed'>): string {
  const outcome = closed?.outcome ?? 'open';
  if (outcome !== 'answered') return paint('yellow', outcome);
  const model = (closed?.servedModel ?? '–').replace(/^[^/]+\//, '');
  return call.simulated ? `${model}*` : model;
}
