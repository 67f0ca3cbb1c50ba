import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TASK_TYPES } from '../core/task.ts';
import { gainOf, needForStrong, type NeedSigns } from './need.ts';

function need(changes: Partial<NeedSigns> = {}): number {
  return needForStrong({
    ask: 'a question of some words',
    likely: [1, 0],
    gains: [0, 0],
    tiers: [0, 1, 0, 0],
    ...changes,
  });
}

const ANSWER = 'it follows from the first, since the second says no more than that';
const OPTIONS = `Which one?\nA. ${ANSWER}\nB. ${ANSWER}\n(c) ${ANSWER}`;

describe('the need for a strong model', () => {
  it.each<[what: string, more: Partial<NeedSigns>, less: Partial<NeedSigns>]>([
    ['work that gains by it', { gains: [1, 0] }, { gains: [-1, 0] }],
    ['likely work that gains by it', { gains: [0, 1], likely: [0.2, 0.8] }, { gains: [0, 1] }],
    ['a higher tier', { tiers: [0, 0, 0, 1] }, { tiers: [0, 0, 1, 0] }],
    ['the workhorse', { tiers: [0, 0, 1, 0] }, { tiers: [1, 0, 0, 0] }],
    ['a longer text', { ask: 'word '.repeat(300) }, { ask: 'word '.repeat(20) }],
    ['a supposition', { ask: 'suppose you have it' }, { ask: 'surely you have it' }],
    ['sentences', { ask: 'a b. c d. e f? g' }, { ask: 'a b, c d, e f, g' }],
    ['short words', { ask: 'if so, do go on so' }, { ask: 'if constantinople' }],
    ['long answers to choose from', { ask: OPTIONS }, { ask: OPTIONS.replaceAll('\n', ' ') }],
  ])('grows with %s', (_what, more, less) => {
    expect(need(more)).toBeGreaterThan(need(less));
  });

  it('sees no choice in one line, nor in lines that only look like one', () => {
    const plain = 'Which one?\nthe first of them';
    expect(need({ ask: plain.replace('the', 'A. ') })).toBeCloseTo(need({ ask: plain }), 1);
  });

  it('is a probability, whatever the text', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.constantFrom('', ' ', '\n', '\nA.', '\n(a)\n(b)', 'if '.repeat(9_000), '.'.repeat(9_000)),
    );
    fc.assert(
      fc.property(anyText, fc.double({ min: -1, max: 1, noNaN: true }), (ask, gain) => {
        const found = need({ ask, gains: [gain, 1] });
        expect(found >= 0 && found <= 1).toBe(true);
        expect(need({ ask, gains: [gain, 1] })).toBe(found);
      }),
    );
  });
});

describe('what a type gains by a strong model', () => {
  it('lies between nothing and everything, and of what is no type is in between', () => {
    for (const type of TASK_TYPES) expect(Math.abs(gainOf(type))).toBeLessThanOrEqual(1);
    expect([gainOf(null), gainOf('chat_smalltalk')]).toEqual([0, -1]);
    expect(gainOf('math_reasoning')).toBeGreaterThan(gainOf('summarize'));
  });
});
