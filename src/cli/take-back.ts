import type { Change, ChangeJournal } from '../integrate/change-journal.ts';
import { lineDiff } from '../integrate/line-diff.ts';
import { applyUndo, planUndos, type UndoPlan } from '../integrate/undo.ts';
import { printJson, printLine } from './output.ts';
import { renderFileChange } from './render/file-change.ts';

export interface TakeBackRequest {
  /** Of one file, the newest first. */
  readonly changes: readonly Change[];
  readonly journal: ChangeJournal;
  readonly dryRun: boolean;
  readonly json: boolean;
  /** Said where there is nothing to take back. */
  readonly ifNone: string;
}

/** Takes changes back, all or none, and shows each. */
export function takeBack({ changes, journal, dryRun, json, ifNone }: TakeBackRequest): void {
  const plans = planUndos(changes);
  const taken = plans.map((plan) => describe(plan));
  if (!dryRun) for (const plan of plans) applyUndo(plan, journal);
  if (json) {
    printJson({ dryRun, changes: taken });
    return;
  }
  if (plans.length === 0) printLine(ifNone);
  for (const { path, diff, what } of taken) {
    for (const line of renderFileChange(path, diff)) printLine(line);
    printLine(SAID[what][dryRun ? 'would' : 'did']);
  }
}

function describe({ change, file, kind, after }: UndoPlan) {
  const { id, target, scope, path } = change;
  return { id, target, scope, path, what: kind, diff: lineDiff(file.bytes, after) };
}

const SAID = {
  restore: { did: 'Restored to the byte.', would: 'Would be restored to the byte.' },
  edit: {
    did: 'The file was changed since: only what is Modicum’s went, the rest stays.',
    would: 'The file was changed since: only what is Modicum’s would go.',
  },
  remove: { did: 'Removed: Modicum had made it.', would: 'Would be removed: Modicum made it.' },
  nothing: {
    did: 'Nothing of Modicum’s was left in it.',
    would: 'Nothing of Modicum’s is left in it.',
  },
} as const;
