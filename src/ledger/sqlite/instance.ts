import type { DatabaseSync } from 'node:sqlite';

import { lifeOf, ownIdentity } from './process-identity.ts';
import type { Row } from './rows.ts';
import {
  CLOSE_INSTANCE,
  INSERT_INSTANCE,
  INSTANCES_WITH_OPEN_ROWS,
  INTERRUPT_ATTEMPTS,
  INTERRUPT_CALLS,
} from './statements.ts';

/**
 * One opening of the ledger by one process. Every call belongs to the instance that opened it, so that
 * recovery can tell a crash from a call that still runs in another process.
 */
export interface Instance {
  /** Before the first write and outside its transaction: whoever only reads leaves no trace. */
  register(): void;
  /** `null` until registered. */
  id(): number | null;
  /** Closes what instances that are gone left open; says how many rows. */
  interruptDead(): number;
  /** From now on its open rows count as left behind. */
  end(): void;
}

/** Where a process cannot be seen, a call this old is taken for dead: none lasts so long. */
const LONGEST_CALL_MS = 60 * 60 * 1_000;

export function createInstance(database: DatabaseSync, now: () => number): Instance {
  let own: number | null = null;

  function register(): void {
    own ??= inserted(database, now());
  }

  function interruptDead(): number {
    database.exec('begin immediate');
    try {
      const gone = database.prepare(INSTANCES_WITH_OPEN_ROWS).all();
      const rows = gone
        .filter((row) => row['id'] !== own)
        .map((row) => interrupt(database, row, now()));
      database.exec('commit');
      return rows.reduce((sum, count) => sum + count, 0);
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  }

  function end(): void {
    if (own !== null) database.prepare(CLOSE_INSTANCE).run(now(), own);
  }

  return { register, id: () => own, interruptDead, end };
}

function inserted(database: DatabaseSync, now: number): number {
  const { host, pid, start } = ownIdentity();
  return Number(database.prepare(INSERT_INSTANCE).run(host, pid, start, now).lastInsertRowid);
}

function interrupt(database: DatabaseSync, instance: Row, now: number): number {
  const before = startedBefore(instance, now);
  if (before === null) return 0;
  const id = Number(instance['id']);
  const attempts = database.prepare(INTERRUPT_ATTEMPTS).run(now, id, before).changes;
  const calls = database.prepare(INTERRUPT_CALLS).run(now, id, before).changes;
  return Number(attempts) + Number(calls);
}

/** Calls of this instance that started before then are dead; `null` when it lives. */
function startedBefore(instance: Row, now: number): number | null {
  if (instance['closed_at'] !== null) return Number.MAX_SAFE_INTEGER;
  const life = lifeOf({
    host: String(instance['host']),
    pid: Number(instance['pid']),
    start: instance['process_start'] as string | null,
  });
  if (life === 'alive') return null;
  return life === 'dead' ? Number.MAX_SAFE_INTEGER : now - LONGEST_CALL_MS;
}
