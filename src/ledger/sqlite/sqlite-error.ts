import { ModicumError } from '../../core/error.ts';

/** SQLite's primary result codes that mean something to whoever runs the ledger. */
const RESULT = {
  busy: 5,
  locked: 6,
  corrupt: 11,
  full: 13,
  constraint: 19,
  notADatabase: 26,
} as const;

/** The primary result code of an error from node:sqlite, or `null` for any other error. */
export function sqliteResult(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

export function isLocked(error: unknown): boolean {
  const result = sqliteResult(error);
  return result === RESULT.busy || result === RESULT.locked;
}

/** What went wrong with the ledger, in words that say what to do. */
export function ledgerError(error: unknown, path: string): ModicumError {
  if (error instanceof ModicumError) return error;
  const cause = { cause: error };
  if (isLocked(error)) {
    return new ModicumError(
      'ledger_locked',
      `Another process keeps the ledger ${path} locked. Close what holds it, then try again.`,
      cause,
    );
  }
  switch (sqliteResult(error)) {
    case RESULT.full:
      return new ModicumError(
        'ledger_full',
        `The disk that holds the ledger ${path} is full. Free some space; the ledger goes on by itself.`,
        cause,
      );
    case RESULT.corrupt:
    case RESULT.notADatabase:
      return new ModicumError(
        'ledger_corrupt',
        `The ledger ${path} is damaged. It is left as it is: move it away to start a new one, ` +
          'or recover its rows with `sqlite3 <file> .recover`.',
        cause,
      );
    case RESULT.constraint:
      return new ModicumError(
        'ledger_row',
        `The ledger refuses a row: ${(error as Error).message}.`,
        cause,
      );
    default:
      return new ModicumError(
        'ledger_unavailable',
        `The ledger ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
        cause,
      );
  }
}
