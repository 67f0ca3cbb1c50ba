import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { configPaths } from '../config/config-paths.ts';
import { ensureOwnerOnlyFolder } from '../config/owner-only.ts';
import { ModicumError } from '../core/error.ts';

/** A change takes milliseconds; whoever is in the way for this long has stopped. */
const WAIT_MS = 10_000;

/**
 * Does something while no other command of this user does the same: what reads a file, changes and
 * writes it would lose the change of another in between. The lock is SQLite's on an empty database,
 * which the system itself lets go of when its holder dies; no stale file ever has to be told from a live one.
 */
export function asOneWriter<Result>(action: () => Result, waitMs: number = WAIT_MS): Result {
  const { stateFolder } = configPaths(process.env, process.platform);
  ensureOwnerOnlyFolder(stateFolder);
  const path = join(stateFolder, 'policy.lock');
  closeSync(openSync(path, 'a', 0o600));
  const lock = new DatabaseSync(path, { timeout: waitMs });
  try {
    take(lock, waitMs);
    return action();
  } finally {
    lock.close();
  }
}

function take(lock: DatabaseSync, waitMs: number): void {
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    throw new ModicumError(
      'settings_unusable',
      `Another modicum has been changing the policy for ${waitMs / 1000} s. Nothing was written; try again when it has ended.`,
      { cause },
    );
  }
}
