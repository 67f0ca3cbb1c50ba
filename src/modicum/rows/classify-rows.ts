import { setImmediate as nextTurn } from 'node:timers/promises';
import { ModicumError } from '../../core/error.ts';
import type { Prediction, RowPredictor, Unpredicted } from './predict-row.ts';

export type Rows = AsyncIterable<unknown> | Iterable<unknown>;

/** Rows between two turns of the event loop: a server that classifies goes on answering. */
const AT_ONCE = 256;

/** One prediction a row, in their order, as fast as they are asked for; holds one row at a time. */
export function classifyRows(
  rows: Rows,
  predict: RowPredictor,
): AsyncGenerator<Prediction | Unpredicted, void, void> {
  refuseOther(rows);
  return predictions(rows, predict);
}

/** A program without types may give anything; a text would be read letter by letter. */
function refuseOther(rows: unknown): void {
  const isMany =
    typeof rows === 'object' &&
    rows !== null &&
    (Symbol.iterator in rows || Symbol.asyncIterator in rows);
  if (isMany) return;
  const given = rows === null ? 'null' : typeof rows === 'string' ? 'one text' : typeof rows;
  throw new ModicumError(
    'invalid_request',
    `classifyMany takes a list of rows, or something to iterate over, and was given ${given}: classifyMany(['Translate this', …]).`,
  );
}

async function* predictions(
  rows: Rows,
  predict: RowPredictor,
): AsyncGenerator<Prediction | Unpredicted, void, void> {
  let place = 0;
  for await (const row of rows) {
    place += 1;
    yield predict(row, place);
    if (place % AT_ONCE === 0) await nextTurn();
  }
}
