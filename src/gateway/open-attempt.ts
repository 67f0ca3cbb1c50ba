import type { Candidate } from '../core/decision.ts';
import type { UpstreamError } from '../core/error.ts';
import { modelName } from '../core/model.ts';
import type { CancelledBy, FinishReason, Outcome } from '../core/outcome.ts';
import type { Reason } from '../core/reason.ts';
import type { UsageReading } from '../core/usage.ts';
import type { Verdict } from '../core/verdict.ts';
import { changeTexts } from './change-texts.ts';
import { attemptCost, isOtherModel, NOT_BILLED } from './costing.ts';
import type { Job } from './job.ts';
import { upstreamRequestId } from './upstream-reply.ts';

/** One attempt while it runs: what was sent where, and the row that must be closed exactly once. */
export interface OpenAttempt {
  readonly candidate: Candidate;
  readonly number: number;
  /** Aborts when the attempt's own limit or the call's leash ends it. */
  readonly signal: AbortSignal;
  /** Milliseconds since it was sent. */
  elapsedMs(): number;
  /** The head of the answer is here. */
  answeredWith(status: number, headers: Readonly<Record<string, string>>): void;
  /** The first content token is here. Only the first call counts. */
  firstToken(): void;
  /** From here on only the call's own limits hold. */
  liftLimit(): void;
  /** Closes the row; doing it again changes nothing. */
  close(end: AttemptEnd): Outcome;
  /** What a connection error means here: the client left, a limit passed, or the upstream failed. */
  explain(error: UpstreamError): { by: CancelledBy } | { error: UpstreamError };
}

export type AttemptEnd =
  | {
      readonly kind: 'answered' | 'rejected';
      readonly model: string | null;
      readonly finishReason: FinishReason;
      readonly usage: UsageReading;
      readonly verdict: Verdict;
    }
  | {
      readonly kind: 'failed';
      readonly error: UpstreamError;
      readonly usage: UsageReading;
      readonly model?: string | null;
    }
  | {
      readonly kind: 'cancelled';
      readonly by: CancelledBy;
      readonly usage: UsageReading;
      readonly model?: string | null;
    };

export async function openAttempt(
  job: Job,
  candidate: Candidate,
  reason: Reason | null,
): Promise<OpenAttempt> {
  const { clock, catalog, redact } = job.gateway;
  const startedTick = clock.tick();
  const number = await job.record.openAttempt({
    startedAt: clock.now(),
    tier: candidate.tier,
    provider: candidate.model.provider,
    requestedModel: candidate.model.id,
    reason,
    lane: candidate.lane,
    changes: changeTexts(candidate),
  });
  job.timing.sent();
  const limit = createLimit(
    isDrained(job, candidate) ? job.leash.limit : job.leash.signal,
    candidate.timeoutMs,
  );
  const elapsedMs = () => clock.tick() - startedTick;
  let status: number | null = null;
  let requestId: string | null = null;
  let firstTokenMs: number | null = null;
  let closed: Outcome | null = null;

  return {
    candidate,
    number,
    signal: limit.signal,
    elapsedMs,
    answeredWith(answeredStatus, headers) {
      status = answeredStatus;
      requestId = upstreamRequestId(headers);
    },
    firstToken() {
      firstTokenMs ??= elapsedMs();
    },
    liftLimit: () => limit.lift(),
    explain(error) {
      const by = job.leash.pulledBy();
      if (by !== null) return { by };
      return { error: limit.passed() ? limitPassed(candidate) : error };
    },
    close(end) {
      if (closed !== null) return closed;
      limit.release();
      closed = outcomeOf(end);
      const model = end.model ?? null;
      if (isOtherModel(catalog, candidate.model, model)) {
        job.record.reasons.push('other_model_answered');
      }
      job.record.closeAttempt({
        number,
        outcome: end.kind,
        servedModel: model,
        status,
        detail: redact(withoutQuotes(detailOf(end), job.body.bytes)).slice(0, MAX_DETAIL) || null,
        finishReason: 'finishReason' in end ? end.finishReason : null,
        usage: end.usage,
        cost: attemptCost({ job, asked: candidate.model, served: model, reading: end.usage }),
        firstTokenMs,
        totalMs: elapsedMs(),
        upstreamRequestId: requestId,
      });
      return closed;
    },
  };
}

const MAX_DETAIL = 500;

/** This much of an upstream's message found in the request again is a quotation of it. */
const QUOTE_LENGTH = 24;

/** Prompts are not stored, so neither is a message that quotes one. The client still gets it whole. */
function withoutQuotes(detail: string, request: Uint8Array): string {
  const bytes = Buffer.from(request.buffer, request.byteOffset, request.byteLength);
  const message = detail.slice(0, MAX_DETAIL);
  for (let start = 0; start + QUOTE_LENGTH <= message.length; start += QUOTE_LENGTH / 2) {
    if (bytes.includes(message.slice(start, start + QUOTE_LENGTH))) {
      return `${message.slice(0, message.indexOf(':') + 1)} (its message quotes the request and is not stored)`;
    }
  }
  return detail;
}

/** Is this upstream read to its end when the client has left, because it bills to the end? */
export function isDrained(job: Job, { model }: Candidate): boolean {
  return job.gateway.upstreams.get(model.provider)?.policy.onClientGone === 'drain';
}

/** The usage of an attempt that ended without an answer, by how far it got. */
export function usageOfFailure(error: UpstreamError, sent: boolean): UsageReading {
  return !sent || (error.status !== null && error.status >= 300)
    ? NOT_BILLED
    : { state: 'unknown' };
}

function outcomeOf(end: AttemptEnd): Outcome {
  switch (end.kind) {
    case 'answered':
    case 'rejected':
      return { kind: end.kind, finishReason: end.finishReason, verdict: end.verdict };
    case 'failed':
      return { kind: 'failed', error: end.error };
    case 'cancelled':
      return { kind: 'cancelled', by: end.by };
  }
}

function detailOf(end: AttemptEnd): string {
  switch (end.kind) {
    case 'answered':
      return end.verdict.kind === 'rejected'
        ? `${end.verdict.validator}: ${end.verdict.detail}`
        : '';
    case 'rejected':
      return end.verdict.kind === 'rejected'
        ? `${end.verdict.validator}: ${end.verdict.detail}`
        : '';
    case 'failed':
      return `${end.error.kind}: ${end.error.message}`;
    case 'cancelled':
      return `by ${end.by}`;
  }
}

function limitPassed(candidate: Candidate): UpstreamError {
  return {
    kind: 'timeout',
    status: null,
    message: `${modelName(candidate.model)} took longer than the ${candidate.timeoutMs} ms its tier allows.`,
    retryable: false,
    retryAfterMs: null,
  };
}

/** An abort signal that follows the call's and adds a limit of its own. */
function createLimit(parent: AbortSignal, limitMs: number) {
  const controller = new AbortController();
  const onParent = () => controller.abort();
  let passed = false;
  if (parent.aborted) controller.abort();
  else parent.addEventListener('abort', onParent, { once: true });
  const timer = setTimeout(() => {
    passed = true;
    controller.abort();
  }, limitMs);
  const lift = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    passed: () => passed,
    lift,
    release() {
      lift();
      parent.removeEventListener('abort', onParent);
    },
  };
}
