import {
  chmodSync,
  closeSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join, basename, resolve } from 'node:path';

import { ModicumError } from '../../core/error.ts';
import { makeFolder } from './make-folder.ts';

const OWNER_ONLY_FILE = 0o600;
const OTHERS = 0o077;
const WORLD_WRITABLE = 0o002;
const STICKY = 0o1000;

/** The text every SQLite file begins with. */
const MAGIC = 'SQLite format 3\0';

/** The file itself and the two that SQLite keeps beside it. */
const SUFFIXES = ['', '-wal', '-shm', '-journal'] as const;

/**
 * Makes sure that a ledger at this path belongs to its owner alone, and creates folder and file when
 * missing. Says whether the file already has content. A file that is not SQLite's is not opened.
 */
export function prepareLedgerFile(path: string): {
  readonly path: string;
  readonly isNew: boolean;
} {
  try {
    return prepare(path);
  } catch (error) {
    if (error instanceof ModicumError) throw error;
    throw new ModicumError(
      'ledger_path',
      `The ledger ${path} cannot be created or opened: ${(error as Error).message}. ` +
        'Choose a path in a folder of your own.',
      { cause: error },
    );
  }
}

/** Takes every right away from everyone else. Only for a file that is known to be a ledger. */
export function keepPrivate(path: string): void {
  for (const suffix of SUFFIXES) {
    const file = lstatSync(path + suffix, { throwIfNoEntry: false });
    if (file?.isFile() === true && (file.mode & OTHERS) !== 0) {
      chmodSync(path + suffix, OWNER_ONLY_FILE);
    }
  }
}

function prepare(path: string): { readonly path: string; readonly isNew: boolean } {
  const asked = resolve(path);
  makeFolder(dirname(asked));
  const folder = realpathSync(dirname(asked));
  refuseSharedFolder(folder);
  const real = join(folder, basename(asked));
  for (const suffix of SUFFIXES) refuseSpecialFile(real + suffix);
  const existing = lstatSync(real, { throwIfNoEntry: false });
  if (existing === undefined) {
    // `a`, not `wx`: another process may create it at the same moment, and that is fine.
    closeSync(openSync(real, 'a', OWNER_ONLY_FILE));
    return { path: real, isNew: true };
  }
  if (existing.size === 0) return { path: real, isNew: true };
  refuseOtherFormat(real);
  return { path: real, isNew: false };
}

/**
 * In a folder that everyone may write, another user can put a file of theirs in place of ours. A
 * folder above it may be open to all if it is sticky, as /tmp is: there only owners rename.
 */
function refuseSharedFolder(folder: string): void {
  if (process.platform === 'win32') return;
  let current = folder;
  let mode = statSync(current).mode;
  let shared = (mode & WORLD_WRITABLE) !== 0;
  while (!shared && dirname(current) !== current) {
    current = dirname(current);
    mode = statSync(current).mode;
    shared = (mode & WORLD_WRITABLE) !== 0 && (mode & STICKY) === 0;
  }
  if (!shared) return;
  throw new ModicumError(
    'ledger_path',
    `Everyone may write to ${current}, so the ledger would not be safe in ${folder}. ` +
      'Choose a path in a folder of your own.',
  );
}

function refuseSpecialFile(path: string): void {
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file === undefined || file.isFile()) return;
  const kind = file.isSymbolicLink() ? 'a symbolic link' : 'not a file';
  throw new ModicumError(
    'ledger_path',
    `${path} is ${kind}. Name the ledger's own file, so that nothing else is written by mistake.`,
  );
}

function refuseOtherFormat(path: string): void {
  const head = Buffer.alloc(MAGIC.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  if (head.toString('latin1') === MAGIC) return;
  throw new ModicumError(
    'ledger_foreign',
    `${path} is not a ledger and is left untouched. Name another path, or move that file away.`,
  );
}
