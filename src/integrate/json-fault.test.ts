import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from './json-fault.ts';

describe('where a text stops being JSON', () => {
  it.each([
    ['{"a": 1,}', 1, 9],
    ['// hello\n{}', 1, 1],
    ['{\n  "a": "b"\n  "c": 1\n}', 3, 3],
    ['{\n  "a": [1, 2\n}', 3, 1],
    ['{"a": tru}', 1, 7],
    ['{"a" 1}', 1, 6],
    ['{a: 1}', 1, 2],
    ['[1,]', 1, 4],
    ['{"a": "b', 1, 7],
    ['{"a": 1', 1, 8],
    ['{} {}', 1, 4],
    ['', 1, 1],
  ])('%j: line %i, column %i', (text, line, column) => {
    expect(jsonFault(text)).toEqual({ line, column });
  });

  it('finds one exactly where the parser does', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      '1',
      '-0.5e3',
      '01',
      'null',
    );
    const text = fc.oneof(
      fc.json(),
      fc.array(piece, { maxLength: 8 }).map((all) => all.join(' ')),
      fc.tuple(fc.json(), fc.nat(40)).map(([json, end]) => json.slice(0, end)),
    );
    fc.assert(
      fc.property(text, (json) => {
        expect(jsonFault(json) === null).toBe(parses(json));
      }),
    );
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
