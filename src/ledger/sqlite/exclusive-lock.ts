import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isLocked } from './sqlite-error.ts';

export type Locked<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false };

/**
 * Does something while no other process does the same under this path; `ok: false` when another held the
 * lock for all of `waitMs`. The lock is SQLite's on an empty database, which the system itself lets go of
 * when its holder dies: no stale file ever has to be told from a live one.
 */
export function whileLocked<Result>(
  { path, waitMs }: { readonly path: string; readonly waitMs: number },
  action: () => Result,
): Locked<Result> {
  closeSync(openSync(path, 'a', 0o600));
  const lock = new DatabaseSync(path, { timeout: waitMs });
  try {
    return take(lock) ? { ok: true, result: action() } : { ok: false };
  } finally {
    lock.close();
  }
}

function take(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (cause) {
    if (isLocked(cause)) return false;
    throw cause;
  }
}
