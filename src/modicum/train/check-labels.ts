import { ModicumError } from '../../core/error.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { TASK_ALIASES, taskTypeNamed } from '../../core/task-name.ts';
import { TASK_TYPES } from '../../core/task.ts';
import type { RowId } from '../rows/row-call.ts';

/** Rows of a misspelt type that are named. */
const MOST_NAMED = 3;

/**
 * Where most labels are task types, one that is none is a slip of the pen, and would silently make another
 * kind of model or count as wrong. Throws `rows_unreadable` that names it; `advice` says what else may be meant.
 */
export function refuseMisspelt(
  labelled: readonly { readonly id: RowId; readonly label: string }[],
  advice: string,
): void {
  const others = labelled.filter(({ label }) => taskTypeNamed(label) === null);
  if (others.length === 0 || others.length * 2 >= labelled.length) return;
  const first = new Map(others.toReversed().map(({ id, label }) => [label, id]));
  const named = [...new Set(others.map(({ label }) => label))].slice(0, MOST_NAMED).map((label) => {
    const nearest = nearestName(label, [...TASK_TYPES, ...Object.keys(TASK_ALIASES)]);
    const guess = nearest === null ? '' : ` (did you mean ${nearest}?)`;
    return `row ${first.get(label)}: "${label}"${guess}`;
  });
  throw new ModicumError(
    'rows_unreadable',
    `Most labels are task types, and these are none: ${named.join('; ')}. All types: modicum tasks list. ${advice}`,
  );
}
