import type { SQLOutputValue } from 'node:sqlite';

import type { Cost } from '../../core/money.ts';
import { UNKNOWN_COST } from '../../core/money.ts';
import type { Took } from '../../core/took.ts';
import type { UsageReading } from '../../core/usage.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import type {
  AttemptRecord,
  AttemptRole,
  CacheForesight,
  ClosedAttempt,
  ClosedCall,
  LastServed,
  Observed,
  OpenAttempt,
  OpenCall,
} from '../ledger.ts';
import { readTier } from './stored-tier.ts';
import { readText, readTextOrNull } from './text.ts';

/**
 * A row as node:sqlite gives it. Tables are strict and written by `columns.ts` alone, so each column
 * holds what went in: the casts below state that, and nothing is checked a second time.
 */
export type Row = Record<string, SQLOutputValue>;

export function openCallOf(row: Row): OpenCall {
  return {
    callId: text(row, 'call_id'),
    startedAt: number(row, 'started_at'),
    dialect: text(row, 'dialect') as OpenCall['dialect'],
    endpoint: readText(text(row, 'endpoint')),
    requestedModel: readText(text(row, 'requested_model')),
    stream: row['stream'] === 1,
    taskType: row['task_type'] as OpenCall['taskType'],
    confidence: row['confidence'] as number | null,
    classifier: text(row, 'classifier'),
    signals: list(row, 'signals'),
    purpose: text(row, 'purpose') as OpenCall['purpose'],
    lane: row['lane'] as OpenCall['lane'],
    laneMode: row['lane_mode'] as OpenCall['laneMode'],
    shadow: document(row, 'shadow') as OpenCall['shadow'],
    retryOf: row['retry_of'] as string | null,
    tier: readTier(row['tier']),
    decidedBy: text(row, 'decided_by') as OpenCall['decidedBy'],
    reasons: list(row, 'reasons'),
    explanation: readText(text(row, 'explanation')),
    delivery: row['delivery'] as OpenCall['delivery'],
    plan: list(row, 'plan'),
    excluded: list(row, 'excluded'),
    estimatedPromptTokens: number(row, 'estimated_prompt_tokens'),
    estimatedOutputTokens: number(row, 'estimated_output_tokens'),
    cachePrediction: document(row, 'cache_prediction') as OpenCall['cachePrediction'],
    switchAccount: document(row, 'switch_account') as OpenCall['switchAccount'],
    grounds: document(row, 'grounds') as OpenCall['grounds'],
    ...(row['meta'] !== null && { meta: document(row, 'meta') as NonNullable<OpenCall['meta']> }),
    session: freeText(row, 'session'),
    agent: freeText(row, 'agent'),
    tags: list(row, 'tags'),
    clientRetry: row['client_retry'] as number | null,
    policyVersion: text(row, 'policy_version'),
    catalogVersion: text(row, 'catalog_version'),
    simulated: row['simulated'] === 1,
  };
}

export function closedCallOf(row: Row): ClosedCall | null {
  if (row['closed_at'] === null) return null;
  return {
    callId: text(row, 'call_id'),
    outcome: text(row, 'outcome') as ClosedCall['outcome'],
    status: number(row, 'status'),
    errorCode: row['error_code'] as string | null,
    servedTier: readTier(row['served_tier']),
    servedModel: freeText(row, 'served_model'),
    escalatedFrom: row['escalated_from'] as ClosedCall['escalatedFrom'],
    reasons: list(row, 'attempt_reasons'),
    cost: cost(row, 'cost'),
    baseline: cost(row, 'baseline'),
    baselineModel: freeText(row, 'baseline_model'),
    shadowCost: cost(row, 'shadow'),
    attempts: number(row, 'attempts'),
    firstByteMs: row['first_byte_ms'] as number | null,
    totalMs: number(row, 'total_ms'),
    overheadUs: number(row, 'overhead_us'),
  };
}

export function attemptOf(row: Row): AttemptRecord {
  return { opened: openAttemptOf(row), closed: closedAttemptOf(row) };
}

