import type { DatabaseSync } from 'node:sqlite';

import { isLocked } from './sqlite-error.ts';

/** Writes that wait for the next commit. */
export interface CommitQueue {
  /** Runs `write` in the next transaction; resolves once that is durable. */
  commit(write: () => void): Promise<void>;
  /** Commits what waits, now. */
  flush(): void;
}

export interface CommitQueueOptions {
  readonly database: DatabaseSync;
  /** Done before every transaction, outside of it: what a rollback must not undo. */
  readonly beforeEach: () => void;
  /** What callers are told, from what SQLite threw. */
  readonly describe: (error: unknown) => Error;
  /** Told of every write that failed, besides its caller. */
  readonly onError: (error: Error) => void;
  /** How often a locked database is asked again before the writes fail. */
  readonly lockRetries: number;
}

/** Between two looks at a locked database other work goes on. */
export const LOCK_PAUSE_MS = 50;

interface Waiting {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Group commit: all that is asked for in one turn of the event loop shares one transaction, because a
 * commit costs ten times what a row does. A write that fails is taken out: the others are then made
 * one by one, each in its own transaction. While another process holds the lock the writes wait in
 * order without holding up the event loop; after `lockRetries` they fail, and the next ones start anew.
 */
export function createCommitQueue(options: CommitQueueOptions): CommitQueue {
  const { database } = options;
  let waiting: Waiting[] = [];
  let scheduled = false;
  let locks = 0;

  function commit(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ write, resolve, reject });
      if (scheduled) return;
      scheduled = true;
      setImmediate(run);
    });
  }

  function run(): void {
    scheduled = false;
    if (waiting.length > 0) flushUnlessLocked();
  }

  function flushUnlessLocked(): void {
    const batch = waiting;
    waiting = [];
    try {
      transact(batch);
    } catch (error) {
      if (isLocked(error) && locks < options.lockRetries) waitForLock(batch);
      else if (isLocked(error) || batch.length === 1) fail(batch, error);
      else oneByOne(batch);
      return;
    }
    locks = 0;
    for (const { resolve } of batch) resolve();
  }

  function waitForLock(batch: Waiting[]): void {
    locks++;
    waiting = batch;
    scheduled = true;
    setTimeout(run, LOCK_PAUSE_MS);
  }

  function oneByOne(batch: readonly Waiting[]): void {
    for (const one of batch) {
      try {
        transact([one]);
        one.resolve();
      } catch (error) {
        fail([one], error);
      }
    }
  }

  function transact(batch: readonly Waiting[]): void {
    options.beforeEach();
    inTransaction(database, batch);
  }

  function fail(batch: readonly Waiting[], error: unknown): void {
    locks = 0;
    const described = options.describe(error);
    options.onError(described);
    for (const { reject } of batch) reject(described);
  }

  function flush(): void {
    locks = options.lockRetries;
    if (waiting.length > 0) flushUnlessLocked();
  }

  return { commit, flush };
}

function inTransaction(database: DatabaseSync, batch: readonly Waiting[]): void {
  database.exec('begin immediate');
  try {
    for (const { write } of batch) write();
    database.exec('commit');
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}
