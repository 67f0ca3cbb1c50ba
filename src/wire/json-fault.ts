/**
 * Where text stops being JSON, as a sentence. Only for text that JSON.parse refused: the engine's own
 * message quotes the text around the fault, which may be a prompt, and does not always say where.
 * Its recursion is as deep as the text's nesting, which the caller has bounded.
 */
export function describeJsonFault(text: string): string {
  const offset = jsonFaultOffset(text);
  if (offset >= text.length) return 'The body is not valid JSON: it ends too early.';
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return `The body is not valid JSON: unexpected character at line ${line}, column ${column}.`;
}

/** Offset of the first character that cannot stand where it stands; the length when more must follow. */
export function jsonFaultOffset(text: string): number {
  const cursor: Cursor = { text, at: 0 };
  skipSpace(cursor);
  if (readValue(cursor)) skipSpace(cursor);
  return cursor.at;
}

/** Readers move it behind what is right, and leave it at what is wrong. */
interface Cursor {
  readonly text: string;
  at: number;
}

function readValue(cursor: Cursor): boolean {
  switch (cursor.text[cursor.at]) {
    case '{':
      return readList(cursor, '}', readMember);
    case '[':
      return readList(cursor, ']', readValue);
    case '"':
      return readString(cursor);
    case 't':
      return readWord(cursor, 'true');
    case 'f':
      return readWord(cursor, 'false');
    case 'n':
      return readWord(cursor, 'null');
    default:
      return readNumber(cursor);
  }
}

function readList(cursor: Cursor, close: string, readItem: (cursor: Cursor) => boolean): boolean {
  cursor.at++;
  skipSpace(cursor);
  if (readWord(cursor, close)) return true;
  while (readItem(cursor)) {
    skipSpace(cursor);
    if (readWord(cursor, close)) return true;
    if (!readWord(cursor, ',')) return false;
    skipSpace(cursor);
  }
  return false;
}

function readMember(cursor: Cursor): boolean {
  if (!readString(cursor)) return false;
  skipSpace(cursor);
  if (!readWord(cursor, ':')) return false;
  skipSpace(cursor);
  return readValue(cursor);
}

function readString(cursor: Cursor): boolean {
  if (!readWord(cursor, '"')) return false;
  while (readPattern(cursor, PLAIN_TEXT) || readPattern(cursor, ESCAPE)) continue;
  if (cursor.text[cursor.at] === '\\') cursor.at = escapeFault(cursor);
  return readWord(cursor, '"');
}

// Control characters may not stand in a string as they are.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const PLAIN_TEXT = /[^"\\\u0000-\u001f]{1,4096}/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \n\r\t]+/y;

/** The first wrong character behind a backslash. */
function escapeFault({ text, at }: Cursor): number {
  if (text[at + 1] !== 'u') return at + 1;
  let fault = at + 2;
  while (/[0-9a-fA-F]/.test(text[fault] ?? '')) fault++;
  return fault;
}

function readNumber(cursor: Cursor): boolean {
  return readPattern(cursor, NUMBER);
}

function skipSpace(cursor: Cursor): void {
  readPattern(cursor, SPACE);
}

function readPattern(cursor: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = cursor.at;
  const matched = pattern.test(cursor.text);
  if (matched) cursor.at = pattern.lastIndex;
  return matched;
}

function readWord(cursor: Cursor, word: string): boolean {
  if (!cursor.text.startsWith(word, cursor.at)) return false;
  cursor.at += word.length;
  return true;
}
