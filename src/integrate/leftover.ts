import { readFileSync } from 'node:fs';
import type { ChangeJournal, Scope } from './change-journal.ts';
import { applyConnect, type ConnectPlan } from './connect.ts';
import type { Connection, LeftIn, Place, Target } from './target.ts';
import { readUserFile, unusable, type UserFile } from './user-file.ts';
import { sameBytes } from './write-user-file.ts';

/** What Modicum wrote into a file, found there without the record of it. */
export interface Leftover {
  readonly target: Target;
  readonly scope: Scope;
  readonly file: UserFile;
  readonly found: LeftIn['found'];
  /** The file without it. */
  readonly after: Uint8Array;
}

export interface LeftoverRequest {
  readonly target: Target;
  readonly scopes: readonly Scope[];
  readonly place: Place;
  readonly connection: Connection;
}

/** Looks for what is Modicum's by what it says: the record went with the state folder. */
export function findLeftovers(request: LeftoverRequest): readonly Leftover[] {
  const { target, scopes, place, connection } = request;
  return scopes.flatMap((scope) => {
    const bytes = look(target, scope, place);
    const left = bytes === null ? null : target.leftIn(bytes, connection);
    if (left === null) return [];
    const file = readUserFile(target.path(scope, place));
    if (!left.result.ok) throw unusable(file.path, left.result.problem);
    return [{ target, scope, file, found: left.found, after: left.result.bytes }];
  });
}

/** A file that cannot be read holds nothing that could be told. */
function look(target: Target, scope: Scope, place: Place): Uint8Array | null {
  try {
    return readFileSync(target.path(scope, place));
  } catch {
    return null;
  }
}

/** Takes it out, with a record of its own so that `modicum undo` can bring it back. */
export function removeLeftover(leftover: Leftover, journal: ChangeJournal, now: number): void {
  const { target, scope, file, after } = leftover;
  const isDone = sameBytes(file.bytes, after);
  const plan: ConnectPlan = { target, scope, file, after, entries: {}, winners: [], isDone };
  applyConnect(plan, journal, now);
}
