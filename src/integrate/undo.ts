import { ModicumError } from '../core/error.ts';
import { hashOf, type Change, type ChangeJournal } from './change-journal.ts';
import { TARGETS } from './targets.ts';
import { readUserFile, type UserFile } from './user-file.ts';
import { removeUserFile, sameBytes, writeUserFile } from './write-user-file.ts';

/** How a change would be taken back; nothing of it has been done. */
export interface UndoPlan {
  readonly change: Change;
  readonly file: UserFile;
  /**
   * `restore`: the file is as Modicum left it, so every byte comes back. `edit`: someone changed it since,
   * so only what is Modicum's goes. `remove`: it was made by Modicum and nothing else is in it.
   * `nothing`: what Modicum wrote is gone already.
   */
  readonly kind: 'restore' | 'edit' | 'remove' | 'nothing';
  /** `null`: no file. */
  readonly after: Uint8Array | null;
}

/** Takes changes back in this order: of one file, the newest first. */
export function planUndos(changes: readonly Change[]): readonly UndoPlan[] {
  const left = new Map<string, Uint8Array | null>();
  return changes.map((change) => {
    // Behind links: also where the link leads elsewhere by now, this is what was written.
    const file = readUserFile(change.realPath);
    const bytes = left.get(change.realPath);
    const plan = planUndo(change, bytes === undefined ? file : { ...file, bytes });
    left.set(change.realPath, plan.after);
    return plan;
  });
}

/** Throws `change_not_undone` where it cannot be sure. */
function planUndo(change: Change, file: UserFile): UndoPlan {
  const plan = (kind: UndoPlan['kind'], after: Uint8Array | null) => ({
    change,
    file,
    kind,
    after,
  });
  const { bytes } = file;
  if (bytes === null || sameBytes(bytes, change.before)) return plan('nothing', bytes);
  if (hashOf(bytes) === change.hashAfter) {
    return plan(change.before === null ? 'remove' : 'restore', change.before);
  }
  const target = TARGETS[change.target];
  const edited = target.disconnect(bytes, change);
  if (!edited.ok) throw notSure(change, `it ${edited.problem}`);
  if (change.before === null && target.isEmpty(edited.bytes)) return plan('remove', null);
  return plan(sameBytes(bytes, edited.bytes) ? 'nothing' : 'edit', edited.bytes);
}

/** Does what was planned, then forgets the change. */
export function applyUndo(plan: UndoPlan, journal: ChangeJournal): void {
  const { change, file, kind, after } = plan;
  const isGone = file.bytes === null && change.before === null;
  if (kind === 'remove' || isGone) removeUserFile(file, change.madeFolders);
  else if (kind !== 'nothing' && after !== null) writeUserFile(file, after);
  journal.forget(change.id);
}

function notSure({ path, id }: Change, why: string): ModicumError {
  return new ModicumError(
    'change_not_undone',
    `${path} was changed since, and ${why}. Put that right and try again, or take out what Modicum wrote by hand; the file as it was is kept as ${id}.before.`,
  );
}
