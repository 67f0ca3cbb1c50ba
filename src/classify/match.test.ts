import { describe, expect, it } from 'vitest';
import { matches, ruleTable } from './match.ts';
import type { RuleTable } from './match.ts';
import type { WordRule } from './rule.ts';
import { wordsOf } from './words.ts';

const rule = (pattern: string): WordRule => ({
  taskType: 'summarize',
  pattern,
});

/** As a policy with many rules has them. */
const MANY = [
  'extract ..8 fields|names|dates',
  'route ..8 task|ticket|queue',
  'format ..4 json|yaml|csv',
  'detect ..6 language|intent|topic',
  'yes|no ..2 answer',
  'summari* ..6 text|article|mail',
  '^classify',
  'a ..40 b',
].map(rule);

const found = (pattern: string, text: string): boolean =>
  matches(wordsOf(text), ruleTable([rule(pattern)]), { steps: 0 }).length > 0;

const CASES: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
  ['sum up', 'to sum up', true],
  ['sum up', 'sum it up', false],
  ['sum ..2 up', 'sum it up', true],
  ['sum ..2 up', 'sum all it up', false],
  ['summari*', 'Summarizing', true],
  ['summari*', 'summary', false],
  ['a|b c|d', 'x b d', true],
  ['a|b c|d', 'x b e', false],
  ['^plan', 'plan it', true],
  ['^plan', 'the plan', true],
  ['^plan', 'a plan', false],
  ['^plan', 'Done. Please plan it', true],
  ['^plan', 'one\nplan', true],
  ['^plan', 'eggs, plan', false],
  ['one of :', 'one of: a', true],
  ['classify intent', 'classify_intent', true],
  ["don't", "DON'T", true],
  ['a b', 'a', false],
];

describe('a pattern', () => {
  it.each(CASES)('%s in %j: %s', (pattern, text, fits) => {
    expect(found(pattern, text)).toBe(fits);
  });

  it.each(['', '^', '..3 a', 'a ..3', 'a ..0 b', 'a ..999 b', 'a ..x b', 'a||b', '*', 'Upper'])(
    'that cannot be read is refused: %j',
    (pattern) => {
      expect(() => ruleTable([rule(pattern)])).toThrow(
        expect.objectContaining({ code: 'invalid_word_rule' }),
      );
    },
  );
});

describe('the work of matching', () => {
  const table = ruleTable(MANY);
  const steps = (text: string, against: RuleTable = table): number => {
    const work = { steps: 0 };
    matches(wordsOf(text), against, work);
    return work.steps;
  };

  it.each([
    'extract ',
    'route ',
    'format ',
    'detect ',
    'classify write ',
    'write a ',
    'yes ',
    'the ',
  ])('doubles with the text, for %j over and over', (piece) => {
    const once = steps(piece.repeat(4_000));
    const twice = steps(piece.repeat(8_000));
    expect(twice).toBeLessThanOrEqual(2 * once + 2_000);
  });

  it('counts something', () => {
    expect(steps('extract the date and classify the rest')).toBeGreaterThan(5);
  });
});
