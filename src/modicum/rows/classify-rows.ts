import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Prediction, RowPredictor, Unpredicted } from './predict-row.ts';

export type Rows = AsyncIterable<unknown> | Iterable<unknown>;

/** Rows between two turns of the event loop: a server that classifies goes on answering. */
const AT_ONCE = 256;

/** One prediction a row, in their order, as fast as they are asked for; holds one row at a time. */
export async function* classifyRows(
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
