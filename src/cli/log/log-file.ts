import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  fchmodSync,
  openSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { configPaths } from '../../config/config-paths.ts';
import { ensureOwnerOnlyFolder } from '../../config/owner-only.ts';
import { formatLogLine, type LogEntry } from './log-line.ts';

/** A log is kept to this size; with the one before it, twice as much is on the disk. */
export const MAX_LOG_BYTES = 5 * 1024 * 1024;

/** Where the gateway of this user writes its log. */
export function logPath(environment: NodeJS.ProcessEnv): string {
  return join(configPaths(environment, process.platform).stateFolder, 'modicum.log');
}

/** The log of the start before, or what was cut off the front of this one. */
export function previousLog(path: string): string {
  return `${path}.1`;
}

/** Begins a log anew, keeping the one before. The owner's alone even if an older one was not. */
export function beginLog(path: string): void {
  ensureOwnerOnlyFolder(dirname(path));
  if (existsSync(path)) renameSync(path, previousLog(path));
  closeSync(openLog(path));
}

/** For a process to write into: at the end, wherever that is by then. */
export function openLog(path: string): number {
  const log = openSync(path, 'a', 0o600);
  fchmodSync(log, 0o600);
  return log;
}

/**
 * Writes entries, each whole. A log that has grown too large is copied aside and emptied in place: others
 * (Node with the stack of a crash) hold the same file open and go on in it.
 */
export function createLogWriter(
  path: string,
  { now, maxBytes = MAX_LOG_BYTES }: { now: () => Date; maxBytes?: number },
): (entry: LogEntry) => void {
  ensureOwnerOnlyFolder(dirname(path));
  closeSync(openLog(path));
  return (entry) => {
    try {
      if (statSync(path).size >= maxBytes) {
        copyFileSync(path, previousLog(path));
        truncateSync(path);
      }
      appendFileSync(path, formatLogLine(entry, now()), { mode: 0o600 });
    } catch {
      // A full disk must not stop the calls. What cannot be written is not written.
    }
  };
}
