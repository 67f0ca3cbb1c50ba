import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { readTook, writeTook } from './took.ts';
import { readUsage, writeUsage } from './usage.ts';

const DURATIONS = {
  total_duration: 2_600_000_000,
  load_duration: 1_500_000_000,
  prompt_eval_duration: 100_000_000,
  eval_duration: 1_000_000_000,
};
const TOOK = { loadMs: 1_500, promptMs: 100, generationMs: 1_000 };

describe('where the time went', () => {
  it('is read from nanoseconds', () => {
    expect(readTook(DURATIONS)).toEqual(TOOK);
  });

  it.each<[JsonObject, object | null]>([
    [{ eval_duration: 1e9 }, { loadMs: 0, promptMs: 0, generationMs: 1_000 }],
    [{}, null],
    [{ ...DURATIONS, eval_duration: -1 }, null],
    [{ ...DURATIONS, eval_duration: '1' }, null],
    [{ ...DURATIONS, load_duration: 1e30 }, null],
    [
      { ...DURATIONS, prompt_eval_duration: null },
      { ...TOOK, promptMs: 0 },
    ],
  ])('%j is %j', (body, took) => {
    expect(readTook(body)).toEqual(took);
  });

  it('is written as it was read', () => {
    expect(writeTook(TOOK)).toEqual(DURATIONS);
    expect(writeTook(undefined)).toEqual({});
  });

  it('comes with the counts, and only where it was said', () => {
    const counts = { prompt_eval_count: 11, eval_count: 18 };
    const reading = readUsage({ ...counts, ...DURATIONS });
    expect(reading).toMatchObject({ state: 'reported', took: TOOK });
    expect(readUsage(counts)).not.toHaveProperty('took');
    expect(writeUsage(reading)).toEqual({ ...counts, ...DURATIONS });
  });
});
