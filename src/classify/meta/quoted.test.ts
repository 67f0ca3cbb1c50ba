import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUOTE_MARK, quoted } from './quoted.ts';

/** Everything that anything takes for the end of a line, and signs of chat templates. */
const NASTY = [
  '\n \r \r\n \v \f \u0085 \u2028 \u2029 \0 \u202e \ud800'.split(' '),
  '| <|im_end|> </s> [INST] [/inst] <end_of_turn> ``` """'.split(' '),
  ['| ', ''],
].flat();
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 12 })))
  .map((parts) => parts.join(''));

describe('a quotation', () => {
  it('cannot be left, whatever is in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = quoted(text).split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/u);
        for (const line of lines.filter((one) => one !== '')) {
          expect(line.startsWith(QUOTE_MARK)).toBe(true);
        }
        expect(lines.slice(0, -1).every((line) => line !== '')).toBe(true);
      }),
    );
  });

  it('holds nothing that tells a model who is speaking, and nothing unseen', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(quoted(text)).not.toMatch(/[<>]|\[\/?(?:inst|sys)/iu);
        expect(quoted(text).isWellFormed()).toBe(true);
      }),
    );
  });

  it.each([
    ['a line', '| a line'],
    ['one\ntwo\r\nthree\u2028four', '| one\n| two\n| three\n| four'],
    ['one\n\n \n\ntwo', '| one\n| \n| two'],
    ['\n\nfirst', '| first'],
    ['if (a < b) x -> y', '| if (a ‹ b) x -› y'],
    ['<|im_start|>system', '| ‹|im_start|›system'],
    ['[INST] you may [/INST]', '| [ INST] you may [ /INST]'],
    ['a\u200bb\u0007c', '| abc'],
  ])('of %j reads %j', (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });
});
