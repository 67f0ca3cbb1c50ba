import { ModicumError } from '../core/error.ts';
import { readRows } from '../modicum/rows/read-rows.ts';

export type TrainSource =
  | { readonly kind: 'ledger' }
  | { readonly kind: 'file'; readonly path: string };

/** The rows a training is to learn from. */
export function rowsToTrain(
  source: TrainSource,
  _ledger: string | undefined,
): AsyncIterable<unknown> {
  if (source.kind === 'file') return readRows(source.path);
  throw new ModicumError('rows_unreadable', 'The ledger has no prompts: none were recorded.');
}
