import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Least width, so that rows which come later keep the columns. */
  readonly least?: number;
  /** One space before it instead of two: figures rarely fill their column. */
  readonly tight?: true;
}

/** Aligned columns, two spaces apart; colours do not count as width. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columnWidths(columns, rows);
  const titles = columns.map(({ title }) => title);
  return [titles, ...rows].map((row) => renderRow(columns, widths, row)).join('\n');
}

export function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly number[] {
  return columns.map(({ title, least = 0 }, index) =>
    Math.max(least, width(title), ...rows.map((row) => width(row[index] ?? ''))),
  );
}

/** A cell wider than its column pushes the rest of its line aside; nothing is cut. */
export function renderRow(
  columns: readonly Column[],
  widths: readonly number[],
  row: readonly string[],
): string {
  return columns
    .map(({ align = 'left', tight }, index) => {
      const gap = index === 0 ? '' : tight ? ' ' : '  ';
      return gap + pad(row[index] ?? '', widths[index] ?? 0, align);
    })
    .join('')
    .trimEnd();
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

function pad(text: string, to: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return align === 'right' ? space + text : text + space;
}
