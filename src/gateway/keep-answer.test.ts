import { expect, it, test } from 'vitest';
import { samplePolicy } from '../testing/policy.ts';
import { keepAnswer, type Answered } from './keep-answer.ts';
import { createRepeatMemory } from './repeat-memory.ts';
import type { WholeAnswer } from './served.ts';

const MODEL = { provider: 'local', id: 'small', effort: null };
const READY: WholeAnswer = {
  kind: 'whole',
  candidate: {
    tier: 0,
    model: MODEL,
    dialect: 'ollama-chat',
    lane: 'translated',
    after: [],
    changes: [],
    leftOut: [],
    reworded: [],
    retries: 0,
    timeoutMs: 1,
    waitMs: 0,
  },
  status: 200,
  headers: { 'content-type': 'text/event-stream', 'x-ratelimit-remaining': '5' },
  body: new Uint8Array([1, 2, 3]),
  model: 'small:latest',
  usage: { state: 'unknown' },
  verdict: { kind: 'accepted', validators: ['answered'] },
  finishReason: 'end',
  signatures: [],
};

function kept(ready: WholeAnswer, repeatKey: string | null = 'key') {
  const repeats = createRepeatMemory();
  const limits = { maxEntries: 5, maxBytes: 10_000, ttlMs: 1_000, pins: false };
  const call: Answered = {
    gateway: {
      repeats,
      clock: { now: () => 7, tick: () => 0 },
      policy: samplePolicy({ repeats: limits }),
    },
    repeatKey,
    record: { callId: 'call_1' },
  };
  keepAnswer(call, ready);
  return repeats.find('key', { now: 8, ttlMs: 1_000 });
}

it('keeps the bytes, and of the headers what they are', () => {
  expect(kept(READY)).toEqual({
    callId: 'call_1',
    answeredAt: 7,
    contentType: 'text/event-stream',
    body: new Uint8Array([1, 2, 3]),
    model: MODEL,
    served: 'small:latest',
    usage: { state: 'unknown' },
  });
});

it('keeps a copy that nobody else can change', () => {
  const body = new Uint8Array([1, 2, 3]);
  const answer = kept({ ...READY, body });
  body[0] = 9;
  expect(answer?.body[0]).toBe(1);
});

test.each<[string, Partial<WholeAnswer>]>([
  ['nobody judged', { verdict: { kind: 'unjudged' } }],
  ['was rejected', { verdict: { kind: 'rejected', validator: 'json', detail: 'none' } }],
  ['was cut short', { finishReason: 'max_tokens' }],
  ['stopped at a sequence', { finishReason: 'stop_sequence' }],
  ['was refused', { finishReason: 'refusal' }],
  ['has another status', { status: 201 }],
])('keeps nothing that %s', (_name, changes) => {
  expect(kept({ ...READY, ...changes })).toBeNull();
});

it('keeps nothing of a call that may not be repeated', () => {
  expect(kept(READY, null)).toBeNull();
});
