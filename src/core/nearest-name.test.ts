import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const KNOWN = ['claude-haiku-5-5', 'claude-opus-5-5', 'qwen2.5:7b', 'ab'];

describe('nearestName', () => {
  test.each([
    ['claude-hiaku-5-5', 'claude-haiku-5-5'],
    ['claude-haiku-5', 'claude-haiku-5-5'],
    ['CLAUDE-OPUS-5-5', 'claude-opus-5-5'],
    ['qwen2.5:8b', 'qwen2.5:7b'],
    ['qwen2.5', null],
    ['gemini-3-pro', null],
    ['xy', null],
    ['a', 'ab'],
    ['', null],
    ['claude-haiku-5-5'.padEnd(81, '5'), null],
  ])('%j means %j', (name, meant) => {
    expect(nearestName(name, KNOWN)).toBe(meant);
  });

  test('the first of two equally near ones', () => {
    expect(nearestName('tier-9', ['tier-0', 'tier-1'])).toBe('tier-0');
  });

  test('says only what is known, and a known name is its own nearest', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.array(fc.string()), (name, known) => {
        const nearest = nearestName(name, known);
        expect(nearest === null || known.includes(nearest)).toBe(true);
      }),
    );
    for (const name of KNOWN) expect(nearestName(name, KNOWN)).toBe(name);
  });
});
