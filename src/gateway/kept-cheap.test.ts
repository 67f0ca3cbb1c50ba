import { expect, it } from 'vitest';
import { NO_TOKENS } from '../core/usage.ts';
import { sampleCatalog, samplePolicy } from '../testing/policy.ts';
import { noteKept, type KeptJob } from './kept-cheap.ts';

const USAGE = { state: 'reported', usage: { ...NO_TOKENS, freshInputTokens: 1_000 } } as const;

/** What was noted of a call that cost 100 nano-dollars for a thousand tokens at tier 1. */
function noted(frequency: KeptJob['decision']['frequency'], changes: object = {}) {
  const kept: unknown[] = [];
  const attempt = {
    opened: { provider: 'anthropic', requestedModel: 'sample-cheap' },
    closed: { outcome: 'answered', servedModel: null, usage: USAGE },
  };
  // Only what is read is there.
  const job = {
    gateway: { policy: samplePolicy(), catalog: sampleCatalog() },
    inbound: { receivedAt: Date.UTC(2026, 10, 20) },
    decision: { ...(frequency !== undefined && { frequency }) },
    record: { ended: [attempt], cost: () => ({ state: 'final', nanoUsd: 100 }) },
    action: { kept: (...args: readonly unknown[]) => void kept.push(args) },
    ...changes,
  } as unknown as KeptJob;
  noteKept(job);
  return kept;
}

it.each<[string, KeptJob['decision']['frequency'], object, unknown[]]>([
  ['the difference to the tier alone', { calls: 60, cap: 1, insteadOf: 2 }, {}, [[1, 1_999_900]]],
  ['nothing where it is the same tier', { calls: 60, cap: 1, insteadOf: 1 }, {}, [[1, 0]]],
  ['not of a call among few', undefined, {}, []],
  [
    'unknown where its cost is',
    { calls: 60, cap: 1, insteadOf: 2 },
    { record: { ended: [], cost: () => ({ state: 'unknown' }) } },
    [[1, null]],
  ],
])('notes %s', (_, frequency, changes, expected) => {
  expect(noted(frequency, changes)).toEqual(expected);
});
