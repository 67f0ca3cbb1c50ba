import { realpathSync, renameSync, rmSync, statSync, type Stats } from 'node:fs';

/** A file that is written beside its place and put there whole: who reads the place never sees half of it. */
export interface Replacement {
  /** Where to write. */
  readonly beside: string;
  /** Of the file that stands there; `undefined` without one. */
  readonly mode: number | undefined;
  put(): void;
  /** What was written is not wanted: the place stays as it is. */
  drop(): void;
}

/** What is no plain file, a pipe or a device, is written to directly. A link stays one. */
export function replaceFile(path: string): Replacement {
  const there = lookedAt(path);
  if (there !== undefined && !there.isFile())
    return { beside: path, mode: undefined, put: () => {}, drop: () => {} };
  const place = there === undefined ? path : realpathSync(path);
  const beside = `${place}.${process.pid}.new`;
  return {
    beside,
    mode: there === undefined ? undefined : there.mode & 0o777,
    put: () => renameSync(beside, place),
    drop: () => rmSync(beside, { force: true }),
  };
}

/** What cannot even be looked at is told by whoever writes there. */
function lookedAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
