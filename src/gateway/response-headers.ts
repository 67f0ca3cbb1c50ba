import type { CallError } from '../core/error.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { decimalUsd, type Cost } from '../core/money.ts';
import type { Reason } from '../core/reason.ts';
import type { Spared } from '../core/spared.ts';
import type { RecordedTier, Tier } from '../core/tier.ts';
import type { CallRecord } from './call-record.ts';

/** Every `x-modicum-*` response header. A new one is added here and in docs/headers.md. */
export const RESPONSE_HEADERS = [
  'x-modicum-call-id',
  'x-modicum-decision',
  'x-modicum-reason',
  'x-modicum-task',
  'x-modicum-confidence',
  'x-modicum-tier',
  'x-modicum-model',
  'x-modicum-requested-model',
  'x-modicum-repeat-of',
  'x-modicum-attempts',
  'x-modicum-escalated-from',
  'x-modicum-verdict',
  'x-modicum-changes',
  'x-modicum-cost-usd',
  'x-modicum-cost-state',
  'x-modicum-baseline-usd',
  'x-modicum-overhead-ms',
  'x-modicum-estimated',
  'x-modicum-simulated',
] as const;

type HeaderName = (typeof RESPONSE_HEADERS)[number];
export type ModicumHeaders = Partial<Record<HeaderName, string>>;

export interface DecisionHeadersInput {
  readonly record: Pick<CallRecord, 'callId' | 'reasons'>;
  readonly decision: Decision | Refusal | Spared;
  readonly requestedModel: string;
  readonly overheadMs: number;
  readonly simulated: boolean;
}

/** What is known once the decision is made. */
export function decisionHeaders(input: DecisionHeadersInput): ModicumHeaders {
  const { decision, record } = input;
  const reasons: readonly Reason[] =
    decision.kind === 'refusal' ? [decision.reason] : [...decision.reasons, ...record.reasons];
  return {
    'x-modicum-call-id': record.callId,
    'x-modicum-decision': decision.kind === 'refusal' ? 'refusal' : decision.decidedBy,
    'x-modicum-requested-model': headerText(input.requestedModel),
    'x-modicum-overhead-ms': input.overheadMs.toFixed(2),
    ...(reasons.length > 0 && { 'x-modicum-reason': [...new Set(reasons)].join(', ') }),
    ...(decision.taskType !== null && { 'x-modicum-task': decision.taskType }),
    ...(decision.kind !== 'refusal' && decisionOnly(decision)),
    ...(input.simulated && { 'x-modicum-simulated': 'true' }),
  };
}

function decisionOnly(decision: Decision | Spared): ModicumHeaders {
  return {
    'x-modicum-tier': String(decision.tier),
    ...(decision.confidence !== null && { 'x-modicum-confidence': decision.confidence.toFixed(2) }),
  };
}

/** What a cost is in headers: its state always, its amount when it is known. */
export function costHeaders(cost: Cost): ModicumHeaders {
  return {
    'x-modicum-cost-state': cost.state,
    ...(cost.state !== 'unknown' && { 'x-modicum-cost-usd': decimalUsd(cost.nanoUsd) }),
  };
}

export interface AnswerHeadersInput {
  readonly tier: RecordedTier;
  /** `provider/id` of what answers; `null`: no model does. */
  readonly model: string | null;
  readonly attempts: number;
  readonly escalatedFrom: Tier | null;
  readonly rejected: boolean;
  readonly changes: readonly string[];
  readonly cost: Cost;
  readonly baseline: Cost;
}

/** What is known once an attempt answers. For streams the money is an estimate until the receipt. */
export function answerHeaders(input: AnswerHeadersInput): ModicumHeaders {
  return {
    'x-modicum-tier': String(input.tier),
    ...(input.model !== null && { 'x-modicum-model': headerText(input.model) }),
    'x-modicum-attempts': String(input.attempts),
    ...costHeaders(input.cost),
    ...(input.baseline.state !== 'unknown' && {
      'x-modicum-baseline-usd': decimalUsd(input.baseline.nanoUsd),
    }),
    ...(input.escalatedFrom !== null && {
      'x-modicum-escalated-from': String(input.escalatedFrom),
    }),
    ...(input.rejected && { 'x-modicum-verdict': 'rejected' }),
    ...(input.changes.length > 0 && { 'x-modicum-changes': headerText(input.changes.join(', ')) }),
  };
}

/** How long to wait, and whether to try at all: both SDKs obey these over the status. */
export function retryHeaders(error: CallError): Record<string, string> {
  const seconds = error.retryAfterMs === null ? null : Math.ceil(error.retryAfterMs / 1000);
  return {
    ...(seconds !== null && { 'retry-after': String(seconds) }),
    ...(error.shouldRetry !== null && { 'x-should-retry': String(error.shouldRetry) }),
  };
}

/** Client text in a header: printable ASCII only, so that it can neither break nor add one. */
export function headerText(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/gu, (character) =>
      encodeURIComponent(character.isWellFormed() ? character : '\ufffd'),
    );
}
