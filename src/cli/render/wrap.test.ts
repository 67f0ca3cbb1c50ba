import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrap } from './wrap.ts';

describe('wrap', () => {
  it.each([
    { line: 'one two three', width: 7, lines: ['one two', 'three'] },
    { line: 'one two three', width: 100, lines: ['one two three'] },
    { line: 'unbreakable', width: 4, lines: ['unbreakable'] },
    { line: 'a  b', width: 10, lines: ['a  b'] },
    { line: '', width: 10, lines: [''] },
    { line: 'one two', width: Number.POSITIVE_INFINITY, lines: ['one two'] },
    { line: '\u001b[31mone\u001b[39m two', width: 7, lines: ['\u001b[31mone\u001b[39m two'] },
  ])('$line at $width', ({ line, width, lines }) => {
    expect(wrap(line, width)).toEqual(lines);
  });

  it('loses no word and makes no line wider than asked, but for words that are', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 40 }), (list, width) => {
        const lines = wrap(list.join(' '), width);
        expect(lines.join(' ')).toBe(list.join(' '));
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
      }),
    );
  });
});
