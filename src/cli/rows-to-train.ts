import { ModicumError } from '../core/error.ts';
import { ledgerRows } from '../modicum/rows/ledger-rows.ts';
import { readRows } from '../modicum/rows/read-rows.ts';
import { openLedger } from './open-ledger.ts';

export type TrainSource =
  | { readonly kind: 'ledger' }
  | { readonly kind: 'file'; readonly path: string };

/** The rows a training is to learn from. */
export function rowsToTrain(
  source: TrainSource,
  ledger: string | undefined,
): AsyncIterable<unknown> | Iterable<unknown> {
  if (source.kind === 'file') return readRows(source.path);
  const opened = openLedger({ ledger });
  try {
    const rows = opened === null ? [] : [...ledgerRows(opened)];
    if (rows.length > 0) return rows;
  } finally {
    opened?.close();
  }
  throw new ModicumError('rows_unreadable', NO_PROMPTS);
}

const NO_PROMPTS =
  'The ledger has no prompts: Modicum keeps none unless your policy says so. To have them kept from now on: modicum policy set record.prompts=true';
