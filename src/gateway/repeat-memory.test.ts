import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRepeatMemory, type KeptAnswer } from './repeat-memory.ts';

const LIMITS = { maxEntries: 3, maxBytes: 4_096, ttlMs: 1_000, pins: false };
const answerOf = (size: number, answeredAt = 0): KeptAnswer => ({
  callId: 'call_1',
  answeredAt,
  contentType: 'application/json',
  body: new Uint8Array(size),
  model: { provider: 'local', id: 'small', effort: null },
  served: null,
  usage: { state: 'unknown' },
});
const when = (now: number) => ({ now, ttlMs: LIMITS.ttlMs });

describe('createRepeatMemory', () => {
  it('finds what was kept until it is too old, and then forgets it', () => {
    const memory = createRepeatMemory();
    memory.keep('a', answerOf(10), LIMITS);
    expect(memory.find('a', when(999))).toEqual(answerOf(10));
    expect(memory.find('a', when(1_000))).toBeNull();
    expect([memory.size, memory.bytes]).toEqual([0, 0]);
    expect(memory.find('b', when(0))).toBeNull();
  });

  it('forgets what was used longest ago', () => {
    const memory = createRepeatMemory();
    for (const key of ['a', 'b', 'c']) memory.keep(key, answerOf(1), LIMITS);
    memory.find('a', when(0));
    memory.keep('d', answerOf(1), LIMITS);
    expect(['a', 'b', 'c', 'd'].map((key) => memory.find(key, when(0)) !== null)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('takes no answer that alone is too large', () => {
    const memory = createRepeatMemory();
    memory.keep('a', answerOf(1), LIMITS);
    memory.keep('b', answerOf(5_000), LIMITS);
    expect(memory.find('a', when(0))).not.toBeNull();
    expect(memory.find('b', when(0))).toBeNull();
  });

  it('keeps the newer of two answers', () => {
    const memory = createRepeatMemory();
    memory.keep('a', answerOf(1, 0), LIMITS);
    memory.keep('a', answerOf(2, 500), LIMITS);
    expect(memory.find('a', when(1_400))?.answeredAt).toBe(500);
    expect(memory.size).toBe(1);
  });

  it('never grows past either limit', () => {
    const kept = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.nat(3_000));
    fc.assert(
      fc.property(fc.array(kept), (steps) => {
        const memory = createRepeatMemory();
        for (const [key, size] of steps) {
          memory.keep(key, answerOf(size), LIMITS);
          expect(memory.size).toBeLessThanOrEqual(LIMITS.maxEntries);
          expect(memory.bytes).toBeLessThanOrEqual(LIMITS.maxBytes);
          expect(memory.bytes).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
