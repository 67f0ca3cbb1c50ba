import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTokens, hashOf, mix, readTokens, type Tokens } from './tokens.ts';

function read(text: string, most = 1_000): Tokens {
  const tokens = createTokens(most);
  readTokens(text, tokens);
  return tokens;
}

function wordsOf(text: string, most?: number): readonly string[] {
  const { text: lower, count, start, end } = read(text, most);
  return Array.from({ length: count }, (_, at) => lower.slice(start[at], end[at]));
}

function hashesOf(text: string): readonly number[] {
  const { hash, count } = read(text);
  return Array.from(hash.slice(0, count));
}

describe('tokens of a text', () => {
  it.each<[text: string, words: readonly string[]]>([
    ['', []],
    ['Please FIX the login-page', ['please', 'fix', 'the', 'login', 'page']],
    ['classify_intent', ['classify', 'intent']],
    ["don't, stop. now;", ["don't", 'stop', 'now']],
    ['why? now!', ['why', '?', 'now', '!']],
    ['C++ and C#', ['c', '+', '+', 'and', 'c', '#']],
    ['one\ntwo\tthree', ['one', '\n', 'two', 'three']],
    ['</div> {"a":1}', ['<', '/', 'div', '>', '{', '"', 'a', '"', ':', '1', '}']],
    ['Übersetze naïve Straße', ['übersetze', 'naïve', 'straße']],
    ['исправь Ошибку', ['исправь', 'ошибку']],
    ['שלום עולם', ['שלום', 'עולם']],
    ['要約して', ['要', '約', 'し', 'て']],
    ['버그 fix', ['버', '그', 'fix']],
    ['json漢字json', ['json', '漢', '字', 'json']],
    ['“quoted” – text…', ['quoted', 'text']],
    ['non\u00a0breaking', ['non', 'breaking']],
    ['🙂 ok \ud83d lone \udc00', ['ok', 'lone']],
    ['nul\0and\u0007bell', ['nul', 'and', 'bell']],
  ])('%j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('are the same in either case', () => {
    expect(hashesOf('FIX THE Build?')).toEqual(hashesOf('fix the build?'));
  });

  it.each<[one: string, other: string, same: boolean]>([
    ['7', '3', true],
    ['12', '34', true],
    ['7', '12', false],
    ['12345', '987654321', true],
    ['123', '1234', false],
    ['v2', 's3', false],
    ['v2', 'v2', true],
    ['a1b2c3', 'ffee99', true],
    ['a1b2c3', '123456', false],
    ['fix', 'fox', false],
    ['a'.repeat(40), 'a'.repeat(90), true],
    ['a'.repeat(39), 'a'.repeat(40), false],
  ])('%s and %s count as the same: %s', (one, other, same) => {
    expect(hashesOf(one)[0] === hashesOf(other)[0]).toBe(same);
  });

  it('have a stem where a word is longer than one, and no number or id has', () => {
    const stemOf = (word: string) => read(word).stem[0];
    expect(stemOf('translate')).toBe(stemOf('translation'));
    expect(stemOf('translate')).not.toBe(0);
    expect(stemOf('translate')).not.toBe(hashOf('trans'));
    for (const word of ['trans', 'fix', '123456', 'abcdef1', '?']) expect(stemOf(word)).toBe(0);
  });

  it('are known to whoever hashes their word alone', () => {
    expect(hashesOf('fix')).toEqual([hashOf('fix')]);
    expect(hashesOf('?')).toEqual([hashOf('?')]);
  });

  it('end where the arrays are full, and the next text begins anew', () => {
    expect(wordsOf('a b c d e', 3)).toEqual(['a', 'b', 'c']);
    expect(wordsOf('a b', 0)).toEqual([]);
    const tokens = read('one two three');
    readTokens('four', tokens);
    expect([tokens.count, tokens.hash[0], tokens.text]).toEqual([1, hashOf('four'), 'four']);
  });

  it('lie one after the other inside the text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(50), (text, most) => {
        const { text: lower, count, start, end, hash } = read(text, most);
        expect(count).toBeLessThanOrEqual(most);
        let before = 0;
        for (let at = 0; at < count; at += 1) {
          expect(start[at]).toBeGreaterThanOrEqual(before);
          expect(end[at]).toBeGreaterThan(start[at] ?? 0);
          before = end[at] ?? 0;
        }
        expect(before).toBeLessThanOrEqual(lower.length);
        expect([...read(text, most).hash]).toEqual([...hash]);
      }),
    );
  });

  it('of a text cut after any token are the first ones of the whole', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.nat(20), (text, most) => {
        const { count } = read(text, most);
        expect(Array.from(read(text, most).hash.slice(0, count))).toEqual(
          [...read(text).hash].slice(0, count),
        );
      }),
    );
  });
});

describe('a mixed hash', () => {
  it('is a whole number of 32 bits, and another one for another', () => {
    const mixed = Array.from({ length: 5_000 }, (_, hash) => mix(hash));
    expect(new Set(mixed).size).toBe(5_000);
    for (const one of [...mixed, mix(-1), mix(0xffffffff)]) {
      expect(Number.isInteger(one) && one >= 0 && one <= 0xffffffff).toBe(true);
    }
  });
});
