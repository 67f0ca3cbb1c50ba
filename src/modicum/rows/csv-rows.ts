import { readLines, type Line } from './read-lines.ts';
import { unreadableRow } from './row-call.ts';

/**
 * The rows of a CSV file with a header: each an object whose fields are named by it. Quoted fields may hold
 * commas, quotation marks and line ends; a file with more semicolons or tabs in its header uses those. Rows
 * without an `id` get the number of the line they begin on.
 */
export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown, void, void> {
  let header: readonly string[] | null = null;
  let separator = ',';
  for await (const { text, number } of records(readLines(bytes))) {
    if (header === null) {
      separator = separatorIn(text);
      header = fieldsOf(text.replace(/^\uFEFF/, ''), separator).map((name) =>
        name.trim().toLowerCase(),
      );
      continue;
    }
    const fields = fieldsOf(text, separator);
    if (fields.length === 1 && fields[0]?.trim() === '') continue;
    if (fields.length !== header.length) {
      const counts = `${fields.length} fields, and the header names ${header.length}`;
      yield unreadableRow(number, `the line has ${counts}`);
      continue;
    }
    const named = header.map((name, index) => [name, fields[index] ?? ''] as const);
    const row = Object.fromEntries(named.filter(([, value]) => value !== ''));
    yield { ...row, id: row['id'] ?? number };
  }
}

/** Lines until every quotation mark has its partner. */
async function* records(lines: AsyncIterable<Line>): AsyncGenerator<Pick<Line, 'text' | 'number'>> {
  let pieces: string[] = [];
  let began = 0;
  let quotes = 0;
  let length = 0;
  const end = () => {
    const record = { text: pieces.join('\n'), number: began };
    [pieces, quotes, length] = [[], 0, 0];
    return record;
  };
  for await (const { text, number } of lines) {
    if (pieces.length === 0) began = number;
    pieces.push(text);
    quotes += quotesIn(text);
    length += text.length;
    if (quotes % 2 === 0 || length > LONGEST_RECORD) yield end();
  }
  if (pieces.length > 0) yield end();
}

/** A mark without partner must not swallow the rest of the file. */
const LONGEST_RECORD = 1_000_000;

function quotesIn(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes;
}

function separatorIn(header: string): string {
  const count = (mark: string) => header.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function fieldsOf(text: string, separator: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === separator) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}
