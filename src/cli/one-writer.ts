import { join } from 'node:path';
import { configPaths } from '../config/config-paths.ts';
import { ensureOwnerOnlyFolder } from '../config/owner-only.ts';
import { ModicumError } from '../core/error.ts';
import { whileLocked } from '../ledger/sqlite/exclusive-lock.ts';

/** A change takes milliseconds; whoever is in the way for this long has stopped. */
const WAIT_MS = 10_000;

/**
 * Does something while no other command of this user does the same: what reads a file, changes and
 * writes it would lose the change of another in between.
 */
export function asOneWriter<Result>(action: () => Result, waitMs: number = WAIT_MS): Result {
  const { stateFolder } = configPaths(process.env, process.platform);
  ensureOwnerOnlyFolder(stateFolder);
  const locked = whileLocked({ path: join(stateFolder, 'policy.lock'), waitMs }, action);
  if (locked.ok) return locked.result;
  throw new ModicumError(
    'settings_unusable',
    `Another modicum has been changing the policy for ${waitMs / 1000} s. Nothing was written; try again when it has ended.`,
  );
}
