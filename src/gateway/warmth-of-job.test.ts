import { describe, expect, it } from 'vitest';
import { closedAttemptWith, openAttemptWith } from '../../test/conformance/ledger-rows.ts';
import { route } from '../core/route.ts';
import { NO_WARMTH } from '../core/warmth-record.ts';
import type { UsageReading } from '../core/usage.ts';
import type { AttemptOutcome } from '../ledger/ledger.ts';
import {
  sampleCall,
  sampleCatalog,
  sampleClassification,
  sampleConditions,
  samplePolicy,
} from '../testing/policy.ts';
import type { EndedAttempt } from './call-record.ts';
import { answersOf, type WarmingJob } from './warmth-of-job.ts';

const usage = (freshInputTokens: number) => ({
  freshInputTokens,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 1,
  thinkingTokens: null,
});

interface Told {
  readonly model?: string;
  readonly state?: UsageReading['state'];
}

function ended(
  number: number,
  outcome: AttemptOutcome,
  { model = 'sample-cheap', state = 'reported' }: Told = {},
): EndedAttempt {
  const row = { callId: 'call_1', number };
  return {
    opened: openAttemptWith({ ...row, requestedModel: model, startedAt: number }),
    closed: closedAttemptWith({
      ...row,
      outcome,
      usage: state === 'unknown' ? { state } : { state, usage: usage(number) },
    }),
  };
}

function jobWith(...attempts: readonly EndedAttempt[]): WarmingJob {
  const call = sampleCall({ effort: 'low' });
  const decision = route(
    call,
    sampleClassification('validate_schema'),
    samplePolicy(),
    sampleConditions(),
  );
  if (decision.kind === 'refusal') throw new Error(decision.explanation);
  const request = { mark: { ttl: '1h', isHeadOnly: false }, tools: 'one' } as const;
  const conversation = {
    boundary: null,
    before: null,
    hasClimbed: false,
    warmth: NO_WARMTH,
    request,
  };
  return {
    call,
    decision,
    gateway: { catalog: sampleCatalog() },
    place: { conversation },
    record: { ended: attempts },
  };
}

describe('what the attempts of a call leave in caches', () => {
  it('is what the answered one was reported to have used', () => {
    expect(answersOf(jobWith(ended(1, 'answered')))).toEqual([
      expect.objectContaining({
        model: 'anthropic/sample-cheap',
        usage: usage(1),
        at: 1,
        caching: { kind: 'marked', ttl: '1h', isHeadOnly: false },
        effort: 'low',
        tools: 'one',
        isTurn: true,
      }),
    ]);
  });

  it('is left by rejected answers too, which are no turns', () => {
    const answers = answersOf(
      jobWith(ended(1, 'rejected'), ended(2, 'answered', { model: 'sample-work' })),
    );
    expect(answers.map(({ model, isTurn }) => [model, isTurn])).toEqual([
      ['anthropic/sample-cheap', false],
      ['anthropic/sample-work', true],
    ]);
    expect(answersOf(jobWith(ended(1, 'rejected')))[0]?.isTurn).toBe(false);
  });

  it.each<[string, EndedAttempt]>([
    ['failed', ended(1, 'failed')],
    ['was cancelled', ended(1, 'cancelled')],
    ['was only estimated', ended(1, 'answered', { state: 'estimated' })],
    ['nobody counted', ended(1, 'answered', { state: 'unknown' })],
    ['was not planned', ended(1, 'answered', { model: 'other' })],
  ])('is nothing of an attempt that %s', (_name, attempt) => {
    expect(answersOf(jobWith(attempt))).toEqual([]);
  });
});
