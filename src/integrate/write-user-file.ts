import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ModicumError } from '../core/error.ts';
import { unusable, type UserFile } from './user-file.ts';

/**
 * Puts new bytes in the place of a file: wholly or not at all, with its mode and owner, behind its links.
 * Refuses when the file is no longer the one that was read.
 */
export function writeUserFile(file: UserFile, bytes: Uint8Array): void {
  const missing = missingFolders(file.realPath);
  const temporary = join(
    dirname(file.realPath),
    `.${basename(file.realPath)}.modicum-${process.pid}`,
  );
  try {
    for (const folder of missing) mkdirSync(folder);
    writeNew(temporary, bytes, file);
    refuseChanged(file);
    renameSync(temporary, file.realPath);
  } catch (cause) {
    rmSync(temporary, { force: true });
    removeEmptyFolders(missing);
    throw notWritten(file, cause);
  }
}

/** The folders that must be made before this file can be written, outermost first. */
export function missingFolders(path: string): readonly string[] {
  const folder = dirname(path);
  return existsSync(folder) ? [] : [...missingFolders(folder), folder];
}

/** Takes away a file that Modicum made, and the folders it made for it as far as they are empty. */
export function removeUserFile(file: UserFile, madeFolders: readonly string[]): void {
  refuseChanged(file);
  rmSync(file.realPath, { force: true });
  removeEmptyFolders(madeFolders);
}

export function sameBytes(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null) return one === other;
  return Buffer.compare(one, other) === 0;
}

function writeNew(
  path: string,
  bytes: Uint8Array,
  { realPath, bytes: before, mode }: UserFile,
): void {
  rmSync(path, { force: true });
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeSync(descriptor, bytes);
    if (before !== null) keepOwner(descriptor, realPath);
    fchmodSync(descriptor, mode);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Someone else's file stays theirs, also when the superuser changes it. */
function keepOwner(descriptor: number, path: string): void {
  const { uid, gid } = statSync(path);
  if (uid === process.getuid?.() && gid === process.getgid?.()) return;
  if (process.getuid !== undefined) fchownSync(descriptor, uid, gid);
}

function refuseChanged(file: UserFile): void {
  const now = existsSync(file.realPath) ? readFileSync(file.realPath) : null;
  if (!sameBytes(now, file.bytes)) {
    throw unusable(file.path, 'was changed by another program just now; try again');
  }
}

function removeEmptyFolders(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      // Something is in it by now: it stays, and so do those around it.
      return;
    }
  }
}

function notWritten(file: UserFile, cause: unknown): ModicumError {
  if (cause instanceof ModicumError) return cause;
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new ModicumError(
    'settings_unusable',
    `${file.path} cannot be written (${why}). Nothing was changed.`,
    { cause },
  );
}
