import { ModicumError } from '../core/error.ts';
import { hashOf, type Change, type ChangeJournal, type Scope } from './change-journal.ts';
import type { Connection, Place, Target } from './target.ts';
import { readUserFile, unusable, type UserFile } from './user-file.ts';
import { missingFolders, sameBytes, writeUserFile } from './write-user-file.ts';

export interface ConnectRequest {
  readonly target: Target;
  readonly scope: Scope;
  readonly place: Place;
  readonly connection: Connection;
  readonly journal: ChangeJournal;
  /** Also where the file names another address already. */
  readonly force: boolean;
}

/** What connecting would do to a file; nothing of it has been done. */
export interface ConnectPlan {
  readonly target: Target;
  readonly scope: Scope;
  readonly file: UserFile;
  readonly after: Uint8Array;
  /** Each value as its SHA-256. */
  readonly entries: Readonly<Record<string, string>>;
  readonly winners: readonly string[];
  /** The file says all this already. */
  readonly isDone: boolean;
}

/** Reads and decides. Throws where the file cannot be changed safely, or says otherwise already. */
export function planConnect(request: ConnectRequest): ConnectPlan {
  const { target, scope, place, connection, journal } = request;
  const file = readUserFile(target.path(scope, place));
  const written = hashesWritten(journal, file.realPath);
  const edit = target.connect({
    bytes: file.bytes,
    scope,
    place,
    connection,
    isOurs: (name, value) => written.has(`${name} ${hashOf(value)}`),
  });
  if (!edit.result.ok) {
    throw unusable(file.path, `${edit.result.problem}; put that right and run this again`);
  }
  if (edit.conflict !== null && !request.force) throw conflict(file.path, edit.conflict);
  refuseOpenSecret(file, edit.entries, connection);
  return {
    target,
    scope,
    file,
    after: edit.result.bytes,
    entries: Object.fromEntries(
      Object.entries(edit.entries).map(([name, value]) => [name, hashOf(value)]),
    ),
    winners: target.winners(scope, place, connection),
    isDone: sameBytes(file.bytes, edit.result.bytes),
  };
}

/** Does what was planned, its record first. */
export function applyConnect(plan: ConnectPlan, journal: ChangeJournal, now: number): Change {
  const { target, scope, file, after, entries } = plan;
  const at = new Date(now).toISOString();
  const change: Change = {
    id: `${at.replaceAll(/[-:.]/g, '')}-${target.name}-${process.pid}`,
    at,
    target: target.name,
    scope,
    path: file.path,
    realPath: file.realPath,
    before: file.bytes,
    hashAfter: hashOf(after),
    entries,
    madeFolders: missingFolders(file.realPath),
  };
  journal.record(change);
  try {
    writeUserFile(file, after);
  } catch (cause) {
    journal.forget(change.id);
    throw cause;
  }
  return change;
}

/** What Modicum set in this file, of all that has not been taken back. */
function hashesWritten(journal: ChangeJournal, realPath: string): ReadonlySet<string> {
  const changes = journal.list().filter((change) => change.realPath === realPath);
  return new Set(
    changes.flatMap(({ entries }) =>
      Object.entries(entries).map(([name, hash]) => `${name} ${hash}`),
    ),
  );
}

function conflict(path: string, what: string): ModicumError {
  return new ModicumError(
    'settings_conflict',
    `${path} says otherwise: ${what}. Nothing was written. To replace it, add --force; modicum undo brings it back.`,
  );
}

const OTHERS = 0o077;

/** A client key is written only where nobody else can read it. */
function refuseOpenSecret(
  { path, mode }: UserFile,
  entries: Readonly<Record<string, string>>,
  { clientKey }: Connection,
): void {
  const holdsKey =
    clientKey !== null && Object.values(entries).some((value) => value.includes(clientKey));
  if (!holdsKey || (mode & OTHERS) === 0 || process.platform === 'win32') return;
  throw unusable(
    path,
    `would hold the gateway's client key and can be read by others on this machine; run chmod go-rwx on it, or start with modicum code, which writes no settings`,
  );
}
