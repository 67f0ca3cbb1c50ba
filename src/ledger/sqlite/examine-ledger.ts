import { existsSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { ledgerError } from './sqlite-error.ts';
import { openDatabase } from './open-database.ts';

/** What can be said of a ledger file by looking at it. */
export interface LedgerExamination {
  /** Of the file and of its write-ahead log. */
  readonly bytes: number;
  readonly walBytes: number;
  /** How many migrations it has seen. */
  readonly schema: number;
  /** `wal`, unless something is wrong. */
  readonly journalMode: string;
  /** What SQLite finds damaged, in its words; `null`: larger than `maxBytes`, so not looked through. */
  readonly damage: readonly string[] | null;
}

/**
 * Looks a ledger through and tries whether it can be written, without leaving anything in it. `null` when
 * there is none: looking makes no file. Throws a `ModicumError` for one that cannot be used.
 */
export function examineLedger(
  path: string,
  { maxBytes }: { readonly maxBytes: number },
): LedgerExamination | null {
  if (!existsSync(path)) return null;
  const bytes = statSync(path).size;
  const wal = `${path}-wal`;
  const walBytes = existsSync(wal) ? statSync(wal).size : 0;
  const database = openDatabase(path);
  try {
    // As far as a write can go without one: the lock is taken and the disk is asked.
    database.exec('begin immediate; rollback');
    return {
      bytes,
      walBytes,
      schema: Number(value(database, 'pragma user_version')),
      journalMode: String(value(database, 'pragma journal_mode')),
      damage: bytes > maxBytes ? null : damageIn(database),
    };
  } catch (error) {
    throw ledgerError(error, path);
  } finally {
    database.close();
  }
}

function damageIn(database: DatabaseSync): readonly string[] {
  const rows = database.prepare('pragma quick_check(10)').all();
  const lines = rows.map((row) => String(Object.values(row)[0]));
  return lines.length === 1 && lines[0] === 'ok' ? [] : lines;
}

function value(database: DatabaseSync, statement: string): unknown {
  return Object.values(Object(database.prepare(statement).get()) as object)[0];
}
