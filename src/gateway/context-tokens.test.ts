import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextTokens } from './upstream-request.ts';

const USUAL = { promptTokens: 1_000, outputTokens: 500, maxOutputTokens: null, windowTokens: null };

describe('the context a local server is asked for', () => {
  test.each([
    ['a short call', {}, 4_096],
    ['a prompt with its margin', { promptTokens: 3_000 }, 8_192],
    ['the longest answer it may give', { maxOutputTokens: 4_000 }, 8_192],
    ['no more than the window', { promptTokens: 30_000, windowTokens: 40_960 }, 40_960],
  ])('%s', (_, changes, expected) => {
    expect(contextTokens({ ...USUAL, ...changes })).toBe(expected);
  });

  test('holds prompt and answer whenever the window does', () => {
    const tokens = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(tokens, tokens, fc.option(tokens), (promptTokens, windowTokens, asked) => {
        const left = windowTokens - Math.ceil(promptTokens * 1.25);
        const maxOutputTokens = asked === null ? null : Math.min(asked, Math.max(left, 1));
        const room = { promptTokens, outputTokens: 1, maxOutputTokens, windowTokens };
        const size = contextTokens(room);
        expect(size).toBeLessThanOrEqual(windowTokens);
        if (left > 0) expect(size).toBeGreaterThanOrEqual(promptTokens + (maxOutputTokens ?? 0));
      }),
    );
  });
});
