import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { columnWidths, renderRow, renderTable } from './table.ts';

const RED = (text: string) => `\u001b[31m${text}\u001b[39m`;

describe('renderTable', () => {
  it('aligns columns two spaces apart, and leaves no space at the end of a line', () => {
    const columns = [
      { title: 'name' },
      { title: 'cost', align: 'right' as const },
      { title: 'note' },
    ];
    expect(
      renderTable(columns, [
        ['a', '$1.00', ''],
        ['longer', '$12.00', 'x'],
      ]),
    ).toBe(['name      cost  note', 'a        $1.00', 'longer  $12.00  x'].join('\n'));
  });

  it('does not count colours as width', () => {
    const columns = [{ title: 'a' }, { title: 'b' }];
    const plain = renderTable(columns, [
      ['xyz', '1'],
      ['x', '2'],
    ]);
    const red = renderTable(columns, [
      [RED('xyz'), '1'],
      ['x', '2'],
    ]);
    expect(stripVTControlCharacters(red)).toBe(plain);
  });

  it('fills cells that a row lacks', () => {
    expect(renderTable([{ title: 'a' }, { title: 'b' }], [['x']])).toBe('a  b\nx');
  });

  it('starts every cell of a left column at the same place', () => {
    const cell = fc.stringMatching(/^[a-z]{1,9}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const lines = renderTable([{ title: 'first' }, { title: 'second' }], rows).split('\n');
        const at = lines[0]?.indexOf('second') ?? -1;
        for (const [index, [, second]] of rows.entries()) {
          expect(lines[index + 1]?.slice(at)).toBe(second);
        }
      }),
    );
  });
});

it('keeps least widths, and never cuts a cell', () => {
  const columns = [{ title: 'a', least: 4 }, { title: 'b' }];
  const widths = columnWidths(columns, []);
  expect(widths).toEqual([4, 1]);
  expect(renderRow(columns, widths, ['x', 'y'])).toBe('x     y');
  expect(renderRow(columns, widths, ['wide one', 'y'])).toBe('wide one  y');
});
