import { describe, expect, it } from 'vitest';
import { skipCourtesies, skipThanks } from './courtesies.ts';
import { createTokens, readTokens } from './tokens.ts';

/** What is left of a text between its courtesies. */
function asked(text: string): string {
  const tokens = createTokens(200);
  readTokens(text, tokens);
  const first = skipCourtesies(tokens);
  const end = skipThanks(tokens, first);
  return tokens.text.slice(tokens.start[first], tokens.end[end - 1]);
}

describe('courtesies', () => {
  it.each<[text: string, asked: string]>([
    ['Summarise this report', 'summarise this report'],
    ['Hi, could you please summarise this report', 'summarise this report'],
    ['Good morning team! I would like to translate it', 'translate it'],
    ['Hallo, bitte übersetze das', 'übersetze das'],
    ['"Fix the bug', 'fix the bug'],
    ['Fix the bug. Thanks a lot!', 'fix the bug'],
    ['Fix the bug, thx', 'fix the bug'],
    ['Ok so please fix it, thank you very much in advance!', 'fix it'],
    ['Fix the bug, danke!\n', 'fix the bug'],
    // In the middle they are part of what is said.
    ['Write thanks to the team', 'write thanks to the team'],
  ])('%j', (text, left) => {
    expect(asked(text)).toBe(left);
  });

  it('alone are what is asked', () => {
    expect(asked('Hello!')).not.toBe('');
    const tokens = createTokens(8);
    readTokens('please thanks', tokens);
    expect(skipCourtesies(tokens)).toBe(0);
    expect(skipThanks(tokens, 0)).toBe(1);
  });

  it('of an empty text are none', () => {
    const tokens = createTokens(8);
    readTokens('', tokens);
    expect([skipCourtesies(tokens), skipThanks(tokens, 0)]).toEqual([0, 0]);
  });

  it('are passed over so far and no further', () => {
    const tokens = createTokens(200);
    readTokens(`${'please '.repeat(150)}fix`, tokens);
    expect(skipCourtesies(tokens)).toBe(112);
    readTokens(`fix ${'thanks '.repeat(60)}`, tokens);
    expect(skipThanks(tokens, 0)).toBe(51);
  });
});
