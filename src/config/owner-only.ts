import { closeSync, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { ModicumError } from '../core/error.ts';
import { makeFolder } from './make-folder.ts';

/** The content of a file that only its owner can read, or why it is not read. */
export type OwnerOnlyRead =
  | { readonly ok: true; readonly content: string }
  | { readonly ok: false; readonly missing: boolean; readonly problem: string };

/** A key is never long; this keeps a wrong path from filling memory. */
const MAX_BYTES = 64 * 1024;

/**
 * Opens first and checks what was opened, so that the file cannot be exchanged in between. Windows has
 * no such modes; there the checks of mode and owner are left out.
 */
export function readOwnerOnly(path: string): OwnerOnlyRead {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    const stats = fstatSync(descriptor);
    const problem = stats.isFile() ? unsafe(stats) : 'is not a file';
    if (problem !== null) return { ok: false, missing: false, problem: `${path} ${problem}` };
    if (stats.size > MAX_BYTES) {
      return { ok: false, missing: false, problem: `${path} is too large to hold a key` };
    }
    return { ok: true, content: readFileSync(descriptor, 'utf8') };
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT';
    const problem = missing ? 'does not exist' : `cannot be read (${errorCode(error)})`;
    return { ok: false, missing, problem: `${path} ${problem}` };
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Makes the folder for Modicum's own files, or checks that the one there is private. */
export function ensureOwnerOnlyFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (cause) {
    throw new ModicumError(
      'state_folder_unusable',
      `${path} cannot be made (${errorCode(cause)}); set XDG_STATE_HOME to a folder that can be written.`,
      { cause },
    );
  }
  const stats = lstatSync(path);
  const problem = stats.isDirectory() ? unsafe(stats) : 'is a link or no folder';
  if (problem === null) return;
  throw new ModicumError(
    'state_folder_unusable',
    `${path} ${problem}. Anyone who can write there could change what Modicum records.`,
  );
}

const OTHERS = 0o077;

function unsafe(stats: { readonly mode: number; readonly uid: number }): string | null {
  const own = process.getuid?.();
  if (own === undefined) return null;
  if (stats.uid !== own) return 'belongs to someone else; it must be your own';
  const mode = stats.mode & OTHERS;
  return mode === 0 ? null : 'is open to others on this machine; run chmod go-rwx on it';
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
