import type { DatabaseSync } from 'node:sqlite';
import { isLocked } from './sqlite-error.ts';

/**
 * Of several processes that make a ledger at once, one makes it a write-ahead log while the others hold
 * it open. For this one step SQLite does not wait for them by itself.
 */
export function useWriteAheadLog(database: Pick<DatabaseSync, 'exec'>, waitMs: number): void {
  const until = performance.now() + waitMs;
  for (;;) {
    try {
      database.exec('pragma journal_mode = wal;');
      return;
    } catch (error) {
      if (!isLocked(error) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
