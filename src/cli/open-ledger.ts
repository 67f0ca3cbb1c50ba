import { existsSync } from 'node:fs';
import type { ArgsDef } from 'citty';
import { configPaths } from '../config/config-paths.ts';
import { ModicumError } from '../core/error.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openSqliteLedger } from '../ledger/sqlite-ledger.ts';
import { usage } from './check-arguments.ts';
import { newestDemo } from './demo/demo-paths.ts';

/** Which ledger to look into. */
export const LEDGER_OPTIONS = {
  ledger: { type: 'string', description: 'path of another ledger', valueHint: 'file' },
  demo: {
    type: 'boolean',
    description: 'the ledger of the last demo, whose figures are simulated',
  },
} as const satisfies ArgsDef;

export interface LedgerArguments {
  readonly ledger?: string | undefined;
  readonly demo?: boolean | undefined;
}

/**
 * Opens a ledger to look into it, or gives `null` when no call was ever booked: looking makes no file.
 * Works without a policy, so that a mistake in it does not hide the record. Whoever opens it closes it.
 */
export function openLedger(args: LedgerArguments): Ledger | null {
  const path = ledgerPath(args);
  if (existsSync(path)) return openSqliteLedger({ path, now: Date.now });
  if (args.ledger === undefined) return null;
  throw new ModicumError('ledger_path', `There is no ledger at ${path}.`);
}

function ledgerPath({ ledger, demo }: LedgerArguments): string {
  if (ledger !== undefined && demo === true)
    throw usage('--ledger and --demo name different ledgers: give one.');
  if (ledger !== undefined) return ledger;
  if (demo !== true) return configPaths(process.env, process.platform).ledger;
  const newest = newestDemo(process.env);
  if (newest !== null) return newest.ledger;
  throw new ModicumError('unknown_call', 'No demo was run yet. Run one: modicum demo');
}
