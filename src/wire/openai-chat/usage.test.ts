import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import type { Usage } from '../../core/usage.ts';
import { UNKNOWN_USAGE, promptTokens } from '../../core/usage.ts';
import { readUsage, writeUsage } from './usage.ts';

const NONE: Usage = {
  freshInputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  thinkingTokens: null,
};

describe('reading', () => {
  it.each<[string, Json, Partial<Usage>]>([
    [
      'plain counts',
      { prompt_tokens: 10, completion_tokens: 5 },
      { freshInputTokens: 10, outputTokens: 5 },
    ],
    [
      'cached tokens are part of the prompt',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        prompt_tokens_details: { cached_tokens: 6, cache_write_tokens: 3 },
      },
      { freshInputTokens: 1, cacheReadTokens: 6, cacheWrite5mTokens: 3, outputTokens: 5 },
    ],
    [
      'cached tokens under another name',
      { prompt_tokens: 10, completion_tokens: 5, prompt_cache_hit_tokens: 4 },
      { freshInputTokens: 6, cacheReadTokens: 4, outputTokens: 5 },
    ],
    [
      'thinking inside the completion',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        completion_tokens_details: { reasoning_tokens: 3 },
      },
      { freshInputTokens: 10, outputTokens: 5, thinkingTokens: 3 },
    ],
    [
      'thinking beside the completion',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 35,
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      { freshInputTokens: 10, outputTokens: 25, thinkingTokens: 20 },
    ],
  ])('%s', (_name, value, usage) => {
    expect(readUsage(value)).toEqual({ state: 'reported', usage: { ...NONE, ...usage } });
  });

  it.each<Json>([
    null,
    'many',
    {},
    { prompt_tokens: 10 },
    { completion_tokens: 10 },
    { prompt_tokens: '10', completion_tokens: 5 },
    { prompt_tokens: -1, completion_tokens: 5 },
    { prompt_tokens: 1e300, completion_tokens: 5 },
    { prompt_tokens: 0, completion_tokens: 0 },
    { prompt_tokens: 1, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 2 } },
    { prompt_tokens: 1, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 'x' } },
    { prompt_tokens: 1, completion_tokens: 5, prompt_tokens_details: { cache_write_tokens: -1 } },
    { prompt_tokens: 1, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 6 } },
    {
      prompt_tokens: 1,
      completion_tokens: 5,
      completion_tokens_details: { reasoning_tokens: 0.5 },
    },
  ])('%j is unknown', (value) => {
    expect(readUsage(value)).toEqual(UNKNOWN_USAGE);
  });
});

describe('the service tier beside it', () => {
  const counts = { prompt_tokens: 10, completion_tokens: 5 };

  it.each<[Json | undefined, string]>([
    [undefined, 'reported'],
    [null, 'reported'],
    ['default', 'reported'],
    ['auto', 'reported'],
    ['standard', 'reported'],
    ['on_demand', 'reported'],
    ['flex', 'estimated'],
    ['priority', 'estimated'],
    ['batch', 'estimated'],
    ['unheard_of', 'estimated'],
  ])('%j makes it %s', (tier, state) => {
    expect(readUsage(counts, tier)).toMatchObject({ state, usage: { outputTokens: 5 } });
  });
});

describe('writing', () => {
  it('is nothing for unknown usage', () => {
    expect(writeUsage(UNKNOWN_USAGE)).toBeNull();
  });

  it('is the counts also where only their price is an estimate', () => {
    const counts = { prompt_tokens: 10, completion_tokens: 5 };
    expect(writeUsage(readUsage(counts, 'flex'))).toMatchObject(counts);
  });

  it('adds up, and reads back to the same counts', () => {
    const count = fc.nat(1_000_000);
    const anyUsage = fc
      .record({
        freshInputTokens: count.map((tokens) => tokens + 1),
        cacheReadTokens: count,
        cacheWrite5mTokens: count,
        cacheWrite1hTokens: count,
        outputTokens: count,
        thinkingTokens: fc.option(count),
      })
      .map((usage) => ({
        ...usage,
        thinkingTokens: usage.thinkingTokens && Math.min(usage.thinkingTokens, usage.outputTokens),
      }));
    fc.assert(
      fc.property(anyUsage, (usage) => {
        const written = writeUsage({ state: 'reported', usage });
        expect(written?.['total_tokens']).toBe(promptTokens(usage) + usage.outputTokens);
        expect(readUsage(written ?? undefined)).toEqual({
          state: 'reported',
          usage: {
            ...usage,
            cacheWrite5mTokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
            cacheWrite1hTokens: 0,
          },
        });
      }),
    );
  });
});
