import type { Datum, Entry } from './datum.ts';

/** Rows of cells under a head; every row has as many cells as the head has names. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Cell {
  readonly text: string;
  /** Written so that it is text, whatever it looks like. */
  readonly isText: boolean;
}

/**
 * A table as a list of flat records. A column is of numbers or of booleans when every one of its cells is
 * one, written the way JSON would write it: `007`, `1.50`, a number too long to be exact, a date and an
 * empty cell make it a column of text. `null` when the head is none: a name empty, twice, or like data.
 */
export function recordsOf({ head, rows }: Table): Datum | null {
  if (rows.length === 0 || !isHead(head)) return null;
  const kinds = head.map((_name, column) => kindOf(rows.map((row) => row[column])));
  if (!standsOut(head, rows, kinds)) return null;
  const items = rows.map((row): Datum => {
    const entries = head.map((name, column): Entry => {
      const text = row[column]?.text ?? '';
      return [name, typed(text, kinds[column] ?? 'string')];
    });
    return { kind: 'map', entries };
  });
  return { kind: 'list', items };
}

/** The other way; `null` for what is no list of flat records of the same keys, or holds `null`. */
export function tableOf(datum: Datum): Table | null {
  if (datum.kind !== 'list' || datum.items.length === 0) return null;
  const [first] = datum.items;
  if (first?.kind !== 'map' || first.entries.length === 0) return null;
  const head = first.entries.map(([key]) => key);
  const rows: Cell[][] = [];
  for (const item of datum.items) {
    if (item.kind !== 'map' || item.entries.length !== head.length) return null;
    const cells = item.entries.map(([key, value], column) =>
      key === head[column] ? cellOf(value) : null,
    );
    if (!cells.every((cell) => cell !== null)) return null;
    rows.push(cells);
  }
  return { head, rows };
}

type ColumnKind = 'number' | 'boolean' | 'string';

function kindOf(cells: readonly (Cell | undefined)[]): ColumnKind {
  const every = (holds: (text: string) => boolean) =>
    cells.every((cell) => cell !== undefined && !cell.isText && holds(cell.text));
  if (every(isPlainNumber)) return 'number';
  return every((text) => text === 'true' || text === 'false') ? 'boolean' : 'string';
}

/** Read as a number and written again it is the same text. */
export function isPlainNumber(text: string): boolean {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) return false;
  return (
    JSON.stringify(value) === text && (!Number.isInteger(value) || Number.isSafeInteger(value))
  );
}

function typed(text: string, kind: ColumnKind): Datum {
  if (kind === 'number') return { kind, text };
  if (kind === 'boolean') return { kind, value: text === 'true' };
  return { kind, value: text };
}

function cellOf(datum: Datum): Cell | null {
  switch (datum.kind) {
    case 'string':
      return { text: datum.value, isText: true };
    case 'number':
      return { text: datum.text, isText: false };
    case 'boolean':
      return { text: String(datum.value), isText: false };
    default:
      return null;
  }
}

function isHead(head: readonly string[]): boolean {
  return (
    head.length > 0 &&
    new Set(head).size === head.length &&
    head.every((name) => /^[\p{L}_]/u.test(name) && name === name.trim())
  );
}

/**
 * Without it the first row might be data like the others: a column of numbers or booleans under a name,
 * or names in small letters over what is written otherwise.
 */
function standsOut(
  head: readonly string[],
  rows: Table['rows'],
  kinds: readonly ColumnKind[],
): boolean {
  if (kinds.some((kind) => kind !== 'string')) return true;
  const isName = (text: string) => /^[a-z][a-z0-9_]*$/.test(text);
  return head.every(isName) && rows.some((row) => row.some(({ text }) => !isName(text)));
}
