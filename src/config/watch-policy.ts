import { statSync } from 'node:fs';

export interface PolicyWatch {
  stop(): void;
}

export interface WatchOptions {
  readonly path: string;
  /** The file is another one than before, or is gone, and has been still for an interval. */
  readonly onChange: () => void;
  /** Default: half a second. */
  readonly intervalMs?: number;
}

const INTERVAL_MS = 500;

/**
 * Follows a file by looking at it now and then: works on every file system, for files that do not exist
 * yet, and for editors that put a new file in the place of the old.
 */
export function watchPolicy({ path, onChange, intervalMs }: WatchOptions): PolicyWatch {
  const look = createLook(() => signatureOf(path), onChange);
  const timer = setInterval(look, intervalMs ?? INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Calls `onChange` once what is seen differs from what was taken last and is the same twice in a row. */
export function createLook(see: () => string, onChange: () => void): () => void {
  let taken = see();
  let before = taken;
  return () => {
    const now = see();
    const isStill = now === before;
    before = now;
    if (!isStill || now === taken) return;
    taken = now;
    onChange();
  };
}

/** Changes with whatever happens to a file. */
function signatureOf(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    return [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs, stats.mode].join();
  } catch {
    return 'unreachable';
  }
}
