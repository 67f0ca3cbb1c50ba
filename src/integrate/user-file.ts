import { accessSync, constants, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { ModicumError } from '../core/error.ts';

/** A file of the user's, as it is before Modicum changes anything in it. */
export interface UserFile {
  /** As it was named. */
  readonly path: string;
  /** Behind links: what is written, so that a link stays a link. */
  readonly realPath: string;
  /** `null`: there is none yet. */
  readonly bytes: Uint8Array | null;
  /** Permission bits; those a new file gets when there is none. */
  readonly mode: number;
}

/** Nobody writes this much settings by hand; a file of this size is something else. */
const MAX_BYTES = 1024 * 1024;

/** New files may come to hold a key. */
const OWNER_ONLY = 0o600;

/** Reads a file that is about to be changed. Throws `settings_unusable` where changing it is not safe. */
export function readUserFile(path: string): UserFile {
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link === undefined) return { path, realPath: path, bytes: null, mode: OWNER_ONLY };
  const realPath = resolveLinks(path);
  const stats = statSync(realPath);
  if (stats.isDirectory()) throw unusable(path, 'is a folder');
  if (!stats.isFile()) throw unusable(path, 'is not a file');
  if (stats.size > MAX_BYTES) throw unusable(path, 'is larger than 1 MB, so it is not settings');
  if (!isWritable(realPath, stats.mode)) throw unusable(path, 'is read-only');
  return { path, realPath, bytes: readBytes(path, realPath), mode: stats.mode & 0o777 };
}

export function unusable(path: string, problem: string): ModicumError {
  return new ModicumError('settings_unusable', `${path} ${problem}. Nothing was written.`);
}

function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new ModicumError(
      'settings_unusable',
      `${path} is a link that leads nowhere. Nothing was written.`,
      { cause },
    );
  }
}

/** The superuser may write anything; a file marked read-only says that its owner wants it so. */
function isWritable(path: string, mode: number): boolean {
  try {
    accessSync(path, constants.W_OK);
    return (mode & 0o200) !== 0;
  } catch {
    return false;
  }
}

function readBytes(path: string, realPath: string): Uint8Array {
  try {
    return readFileSync(realPath);
  } catch (cause) {
    throw new ModicumError('settings_unusable', `${path} cannot be read. Nothing was written.`, {
      cause,
    });
  }
}
