import { isObject } from '../../core/json.ts';
import { readLines } from './read-lines.ts';
import { unreadableRow } from './row-call.ts';
import { isMessages } from './row-shapes.ts';

/**
 * The rows of a file of JSON lines. A row without an id gets its line's number; a line that is no JSON keeps
 * its place with what is wrong. Empty lines are none.
 */
export async function* jsonLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown, void, void> {
  for await (const { number, text, tooLong } of readLines(bytes)) {
    if (tooLong) yield unreadableRow(number, 'the line is too long');
    else if (text.trim() !== '') yield rowOf(text, number);
  }
}

function rowOf(text: string, number: number): unknown {
  const parsed = parse(text);
  if (parsed === undefined) return unreadableRow(number, 'the line is not JSON');
  if (typeof parsed === 'string') return { id: number, text: parsed };
  if (isMessages(parsed)) return { id: number, messages: parsed };
  if (isObject(parsed)) return isId(parsed['id']) ? parsed : { ...parsed, id: number };
  return unreadableRow(number, 'the line is neither a text, nor an object, nor a list of messages');
}

function isId(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function parse(text: string): unknown {
  try {
    // A file may begin with a byte order mark.
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}
