import { describe, expect, it } from 'vitest';
import type { UsageReading } from '../core/usage.ts';
import { createStreamTrace, partialUsage } from './stream-trace.ts';

const REPORTED: Exclude<UsageReading, { state: 'unknown' }> = {
  state: 'reported',
  usage: {
    freshInputTokens: 5,
    cacheReadTokens: 6,
    cacheWrite5mTokens: 7,
    cacheWrite1hTokens: 8,
    outputTokens: 1,
    thinkingTokens: 0,
  },
};

describe('createStreamTrace', () => {
  it('knows nothing before the first event', () => {
    const trace = createStreamTrace();
    expect(trace.started()).toBe(false);
    expect(trace.model()).toBeNull();
    expect(trace.usage()).toEqual({ state: 'unknown' });
    expect(trace.finishReason()).toBeNull();
  });

  it('keeps the last of what it saw', () => {
    const trace = createStreamTrace();
    trace.note({ type: 'start', id: 'a', model: 'm' });
    trace.note({ type: 'text-delta', index: 0, text: 'x' });
    trace.note({ type: 'usage', usage: { state: 'unknown' } });
    trace.note({ type: 'usage', usage: REPORTED });
    trace.note({ type: 'finish', reason: 'end', stopSequence: null });
    expect([trace.started(), trace.model(), trace.finishReason()]).toEqual([true, 'm', 'end']);
    expect(trace.usage()).toEqual(REPORTED);
  });
});

describe('partialUsage', () => {
  const input = { characters: 41, entry: null, estimatedPromptTokens: 100 };

  it('is unknown when nothing came', () => {
    expect(partialUsage({ ...input, trace: createStreamTrace() })).toEqual({ state: 'unknown' });
  });

  it('is the estimate of the prompt and what came of the answer', () => {
    const trace = createStreamTrace();
    trace.note({ type: 'start', id: 'a', model: 'm' });
    expect(partialUsage({ ...input, trace })).toMatchObject({
      state: 'estimated',
      usage: { freshInputTokens: 100, cacheReadTokens: 0, outputTokens: 11 },
    });
  });

  it('keeps the input that was reported, and the larger figure of the output', () => {
    const trace = createStreamTrace();
    trace.note({ type: 'start', id: 'a', model: 'm' });
    trace.note({ type: 'usage', usage: REPORTED });
    expect(partialUsage({ ...input, trace })).toMatchObject({
      state: 'estimated',
      usage: { freshInputTokens: 5, cacheWrite1hTokens: 8, outputTokens: 11, thinkingTokens: null },
    });
    trace.note({ type: 'usage', usage: { ...REPORTED, billedAs: ['fast'] } });
    expect(partialUsage({ ...input, trace })).toMatchObject({ billedAs: ['fast'] });
    const counted = { ...input, trace, characters: 0 };
    expect(partialUsage(counted)).toMatchObject({ usage: { outputTokens: 1 } });
  });
});

it('a trace joins the pieces of a signature, block by block', () => {
  const trace = createStreamTrace();
  trace.note({ type: 'signature', index: 0, signature: 'ab' });
  trace.note({ type: 'signature', index: 2, signature: 'x' });
  trace.note({ type: 'signature', index: 0, signature: 'c' });
  expect(trace.signatures()).toEqual(['abc', 'x']);
});
