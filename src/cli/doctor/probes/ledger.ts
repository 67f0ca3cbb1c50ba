import { configPaths } from '../../../config/config-paths.ts';
import { ModicumError } from '../../../core/error.ts';
import { examineLedger } from '../../../ledger/sqlite/examine-ledger.ts';
import type { SetUp } from '../set-up.ts';
import type { LedgerFacts } from '../verdicts/ledger.ts';

/** Looked through in about a second. */
const MAX_BYTES = 256 * 1024 * 1024;

export function probeLedger({ args, place }: SetUp): LedgerFacts {
  const path = args.ledger ?? configPaths(place.environment, place.platform).ledger;
  try {
    return { path, file: examineLedger(path, { maxBytes: MAX_BYTES }), trouble: null };
  } catch (cause) {
    if (!(cause instanceof ModicumError)) throw cause;
    return { path, file: null, trouble: { code: cause.code, message: cause.message } };
  }
}
