import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

const KNOWN = ['tiers', 'routing', 'max_prompt_tokens', 'url', '0'];

test.each([
  ['teirs', ' (did you mean "tiers"?)'],
  ['maxPromptTokens', ' (did you mean "max_prompt_tokens"?)'],
  ['max-prompt-token', ' (did you mean "max_prompt_tokens"?)'],
  ['urls', ' (did you mean "url"?)'],
  ['weather', ''],
  ['4', ''],
])('%s', (typed, expected) => {
  expect(didYouMean(typed, KNOWN)).toBe(expected);
});

test('nothing is offered where nothing is known', () => {
  expect(didYouMean('x', [])).toBe('');
});

test('every known word is offered for itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KNOWN.slice(0, 4)), (word) => {
      expect(didYouMean(word, KNOWN)).toContain(`"${word}"`);
    }),
  );
});
