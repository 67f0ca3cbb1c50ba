import type { Cell, Table } from './records.ts';

/** CSV as RFC 4180 has it, its first line the head; `null` where it departs from that or is unclear. */
export function readCsv(text: string): Table | null {
  const rows = readRows(text.replace(/\r?\n$/, ''));
  return rows === null ? null : asTable(rows);
}

/** Text that looks like a number or a boolean, is empty or has space around it is quoted. */
export function writeCsv({ head, rows }: Table): string {
  const lines = [head.map(quotedName), ...rows.map((row) => row.map(quotedCell))];
  return lines.map((cells) => cells.join(',')).join('\n');
}

/** Tabs between cells and no quoting at all, as `text/tab-separated-values` is registered. */
export function readTsv(text: string): Table | null {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const rows = lines.map((line) => line.split('\t').map(plainCell));
  const isUnclear = rows.some((row) => row.some(({ text: cell }) => /^"|^\s|\s$/.test(cell)));
  return isUnclear ? null : asTable(rows);
}

/** `null` when a cell holds what would end it. */
export function writeTsv({ head, rows }: Table): string | null {
  const lines = [head, ...rows.map((row) => row.map(({ text }) => text))];
  const isFit = lines.every((cells) => cells.every((cell) => !/[\t\r\n]|^"/.test(cell)));
  return isFit ? lines.map((cells) => cells.join('\t')).join('\n') : null;
}

function asTable([first, ...rows]: readonly (readonly Cell[])[]): Table | null {
  if (first === undefined || rows.some((row) => row.length !== first.length)) return null;
  const head = first.map(({ text }) => text);
  // One column only: its cells may be held apart by something else.
  if (head.length === 1 && /[;\t|]/.test(head[0] ?? '')) return null;
  return { head, rows };
}

/** One cell and what ends it. A quoted one may hold anything, its quotes doubled. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function readRows(text: string): Cell[][] | null {
  const rows: Cell[][] = [[]];
  let at = 0;
  for (;;) {
    CELL.lastIndex = at;
    const found = CELL.exec(text);
    if (found === null) return null;
    const [whole, quoted, plain = '', end] = found;
    // Outside quotes, space around a cell belongs to it by the letter and hardly ever by intent.
    if (quoted === undefined && plain !== plain.trim()) return null;
    const cell = quoted === undefined ? plainCell(plain) : quotedTextCell(quoted);
    rows.at(-1)?.push(cell);
    at += whole.length;
    if (end === '') return rows;
    if (end !== ',') rows.push([]);
  }
}

function plainCell(text: string): Cell {
  return { text, isText: false };
}

function quotedTextCell(quoted: string): Cell {
  return { text: quoted.replaceAll('""', '"'), isText: true };
}

function quotedName(name: string): string {
  return /[",\r\n]/.test(name) ? quote(name) : name;
}

function quotedCell({ text, isText }: Cell): string {
  const needsQuotes = /[",\r\n]|^$|^\s|\s$/.test(text) || LOOKS_TYPED.test(text);
  return isText && needsQuotes ? quote(text) : text;
}

const LOOKS_TYPED = /^(?:[-+.\d][-+.,_eE\d]*|true|false)$/;

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
