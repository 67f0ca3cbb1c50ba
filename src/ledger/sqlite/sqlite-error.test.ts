import { describe, expect, it } from 'vitest';
import { ModicumError } from '../../core/error.ts';
import { ledgerError, sqliteResult } from './sqlite-error.ts';

function sqlite(errcode: unknown): Error {
  return Object.assign(new Error('as SQLite says it'), { errcode });
}

describe('what went wrong with the ledger', () => {
  it.each([
    // Extended codes carry the primary one in their lowest byte.
    [sqlite(5), 'ledger_locked'],
    [sqlite(5 | (2 << 8)), 'ledger_locked'],
    [sqlite(6), 'ledger_locked'],
    [sqlite(13), 'ledger_full'],
    [sqlite(11), 'ledger_corrupt'],
    [sqlite(26), 'ledger_corrupt'],
    [sqlite(19 | (8 << 8)), 'ledger_row'],
    [sqlite(1), 'ledger_unavailable'],
    [sqlite('13'), 'ledger_unavailable'],
    [new Error('no code'), 'ledger_unavailable'],
    ['not even an error', 'ledger_unavailable'],
  ])('%s is told as %s', (cause, code) => {
    const told = ledgerError(cause, '/ledger');
    expect(told).toBeInstanceOf(ModicumError);
    expect(told.code).toBe(code);
    expect(told.cause).toBe(cause);
  });

  it('is not told twice', () => {
    const told = new ModicumError('ledger_foreign', 'another file');
    expect(ledgerError(told, '/ledger')).toBe(told);
  });

  it('has no result code when it is not of SQLite', () => {
    expect([sqliteResult(null), sqliteResult(new Error('x')), sqliteResult(sqlite('x'))]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
