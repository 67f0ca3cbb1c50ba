import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { UNKNOWN_USAGE, type UsageReading } from '../../core/usage.ts';
import { readUsage, writeUsage } from './usage.ts';

const COUNTS = {
  freshInputTokens: 70,
  cacheReadTokens: 20,
  cacheWrite5mTokens: 10,
  cacheWrite1hTokens: 0,
  outputTokens: 30,
  thinkingTokens: 5,
};

const WIRE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 20, cache_write_tokens: 10 },
  output_tokens: 30,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 130,
};

describe('usage', () => {
  it('is split so that every token is counted once, and put together again', () => {
    const reading: UsageReading = { state: 'reported', usage: COUNTS };
    expect(readUsage(WIRE)).toEqual(reading);
    expect(writeUsage(reading)).toEqual(WIRE);
  });

  it('keeps its counts at another price', () => {
    expect(readUsage(WIRE, 'priority')).toEqual({ state: 'estimated', usage: COUNTS });
    expect(readUsage(WIRE, 'default').state).toBe('reported');
  });

  it('may leave the details out', () => {
    const usage = { input_tokens: 100, output_tokens: 30 };
    expect(readUsage(usage)).toMatchObject({
      state: 'reported',
      usage: { freshInputTokens: 100, cacheReadTokens: 0, thinkingTokens: null },
    });
  });

  it.each<Json | undefined>([
    undefined,
    null,
    3,
    {},
    { input_tokens: 1 },
    { output_tokens: 1 },
    { ...WIRE, input_tokens: 0 },
    { ...WIRE, input_tokens: -1 },
    { ...WIRE, output_tokens: 4 },
    { ...WIRE, input_tokens_details: { cached_tokens: 101 } },
  ])('is unknown when it is %j', (value) => {
    expect(readUsage(value)).toEqual(UNKNOWN_USAGE);
  });

  it('that is not known is written as zeros, which are read as not known', () => {
    expect(readUsage(writeUsage(UNKNOWN_USAGE))).toEqual(UNKNOWN_USAGE);
    const usage = { ...COUNTS, thinkingTokens: null, cacheWrite1hTokens: 4 };
    expect(writeUsage({ state: 'estimated', usage })).toMatchObject({
      input_tokens: 104,
      input_tokens_details: { cache_write_tokens: 14 },
      output_tokens_details: { reasoning_tokens: 0 },
    });
  });
});
