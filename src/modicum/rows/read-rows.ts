import { csvRows } from './csv-rows.ts';
import { jsonLines } from './json-lines.ts';
import { openFile } from './open-file.ts';

/** The rows of a file by its name: CSV, else JSON lines; `.gz` of either; `-` is standard input. */
export function readRows(path: string): AsyncIterable<unknown> {
  const bytes = openFile(path);
  return /\.csv(\.gz)?$/i.test(path) ? csvRows(bytes) : jsonLines(bytes);
}
