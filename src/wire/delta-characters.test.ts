import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deltaCharacters } from './delta-characters.ts';

describe('deltaCharacters', () => {
  it('counts what JSON.parse would give, without parsing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, two) => {
        const data = JSON.stringify([{ content: one }, { other: 'x' }, { content: two }]);
        expect(deltaCharacters(data, ['"content":"'])).toBe(one.length + two.length);
      }),
    );
  });

  it('is not fooled by text that looks like a marker', () => {
    const said = '{"content":"fooled"}';
    expect(deltaCharacters(JSON.stringify({ content: said }), ['"content":"'])).toBe(said.length);
  });

  it('ends with the data when the text does not', () => {
    expect(deltaCharacters('{"content":"ab', ['"content":"'])).toBe(2);
    expect(deltaCharacters('{"content":"ab\\', ['"content":"'])).toBe(3);
  });
});
