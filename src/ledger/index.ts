import { openSqliteLedger } from './sqlite-ledger.ts';

/** The stores a ledger can live in. Each passes `test/conformance/ledger.ts`. */
export const LEDGER_STORES = { sqlite: openSqliteLedger } as const;