export function callIdOf(row: Row): string {
  return text(row, 'call_id');
}

export function lastServedOf(row: Row): LastServed {
  return {
    provider: readText(text(row, 'provider')),
    model: readText(text(row, 'requested_model')),
    isCompacted: row['is_compacted'] === 1,
    isMixed: row['is_mixed'] === 1,
  };
}

function openAttemptOf(row: Row): OpenAttempt {
  return {
    callId: text(row, 'call_id'),
    number: number(row, 'number'),
    startedAt: number(row, 'started_at'),
    tier: row['tier'] as OpenAttempt['tier'],
    provider: readText(text(row, 'provider')),
    requestedModel: readText(text(row, 'requested_model')),
    reason: row['reason'] as OpenAttempt['reason'],
    ...(row['role'] !== null && { role: text(row, 'role') as AttemptRole }),
    lane: text(row, 'lane') as OpenAttempt['lane'],
    changes: list(row, 'changes'),
  };
}

function closedAttemptOf(row: Row): ClosedAttempt | null {
  if (row['closed_at'] === null) return null;
  return {
    callId: text(row, 'call_id'),
    number: number(row, 'number'),
    outcome: text(row, 'outcome') as ClosedAttempt['outcome'],
    servedModel: freeText(row, 'served_model'),
    status: row['status'] as number | null,
    detail: freeText(row, 'detail'),
    finishReason: freeText(row, 'finish_reason'),
    usage: usage(row),
    cost: cost(row, 'cost'),
    firstTokenMs: row['first_token_ms'] as number | null,
    totalMs: number(row, 'total_ms'),
    upstreamRequestId: freeText(row, 'upstream_request_id'),
  };
}

export function observedOf(row: Row): Observed {
  return {
    purpose: text(row, 'purpose') as Observed['purpose'],
    calls: number(row, 'calls'),
    nanoUsd: number(row, 'nano_usd'),
    shadowNanoUsd: number(row, 'shadow_nano_usd'),
    unknownCosts: number(row, 'unknown_costs'),
  };
}

export function cacheForesightOf(row: Row): CacheForesight {
  return {
    state: text(row, 'state') as CacheForesight['state'],
    calls: number(row, 'calls'),
    promptTokens: number(row, 'prompt_tokens'),
    predictedReadTokens: number(row, 'predicted_read_tokens'),
    readTokens: number(row, 'read_tokens'),
    offTokens: number(row, 'off_tokens'),
  };
}

function text(row: Row, column: string): string {
  return row[column] as string;
}

function freeText(row: Row, column: string): string | null {
  return readTextOrNull(row[column] as string | null);
}

function number(row: Row, column: string): number {
  return row[column] as number;
}

/** A list as it was written, stated to be what its column holds. */
function list(row: Row, column: string): readonly never[] {
  return JSON.parse(text(row, column)) as readonly never[];
}

/** A value as it was written as JSON, or `null`. */
function document(row: Row, column: string): unknown {
  const written = row[column];
  return typeof written === 'string' ? (JSON.parse(written) as unknown) : null;
}

function cost(row: Row, name: 'cost' | 'baseline' | 'shadow'): Cost {
  const state = (row[`${name}_state`] ?? 'unknown') as Cost['state'];
  return state === 'unknown' ? UNKNOWN_COST : { state, nanoUsd: number(row, `${name}_nano_usd`) };
}

function usage(row: Row): UsageReading {
  const state = text(row, 'usage_state') as UsageReading['state'];
  if (state === 'unknown') return UNKNOWN_USAGE;
  return {
    state,
    ...(row['took'] !== null && { took: document(row, 'took') as Took }),
    usage: {
      freshInputTokens: number(row, 'fresh_input_tokens'),
      cacheReadTokens: number(row, 'cache_read_tokens'),
      cacheWrite5mTokens: number(row, 'cache_write_5m_tokens'),
      cacheWrite1hTokens: number(row, 'cache_write_1h_tokens'),
      outputTokens: number(row, 'output_tokens'),
      thinkingTokens: row['thinking_tokens'] as number | null,
    },
  };
}
