import { describe, expect, it } from 'vitest';
import { NO_WARMTH, type Answered } from '../core/warmth-record.ts';
import { createWarmthMemory } from './warmth-memory.ts';

const answer = (change: Partial<Answered> = {}): Answered => ({
  model: 'p/m',
  entry: null,
  usage: {
    freshInputTokens: 0,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 5_000,
    cacheWrite1hTokens: 0,
    outputTokens: 10,
    thinkingTokens: null,
  },
  at: 1,
  caching: { kind: 'marked', ttl: '5m', isHeadOnly: false },
  effort: null,
  tools: '',
  estimatedTokens: 5_000,
  isTurn: true,
  ...change,
});

const at = (key: string, from = key, isNew = false) => ({ key, from, isNew });

describe('what is remembered of caches', () => {
  it('is nothing at first, and after nothing', () => {
    const memory = createWarmthMemory(2);
    expect(memory.get('a')).toBe(NO_WARMTH);
    memory.note([], at('a'));
    expect(memory.get('a')).toBe(NO_WARMTH);
  });

  it('goes on under the key that a summary gives the conversation', () => {
    const memory = createWarmthMemory(2);
    memory.note([answer(), answer({ isTurn: false })], at('a'));
    memory.note([answer()], at('b', 'a'));
    expect(memory.get('b')).toMatchObject({ turns: 2, current: 'p/m' });
    memory.note([answer()], at('b', 'a'));
    expect(memory.get('b').turns).toBe(3);
    expect(memory.get('a').turns).toBe(1);
  });

  it('counts its turns anew where a conversation begins, and keeps its caches', () => {
    const memory = createWarmthMemory(2);
    memory.note([answer(), answer({ model: 'p/other' })], at('a'));
    memory.note([answer()], at('b', 'a', true));
    expect(memory.get('b').turns).toBe(1);
    expect(memory.get('b').caches.map(({ model }) => model)).toEqual(['p/other', 'p/m']);
  });

  it('is bounded', () => {
    const memory = createWarmthMemory(2);
    for (const key of ['a', 'b', 'c']) memory.note([answer()], at(key));
    expect(memory.get('a')).toBe(NO_WARMTH);
    expect(memory.get('c').turns).toBe(1);
  });
});
