import { JSON_NUMBER, MAX_DEPTH, type Datum, type Entry } from './datum.ts';

/** JSON as RFC 8259 has it, with no key twice in one object; `null` for anything else. */
export function readJson(text: string): Datum | null {
  const reader: Reader = { text, at: 0, depth: 0 };
  const datum = readValue(reader);
  if (datum === null) return null;
  skipSpace(reader);
  return reader.at === text.length ? datum : null;
}

/** Two spaces of indentation, as people write it. */
export function writeJson(datum: Datum, indent = ''): string {
  switch (datum.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(datum.value);
    case 'number':
      return datum.text;
    case 'string':
      return JSON.stringify(datum.value);
    case 'list':
      return enclosed(
        '[]',
        indent,
        datum.items.map((item) => writeJson(item, `${indent}  `)),
      );
    case 'map':
      return enclosed(
        '{}',
        indent,
        datum.entries.map(
          ([key, value]) => `${JSON.stringify(key)}: ${writeJson(value, `${indent}  `)}`,
        ),
      );
  }
}

function enclosed(brackets: '[]' | '{}', indent: string, parts: readonly string[]): string {
  if (parts.length === 0) return brackets;
  const lines = parts.map((part) => `${indent}  ${part}`).join(',\n');
  return `${brackets[0]}\n${lines}\n${indent}${brackets[1]}`;
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

function readValue(reader: Reader): Datum | null {
  skipSpace(reader);
  const first = reader.text[reader.at];
  if (first === '{' || first === '[') return readNested(reader, first);
  if (first === '"') {
    const value = readString(reader);
    return value === null ? null : { kind: 'string', value };
  }
  return readWord(reader);
}

function readNested(reader: Reader, bracket: '{' | '['): Datum | null {
  if (reader.depth === MAX_DEPTH) return null;
  reader.at++;
  reader.depth++;
  const datum = bracket === '{' ? readMap(reader) : readList(reader);
  reader.depth--;
  return datum;
}

function readList(reader: Reader): Datum | null {
  const items: Datum[] = [];
  if (takes(reader, ']')) return { kind: 'list', items };
  do {
    const item = readValue(reader);
    if (item === null) return null;
    items.push(item);
  } while (takes(reader, ','));
  return takes(reader, ']') ? { kind: 'list', items } : null;
}

function readMap(reader: Reader): Datum | null {
  const entries: Entry[] = [];
  const keys = new Set<string>();
  if (takes(reader, '}')) return { kind: 'map', entries };
  do {
    skipSpace(reader);
    const key = reader.text[reader.at] === '"' ? readString(reader) : null;
    if (key === null || keys.has(key) || !takes(reader, ':')) return null;
    const value = readValue(reader);
    if (value === null) return null;
    keys.add(key);
    entries.push([key, value]);
  } while (takes(reader, ','));
  return takes(reader, '}') ? { kind: 'map', entries } : null;
}

/** Its end is found here; what stands in it is for the engine's own parser. */
function readString(reader: Reader): string | null {
  const start = reader.at;
  let at = start + 1;
  while (at < reader.text.length && reader.text[at] !== '"') at += reader.text[at] === '\\' ? 2 : 1;
  reader.at = at + 1;
  try {
    const value: unknown = JSON.parse(reader.text.slice(start, at + 1));
    // Half a character cannot be carried by any other format.
    return typeof value === 'string' && value.isWellFormed() ? value : null;
  } catch {
    return null;
  }
}

const WORD = /[-+.\w]+/y;

function readWord(reader: Reader): Datum | null {
  WORD.lastIndex = reader.at;
  const word = WORD.exec(reader.text)?.[0] ?? '';
  reader.at += word.length;
  if (word === 'null') return { kind: 'null' };
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' };
  return JSON_NUMBER.test(word) ? { kind: 'number', text: word } : null;
}

function takes(reader: Reader, character: string): boolean {
  skipSpace(reader);
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

function skipSpace(reader: Reader): void {
  while (SPACE.has(reader.text[reader.at] ?? '')) reader.at++;
}

const SPACE: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r']);
