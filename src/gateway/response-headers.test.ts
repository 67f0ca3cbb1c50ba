import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalError } from '../core/call-error.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import {
  answerHeaders,
  decisionHeaders,
  headerText,
  RESPONSE_HEADERS,
  retryHeaders,
  type AnswerHeadersInput,
} from './response-headers.ts';

const DECISION: Decision = {
  kind: 'decision',
  plan: [],
  tier: 1,
  decidedBy: 'classifier',
  reasons: ['tier_floor'],
  taskType: 'generate_title',
  confidence: 0.876,
  floor: 0,
  cap: 3,
  delivery: 'buffered',
  validate: [],
  deadlineMs: 600_000,
  excluded: [],
  estimate: { promptTokens: 1, outputTokens: 1 },
  explanation: '',
  answers: [],
  evidence: [],
  planCosts: [],
};

const REFUSAL: Refusal = {
  kind: 'refusal',
  reason: 'floor_above_cap',
  error: refusalError('floor_above_cap', 'name', ''),
  taskType: null,
  excluded: [],
  explanation: '',
};

const ANSWER: AnswerHeadersInput = {
  tier: 2,
  model: 'anthropic/claude-sonnet-5-5',
  attempts: 3,
  escalatedFrom: null,
  rejected: false,
  changes: [],
  cost: { state: 'unknown' },
  baseline: { state: 'unknown' },
};

describe('decisionHeaders', () => {
  const input = { requestedModel: 'modicum/auto', overheadMs: 1.005, simulated: false };

  it('tells who decided, what moved it since and each reason once', () => {
    const record = { callId: 'call_1', reasons: ['retry_transient', 'tier_floor'] as const };
    const headers = decisionHeaders({
      ...input,
      record: { ...record, reasons: [...record.reasons] },
      decision: DECISION,
    });
    expect(headers).toEqual({
      'x-modicum-call-id': 'call_1',
      'x-modicum-decision': 'classifier',
      'x-modicum-reason': 'tier_floor, retry_transient',
      'x-modicum-task': 'generate_title',
      'x-modicum-confidence': '0.88',
      'x-modicum-tier': '1',
      'x-modicum-requested-model': 'modicum/auto',
      'x-modicum-overhead-ms': (1.005).toFixed(2),
    });
  });

  it('leaves out what is not known', () => {
    const decision = { ...DECISION, reasons: [], taskType: null, confidence: null };
    const headers = decisionHeaders({ ...input, record: { callId: 'c', reasons: [] }, decision });
    expect(Object.keys(headers)).toEqual([
      'x-modicum-call-id',
      'x-modicum-decision',
      'x-modicum-requested-model',
      'x-modicum-overhead-ms',
      'x-modicum-tier',
    ]);
  });

  it('tells a refusal’s one reason, and that all is simulated', () => {
    const headers = decisionHeaders({
      ...input,
      simulated: true,
      record: { callId: 'c', reasons: [] },
      decision: REFUSAL,
    });
    expect(headers).toMatchObject({
      'x-modicum-decision': 'refusal',
      'x-modicum-reason': 'floor_above_cap',
      'x-modicum-simulated': 'true',
    });
    expect(headers).not.toHaveProperty('x-modicum-tier');
  });
});

describe('answerHeaders', () => {
  it('shows no figure where the cost is unknown', () => {
    expect(answerHeaders(ANSWER)).toEqual({
      'x-modicum-tier': '2',
      'x-modicum-model': 'anthropic/claude-sonnet-5-5',
      'x-modicum-attempts': '3',
      'x-modicum-cost-state': 'unknown',
    });
  });

  it('shows everything there is to show', () => {
    const headers = answerHeaders({
      ...ANSWER,
      escalatedFrom: 0,
      rejected: true,
      changes: ['effort=low', 'top_p=removed'],
      cost: { state: 'final', nanoUsd: 1 },
      baseline: { state: 'estimated', nanoUsd: 2_500_000_000 },
    });
    expect(headers).toMatchObject({
      'x-modicum-escalated-from': '0',
      'x-modicum-verdict': 'rejected',
      'x-modicum-changes': 'effort=low, top_p=removed',
      'x-modicum-cost-usd': '0.000000001',
      'x-modicum-cost-state': 'final',
      'x-modicum-baseline-usd': '2.5',
    });
    for (const name of Object.keys(headers)) expect(RESPONSE_HEADERS).toContain(name);
  });
});

describe('retryHeaders', () => {
  it.each([
    [null, null, {}],
    [1, null, { 'retry-after': '1' }],
    [1_001, false, { 'retry-after': '2', 'x-should-retry': 'false' }],
    [0, true, { 'retry-after': '0', 'x-should-retry': 'true' }],
  ])('%s ms, should retry %s', (retryAfterMs, shouldRetry, expected) => {
    const error = { ...REFUSAL.error, retryAfterMs, shouldRetry };
    expect(retryHeaders(error)).toEqual(expected);
  });
});

describe('headerText', () => {
  it('is printable ASCII and short, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(headerText(text)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  it('leaves plain text alone and takes lone surrogates', () => {
    expect(headerText('vendor/model:free')).toBe('vendor/model:free');
    expect(headerText('a\ud800b\r\n')).toBe('a%EF%BF%BDb%0D%0A');
    expect(headerText('x'.repeat(300))).toHaveLength(200);
  });

  it('encodes a pair of surrogates as the one character it is', () => {
    expect(decodeURIComponent(headerText('😀'))).toBe('😀');
  });
});
