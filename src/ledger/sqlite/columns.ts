import type { SQLInputValue } from 'node:sqlite';

import type { Cost } from '../../core/money.ts';
import type { Took } from '../../core/took.ts';
import type { Usage, UsageReading } from '../../core/usage.ts';
import type { ClosedAttempt, ClosedCall, OpenAttempt, OpenCall } from '../ledger.ts';
import { storedTier } from './stored-tier.ts';
import { storedText, storedTextOrNull } from './text.ts';

/** A column and the value it takes: the statements are built from these, so the two never part. */
export type Column<Record> = readonly [name: string, value: (record: Record) => SQLInputValue];

/** What is known of a call when it opens. */
export const OPEN_CALL: readonly Column<OpenCall>[] = [
  ['call_id', (call) => call.callId],
  ['started_at', (call) => Math.round(call.startedAt)],
  ['dialect', (call) => call.dialect],
  ['endpoint', (call) => storedText(call.endpoint)],
  ['requested_model', (call) => storedText(call.requestedModel)],
  ['stream', (call) => flag(call.stream)],
  ['task_type', (call) => call.taskType],
  ['confidence', (call) => call.confidence],
  ['classifier', (call) => call.classifier],
  ['signals', (call) => JSON.stringify(call.signals)],
  ['purpose', (call) => call.purpose],
  ['lane', (call) => call.lane],
  ['lane_mode', (call) => call.laneMode],
  ['shadow', (call) => (call.shadow === null ? null : JSON.stringify(call.shadow))],
  ['retry_of', (call) => call.retryOf],
  ['tier', (call) => storedTier(call.tier)],
  ['decided_by', (call) => call.decidedBy],
  ['reasons', (call) => JSON.stringify(call.reasons)],
  ['explanation', (call) => storedText(call.explanation)],
  ['delivery', (call) => call.delivery],
  ['plan', (call) => JSON.stringify(call.plan)],
  ['excluded', (call) => JSON.stringify(call.excluded)],
  ['estimated_prompt_tokens', (call) => Math.round(call.estimatedPromptTokens)],
  ['estimated_output_tokens', (call) => Math.round(call.estimatedOutputTokens)],
  ['cache_prediction', (call) => json(call.cachePrediction)],
  ['switch_account', (call) => json(call.switchAccount)],
  ['grounds', (call) => json(call.grounds)],
  ['meta', (call) => json(call.meta ?? null)],
  ['session', (call) => storedTextOrNull(call.session)],
  ['agent', (call) => storedTextOrNull(call.agent)],
  ['tags', (call) => JSON.stringify(call.tags)],
  ['client_retry', (call) => call.clientRetry],
  ['policy_version', (call) => call.policyVersion],
  ['catalog_version', (call) => call.catalogVersion],
  ['simulated', (call) => flag(call.simulated)],
];

/** What is added when it closes. */
export const CLOSE_CALL: readonly Column<ClosedCall>[] = [
  ['outcome', (call) => call.outcome],
  ['status', (call) => call.status],
  ['error_code', (call) => call.errorCode],
  ['served_tier', (call) => storedTier(call.servedTier)],
  ['served_model', (call) => storedTextOrNull(call.servedModel)],
  ['escalated_from', (call) => call.escalatedFrom],
  ['attempt_reasons', (call) => JSON.stringify(call.reasons)],
  ['cost_state', (call) => call.cost.state],
  ['cost_nano_usd', (call) => nanoUsd(call.cost)],
  ['baseline_state', (call) => call.baseline.state],
  ['baseline_nano_usd', (call) => nanoUsd(call.baseline)],
  ['baseline_model', (call) => storedTextOrNull(call.baselineModel)],
  ['shadow_state', (call) => call.shadowCost.state],
  ['shadow_nano_usd', (call) => nanoUsd(call.shadowCost)],
  ['attempts', (call) => call.attempts],
  ['first_byte_ms', (call) => call.firstByteMs],
  ['total_ms', (call) => call.totalMs],
  ['overhead_us', (call) => call.overheadUs],
];

export const OPEN_ATTEMPT: readonly Column<OpenAttempt>[] = [
  ['call_id', (attempt) => attempt.callId],
  ['number', (attempt) => attempt.number],
  ['started_at', (attempt) => Math.round(attempt.startedAt)],
  ['tier', (attempt) => attempt.tier],
  ['provider', (attempt) => storedText(attempt.provider)],
  ['requested_model', (attempt) => storedText(attempt.requestedModel)],
  ['reason', (attempt) => attempt.reason],
  ['role', (attempt) => attempt.role ?? null],
  ['lane', (attempt) => attempt.lane],
  ['changes', (attempt) => JSON.stringify(attempt.changes)],
];

export const CLOSE_ATTEMPT: readonly Column<ClosedAttempt>[] = [
  ['outcome', (attempt) => attempt.outcome],
  ['served_model', (attempt) => storedTextOrNull(attempt.servedModel)],
  ['status', (attempt) => attempt.status],
  ['detail', (attempt) => storedTextOrNull(attempt.detail)],
  ['finish_reason', (attempt) => storedTextOrNull(attempt.finishReason)],
  ['usage_state', (attempt) => attempt.usage.state],
  ['fresh_input_tokens', (attempt) => tokens(attempt.usage, 'freshInputTokens')],
  ['cache_read_tokens', (attempt) => tokens(attempt.usage, 'cacheReadTokens')],
  ['cache_write_5m_tokens', (attempt) => tokens(attempt.usage, 'cacheWrite5mTokens')],
  ['cache_write_1h_tokens', (attempt) => tokens(attempt.usage, 'cacheWrite1hTokens')],
  ['output_tokens', (attempt) => tokens(attempt.usage, 'outputTokens')],
  ['thinking_tokens', (attempt) => tokens(attempt.usage, 'thinkingTokens')],
  ['took', (attempt) => json(tookOf(attempt.usage))],
  ['cost_state', (attempt) => attempt.cost.state],
  ['cost_nano_usd', (attempt) => nanoUsd(attempt.cost)],
  ['first_token_ms', (attempt) => attempt.firstTokenMs],
  ['total_ms', (attempt) => attempt.totalMs],
  ['upstream_request_id', (attempt) => storedTextOrNull(attempt.upstreamRequestId)],
];

export function columnNames<Record>(columns: readonly Column<Record>[]): readonly string[] {
  return columns.map(([name]) => name);
}

export function columnValues<Record>(
  columns: readonly Column<Record>[],
  record: Record,
): SQLInputValue[] {
  return columns.map(([, value]) => value(record));
}

function tookOf(reading: UsageReading): Took | null {
  return reading.state === 'unknown' ? null : (reading.took ?? null);
}

function json(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

function nanoUsd(cost: Cost): number | null {
  return cost.state === 'unknown' ? null : cost.nanoUsd;
}

function tokens(reading: UsageReading, tokenClass: keyof Usage): number | null {
  return reading.state === 'unknown' ? null : reading.usage[tokenClass];
}
