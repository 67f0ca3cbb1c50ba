import { describe, expect, it } from 'vitest';
import { createFeatureSink, type FeatureSink } from './sink.ts';
import { createTokens, readTokens } from './tokens.ts';
import { putWords, type Part } from './words.ts';

const ASK: Part = { name: 'word', salt: 0, weight: 1, opening: 12 };

function put(text: string, part: Part, { last = Infinity, pairs = true } = {}): FeatureSink {
  const tokens = createTokens(100);
  readTokens(text, tokens);
  const sink = createFeatureSink();
  sink.openText(tokens, part.name);
  putWords(tokens, { first: 0, last: Math.min(last, tokens.count), pairs }, part, sink);
  return sink;
}

function namesOf(sink: FeatureSink): readonly string[] {
  return Array.from({ length: sink.count }, (_, at) => sink.nameOf(at));
}

function slotsOf(sink: FeatureSink): readonly number[] {
  return Array.from(sink.slots.slice(0, sink.count));
}

describe('words as features', () => {
  it('are the word, its stem, its pairs, and what opens the part', () => {
    expect(namesOf(put('fix broken build', ASK))).toEqual([
      // The word, that it opens the part, that it is the first.
      'word:fix',
      'word:fix',
      'word:fix',
      // The word, its stem, its pair; opening, second.
      'word:broken',
      'word:broken',
      'word:fix broken',
      'word:broken',
      'word:broken',
      // The word, its pair, the pair over one word; opening.
      'word:build',
      'word:broken build',
      'word:fix broken build',
      'word:build',
    ]);
  });

  it('share the weight of their part', () => {
    const sink = put('fix it', { ...ASK, weight: 3 });
    const squares = Array.from(sink.values.slice(0, sink.count)).map((value) => value ** 2);
    expect(squares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(9, 4);
  });

  it('mean something else in another part', () => {
    const [one, other] = [put('fix it', ASK), put('fix it', { ...ASK, salt: 0x51ed270b })];
    expect(slotsOf(one).filter((slot) => slotsOf(other).includes(slot))).toEqual([]);
  });

  it('open nothing where a part has no opening, and only its first words do', () => {
    expect(namesOf(put('a b', { ...ASK, opening: 0 }))).toEqual(['word:a', 'word:b', 'word:a b']);
    const many = Array.from({ length: 20 }, (_, at) => `w${'x'.repeat(at % 3)}`).join(' ');
    const perWord = (opening: number) => put(many, { ...ASK, opening }).count;
    expect(perWord(12) - perWord(4)).toBe(8);
    expect(perWord(100) - perWord(12)).toBe(8);
  });

  it('leave out pairs where these are not wanted', () => {
    const only = { ...ASK, opening: 0 };
    expect(namesOf(put('a b c', only, { pairs: false }))).toEqual(['word:a', 'word:b', 'word:c']);
  });

  it('tell apart which of two comes first', () => {
    const only = { ...ASK, opening: 0 };
    expect(slotsOf(put('tests build', only)).at(-1)).not.toBe(
      slotsOf(put('build tests', only)).at(-1),
    );
  });

  it('end where they are told to', () => {
    expect(slotsOf(put('fix the build now', ASK, { last: 2 }))).toEqual(
      slotsOf(put('fix the', ASK)),
    );
    expect(put('fix', ASK, { last: 0 }).count).toBe(0);
  });
});
