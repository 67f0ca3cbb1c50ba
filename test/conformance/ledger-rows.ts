import type { ClosedAttempt, ClosedCall, OpenAttempt, OpenCall } from '../../src/ledger/ledger.ts';

/** Rows for tests of ledgers: believable, every field filled, changed where a test says so. */

export function openCallWith(change: Partial<OpenCall> & Pick<OpenCall, 'callId'>): OpenCall {
  return {
    startedAt: 1_795_000_000_000,
    dialect: 'anthropic-messages',
    endpoint: 'messages',
    requestedModel: 'modicum/auto',
    stream: true,
    taskType: 'classify_text',
    confidence: 0.91,
    classifier: 'word-rules@1',
    signals: ['word:classify'],
    purpose: 'main',
    lane: 'main',
    laneMode: 'observe',
    shadow: {
      tier: 1,
      model: 'anthropic/claude-haiku-5-5',
      taskType: 'classify_text',
      decidedBy: 'classifier',
    },
    retryOf: null,
    tier: 0,
    decidedBy: 'classifier',
    reasons: ['provider_down', 'tier_floor'],
    explanation: 'It asks to classify a text.',
    delivery: 'buffered',
    plan: [
      { tier: 0, model: 'ollama/qwen2.5:7b', after: [], changes: ['model'] },
      { tier: 1, model: 'anthropic/claude-haiku-5-5', after: ['failed', 'rejected'], changes: [] },
    ],
    excluded: [{ tier: 2, model: 'openai/gpt-4.1', reason: 'no_key', detail: null }],
    estimatedPromptTokens: 1_060,
    estimatedOutputTokens: 12,
    cachePrediction: {
      model: 'anthropic/claude-haiku-5-5',
      state: 'warm',
      coldBecause: null,
      readTokens: 900,
      writeTokens: 160,
      freshTokens: 0,
      ttl: '5m',
    },
    switchAccount: null,
    grounds: {
      seen: {
        taskType: 'classify_text',
        confidence: 0.91,
        alternatives: [{ taskType: 'detect_topic', confidence: 0.05 }],
        judged: {
          tiers: [0.9, 0.08, 0.02, 0],
          kind: 'processing',
          stakes: 0.03,
          recoverable: true,
          complexity: 2,
          pStrong: 0.1,
          outOfDistribution: 0.2,
        },
      },
      answers: [
        {
          question: 'judgment_or_processing',
          answer: 'processing',
          evidence: [{ signal: 'type:classify_text', weight: 0.97 }],
          effect: 'tier 0 or 1 will do',
        },
      ],
      evidence: [
        {
          reason: 'provider_down',
          signal: 'provider:ollama',
          weight: 1,
          detail: 'connection refused',
        },
      ],
      wouldChange: {
        settings: [{ key: 'tasks.classify_text.tier', value: '1' }],
        tier: 1,
        model: 'anthropic/claude-haiku-5-5',
      },
    },
    session: 'session-1',
    agent: null,
    tags: ['team=search', 'nightly'],
    clientRetry: 1,
    policyVersion: 'p1',
    catalogVersion: '2026-11-20',
    simulated: true,
    ...change,
  };
}

export function closedCallWith(
  change: Partial<ClosedCall> & Pick<ClosedCall, 'callId'>,
): ClosedCall {
  return {
    outcome: 'answered',
    status: 200,
    errorCode: null,
    servedTier: 1,
    servedModel: 'claude-haiku-5-5',
    escalatedFrom: 0,
    reasons: ['answer_rejected'],
    cost: { state: 'final', nanoUsd: 112_000 },
    baseline: { state: 'estimated', nanoUsd: 2_240_000 },
    baselineModel: 'anthropic/claude-sonnet-5-5',
    shadowCost: { state: 'estimated', nanoUsd: 56_000 },
    attempts: 2,
    firstByteMs: 310.25,
    totalMs: 425.5,
    overheadUs: 210,
    ...change,
  };
}

export function openAttemptWith(
  change: Partial<OpenAttempt> & Pick<OpenAttempt, 'callId'>,
): OpenAttempt {
  return {
    number: 1,
    startedAt: 1_795_000_000_001,
    tier: 1,
    provider: 'anthropic',
    requestedModel: 'claude-haiku-5-5',
    reason: 'answer_rejected',
    lane: 'translated',
    changes: ['model', 'thinking'],
    ...change,
  };
}

export function closedAttemptWith(
  change: Partial<ClosedAttempt> & Pick<ClosedAttempt, 'callId'>,
): ClosedAttempt {
  return {
    number: 1,
    outcome: 'answered',
    servedModel: 'claude-haiku-5-5-20261007',
    status: 200,
    detail: null,
    finishReason: 'end',
    usage: {
      state: 'reported',
      usage: {
        freshInputTokens: 1_060,
        cacheReadTokens: 2,
        cacheWrite5mTokens: 3,
        cacheWrite1hTokens: 4,
        outputTokens: 12,
        thinkingTokens: 5,
      },
    },
    cost: { state: 'final', nanoUsd: 112_000 },
    firstTokenMs: 300.125,
    totalMs: 400.5,
    upstreamRequestId: 'req_011',
    ...change,
  };
}
