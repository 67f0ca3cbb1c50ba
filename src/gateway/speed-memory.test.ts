import { describe, expect, it } from 'vitest';
import { NO_TOKENS } from '../core/usage.ts';
import type { Receipt } from '../ledger/ledger.ts';
import { createSpeedMemory, type EndedAttempt } from './speed-memory.ts';

const answer = (generationMs: number, changes: Partial<EndedAttempt['closed']> = {}) => ({
  opened: { provider: 'local', requestedModel: 'small:7b' },
  closed: {
    outcome: 'answered',
    usage: {
      state: 'reported',
      usage: { ...NO_TOKENS, freshInputTokens: 100, outputTokens: 100 },
      took: { loadMs: 0, promptMs: 100, generationMs },
    },
    firstTokenMs: null,
    totalMs: generationMs + 100,
    ...changes,
  } as const,
});

const rate = (memory: ReturnType<typeof createSpeedMemory>) =>
  memory.speeds()['local/small:7b']?.outputTokensPerSecond;

describe('what is remembered of speeds', () => {
  it('is the median of the last answers', () => {
    const memory = createSpeedMemory();
    expect(memory.speeds()).toEqual({});
    for (let count = 0; count < 20; count++) memory.note(answer(10_000));
    expect(rate(memory)).toBe(10);
    for (let count = 0; count < 20; count++) memory.note(answer(1_000));
    expect(rate(memory)).toBe(100);
    expect(memory.speeds()['local/small:7b']?.samples).toBe(20);
  });

  it.each<[string, Partial<EndedAttempt['closed']>]>([
    ['failed', { outcome: 'failed' }],
    ['cancelled', { outcome: 'cancelled' }],
    ['not counted', { usage: { state: 'unknown' } }],
    ['estimated', { usage: { state: 'estimated', usage: NO_TOKENS } }],
  ])('is nothing of an attempt that was %s', (_, changes) => {
    const memory = createSpeedMemory();
    memory.note(answer(1_000, changes));
    expect(memory.speeds()).toEqual({});
  });

  it('counts a rejected answer, which took its time all the same', () => {
    const memory = createSpeedMemory();
    memory.note(answer(1_000, { outcome: 'rejected' }));
    expect(rate(memory)).toBe(100);
  });

  it('comes from the ledger once, newest first, and what follows counts more', () => {
    const calls = Array.from({ length: 30 }, (_, index) =>
      receipt(answer(index < 20 ? 2_000 : 90_000)),
    );
    let asked = 0;
    const recent = () => {
      asked++;
      return calls;
    };
    const memory = createSpeedMemory({ earlier: () => ({ recent }) });
    expect(rate(memory)).toBe(50);
    for (let count = 0; count < 20; count++) memory.note(answer(1_000));
    expect(rate(memory)).toBe(100);
    expect(asked).toBe(1);
  });

  it('leaves open attempts out, and goes without a ledger that cannot be read', () => {
    const open = { ...receipt(answer(1)), attempts: [{ opened: answer(1).opened, closed: null }] };
    const memory = createSpeedMemory({
      earlier: () => ({ recent: () => [open as unknown as Receipt] }),
    });
    expect(memory.speeds()).toEqual({});
    const broken = createSpeedMemory({
      earlier: () => {
        throw new Error('locked');
      },
    });
    expect(broken.speeds()).toEqual({});
    expect(createSpeedMemory({ earlier: () => null }).speeds()).toEqual({});
  });
});

function receipt(attempt: EndedAttempt): Receipt {
  return { attempts: [attempt] } as unknown as Receipt;
}
