import { describe, expect, it } from 'vitest';
import { frequentLines } from './frequent.ts';
import { renderSpeed, speedLines } from './speed.ts';

const SPEED = {
  samples: 20,
  outputTokensPerSecond: 42.4,
  promptTokensPerSecond: 900,
  startMs: 5,
  firstTokenMs: 310,
  loadMs: 6_200,
};

describe('a speed', () => {
  it('is told with all that was measured', () => {
    expect(renderSpeed(SPEED)).toBe(
      '42 tokens/s, 900 tokens/s of prompt, first token after 310 ms, 6.2 s to load, over 20 answers',
    );
  });

  it('is told without what was not', () => {
    const none = { promptTokensPerSecond: null, firstTokenMs: null, loadMs: null };
    expect(renderSpeed({ ...SPEED, ...none, outputTokensPerSecond: 2.34, samples: 1 })).toBe(
      '2.3 tokens/s, over 1 answer, too few to count yet',
    );
    expect(renderSpeed({ ...SPEED, ...none, outputTokensPerSecond: null })).toBe(
      'generation not measured, over 20 answers',
    );
  });

  it('has a line per model', () => {
    expect(speedLines({ 'local/a': SPEED })).toEqual([`  speed local/a: ${renderSpeed(SPEED)}`]);
    expect(speedLines({})).toEqual([]);
  });
});

describe('calls that were kept cheap', () => {
  const action = { since: 0, until: 1, tier: 1, savedNanoUsd: 840_000_000, unknown: 0 } as const;

  it('are told with what that saved', () => {
    expect(frequentLines([{ ...action, calls: 412, kept: 412 }])).toEqual([
      '  412 calls of one action kept on tier 1, saved $0.84',
    ]);
    expect(frequentLines([{ ...action, calls: 51, kept: 1, unknown: 1, savedNanoUsd: 0 }])).toEqual(
      ['  1 call of one action kept on tier 1 of its 51, saved $0.00 (unknown for 1)'],
    );
  });
});
