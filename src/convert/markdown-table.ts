import type { Cell, Table } from './records.ts';

/** One table as GitHub's Markdown has it and nothing around it; `null` when its cells are marked up. */
export function readMarkdownTable(text: string): Table | null {
  const [headLine, ruleLine, ...lines] = text.replace(/\s+$/, '').split(/\r?\n/);
  const head = cellsOf(headLine ?? '');
  const rule = cellsOf(ruleLine ?? '');
  if (head === null || rule?.length !== head.length) return null;
  if (!rule.every((cell) => /^:?-+:?$/.test(cell))) return null;
  const rows: Cell[][] = [];
  for (const line of lines) {
    const cells = cellsOf(line);
    if (cells?.length !== head.length) return null;
    rows.push(cells.map((cell) => ({ text: cell, isText: false })));
  }
  return { head, rows };
}

/** `null` when a cell would be read as markup, or cannot stand in one line. */
export function writeMarkdownTable({ head, rows }: Table): string | null {
  const lines = [head, ...rows.map((row) => row.map(({ text }) => text))];
  if (!lines.every((cells) => cells.every(isPlain))) return null;
  const [first = '', ...others] = lines.map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return [first, `| ${head.map(() => '---').join(' | ')} |`, ...others].join('\n');
}

/** The cells of `| a | b |`; `null` for a line that is none, or holds what is not meant literally. */
function cellsOf(line: string): readonly string[] | null {
  const inner = /^\s*\|(.*[^\\]|)\|\s*$/.exec(line)?.[1];
  if (inner === undefined) return null;
  const cells = inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  return cells.every(isPlain) ? cells : null;
}

/** What Markdown would show otherwise than it is written. */
const MARKUP = /[*`<>\\\r\n]|\]\(|~~|&#?\w+;|(?:^|[^\p{L}\p{N}])_|_(?:$|[^\p{L}\p{N}])|^\s|\s$/u;

function isPlain(cell: string): boolean {
  return !MARKUP.test(cell);
}
