import type { CallError } from '../core/error.ts';
import { sumCosts } from '../core/money.ts';
import type { Tier } from '../core/tier.ts';
import type { UsageReading } from '../core/usage.ts';
import type { LiveStream, Ready, Served, StreamEnd, WholeAnswer } from './served.ts';
import type { CallClosing } from './call-record.ts';
import { changeTexts } from './change-texts.ts';
import { attemptCost, baselineOf, shadowCostOf } from './costing.ts';
import { callErrorOf, cancelledError, ownFailure } from './client-errors.ts';
import type { Reply } from './inbound.ts';
import type { Job } from './job.ts';
import {
  answerHeaders,
  costHeaders,
  retryHeaders,
  type ModicumHeaders,
} from './response-headers.ts';
import { partialUsage, createStreamTrace } from './stream-trace.ts';
import { keepAnswer } from './keep-answer.ts';
import { remember } from './remember.ts';
import type { UpstreamReply } from './upstream-reply.ts';
import { findModel } from '../core/catalog.ts';

/**
 * Rooms 7 and 8: the answer goes to the client and the call into the ledger, in that order only for what
 * is not yet the end. The commit point is here: a reply made by `deliver` is final.
 */
export async function deliver(
  job: Job,
  served: Served,
  headers: () => ModicumHeaders,
): Promise<Reply> {
  if (served.kind !== 'ready') return deliverError(job, errorOf(job, served), headers);
  const { ready } = served;
  if (ready.kind === 'live') {
    return {
      status: ready.status,
      headers: { ...ready.headers, ...headers(), ...liveHeaders(job, ready) },
      body: releaseAndRecord(job, ready),
      ping: { bytes: job.dialect.stream.ping, everyMs: job.gateway.policy.limits.pingMs },
      limit: job.leash.signal,
    };
  }
  await recordWhole(job, ready);
  job.leash.release();
  return {
    status: ready.status,
    headers: { ...ready.headers, ...headers(), ...wholeHeaders(job, ready) },
    body: ready.body,
    ping: null,
  };
}

/** A draining provider's answer may find that nobody waits for it any more. */
async function recordWhole(job: Job, ready: WholeAnswer): Promise<void> {
  const isHeard = job.leash.pulledBy() !== 'client';
  const outcome = isHeard ? 'answered' : 'cancelled';
  const closing = closingOf(job, { ready, outcome, status: ready.status });
  await job.record.close({
    ...closing,
    errorCode: isHeard ? null : cancelledError('client').code,
  });
  remember(job, { outcome, ready, signatures: ready.signatures });
  if (isHeard) keepAnswer(job, ready);
}

/** An error a client is told, with the upstream's own words when they are in its dialect. */
export interface ToldError {
  readonly error: CallError;
  readonly reply: UpstreamReply | null;
  readonly outcome: 'failed' | 'cancelled';
}

export function errorOf(job: Job, served: Exclude<Served, { kind: 'ready' }>): ToldError {
  if (served.kind === 'cancelled') {
    return { error: cancelledError(served.by), reply: null, outcome: 'cancelled' };
  }
  const { outcome } = served;
  if (outcome?.kind === 'cancelled') {
    return { error: cancelledError(outcome.by), reply: null, outcome: 'cancelled' };
  }
  if (outcome?.kind !== 'failed') {
    return { error: cancelledError('deadline'), reply: null, outcome: 'failed' };
  }
  const error = callErrorOf(outcome.error, job.gateway.redact);
  const { maxRetryAfterMs } = job.gateway.policy.limits;
  // An SDK would sleep through any retry-after, an hour too; told not to retry, it fails at once.
  const tooLong = error.retryAfterMs !== null && error.retryAfterMs > maxRetryAfterMs;
  const told = tooLong ? { ...error, shouldRetry: false } : error;
  return { error: told, reply: served.reply, outcome: 'failed' };
}

export async function deliverError(
  job: Job,
  { error, reply, outcome }: ToldError,
  headers: () => ModicumHeaders,
): Promise<Reply> {
  await recordError(job, { error, reply, outcome });
  const body = reply?.body ?? Buffer.from(JSON.stringify(job.dialect.errors.write(error)));
  return {
    status: reply?.status ?? error.status,
    headers: {
      'content-type': 'application/json',
      ...reply?.headers,
      ...headers(),
      'x-modicum-attempts': String(job.record.attempts()),
      ...costHeaders(job.record.cost()),
      ...(reply === null ? retryHeaders(error) : shouldRetryOnly(error)),
    },
    body,
    ping: null,
  };
}

export async function recordError(job: Job, { error, reply, outcome }: ToldError): Promise<void> {
  const status = reply?.status ?? error.status;
  remember(job, { outcome, ready: null, signatures: [] });
  await job.record.close({
    ...closingOf(job, { ready: null, outcome, status }),
    errorCode: error.code,
  });
  job.leash.release();
}

function shouldRetryOnly(error: CallError): Record<string, string> {
  return error.shouldRetry === null ? {} : { 'x-should-retry': String(error.shouldRetry) };
}

/** The stream's bytes; when they end, however they end, the call is closed first. */
async function* releaseAndRecord(
  job: Job,
  live: LiveStream,
): AsyncGenerator<Uint8Array, void, void> {
  const firstByteMs = job.leash.elapsedMs();
  const onEnd = async (end: StreamEnd) => {
    const closing = closingOf(job, { ready: live, outcome: end.outcome, status: live.status, end });
    await job.record.close({ ...closing, errorCode: end.errorCode, firstByteMs });
    remember(job, { outcome: end.outcome, ready: live, signatures: end.signatures });
    job.leash.release();
  };
  try {
    yield* live.release(onEnd);
  } catch (cause) {
    job.leash.release();
    remember(job, { outcome: 'failed', ready: null, signatures: [] });
    const error = ownFailure(cause, job.gateway.redact);
    job.gateway.log(error.code, cause);
    yield job.dialect.errors.writeEvent(error);
  }
}

interface ClosingInput {
  readonly ready: Ready | null;
  readonly outcome: CallClosing['outcome'];
  readonly status: number;
  readonly end?: StreamEnd;
}

function closingOf(job: Job, { ready, outcome, status, end }: ClosingInput): CallClosing {
  const model = end?.model ?? ready?.model ?? null;
  const usage = end?.usage ?? (ready?.kind === 'whole' ? ready.usage : null);
  const served =
    ready === null || usage === null
      ? null
      : { asked: ready.candidate.model, served: model, reading: usage };
  const baseline = baselineOf(job, served);
  const elapsedMs = job.leash.elapsedMs();
  return {
    outcome,
    status,
    errorCode: null,
    servedTier: ready?.candidate.tier ?? null,
    servedModel: ready === null ? null : servedName(ready),
    escalatedFrom: ready === null ? null : escalatedFrom(job, ready.candidate.tier),
    baseline: baseline.cost,
    baselineModel: baseline.model,
    shadowCost: shadowCostOf(job, served),
    firstByteMs: ready === null ? null : elapsedMs,
    totalMs: elapsedMs,
    overheadUs: Math.round(job.timing.overheadMs() * 1000),
  };
}

function servedName(ready: Ready): string {
  return `${ready.candidate.model.provider}/${ready.model ?? ready.candidate.model.id}`;
}

/** The tier first meant to answer, when a higher one did. */
function escalatedFrom(job: Job, servedTier: Tier): Tier | null {
  const first = job.decision.plan[0]?.tier ?? servedTier;
  const meant = job.decision.tier < first ? job.decision.tier : first;
  return servedTier > meant ? meant : null;
}

function wholeHeaders(job: Job, ready: Extract<Ready, { kind: 'whole' }>): ModicumHeaders {
  const served = { asked: ready.candidate.model, served: ready.model, reading: ready.usage };
  return answerHeaders({
    ...sharedHeaders(job, ready),
    rejected: ready.verdict.kind === 'rejected',
    cost: job.record.cost(),
    baseline: baselineOf(job, served).cost,
  });
}

/** Before a stream is over its cost can only be estimated: the prompt and the answer that is expected. */
function liveHeaders(job: Job, ready: LiveStream): ModicumHeaders {
  const reading = expectedUsage(job, ready);
  const served = { asked: ready.candidate.model, served: ready.model, reading };
  return answerHeaders({
    ...sharedHeaders(job, ready),
    rejected: false,
    // Attempts before this one are paid for already, or unknown.
    cost: sumCosts([job.record.cost(), attemptCost({ job, ...served })]),
    baseline: baselineOf(job, served).cost,
  });
}

function expectedUsage(job: Job, ready: LiveStream): UsageReading {
  const entry = findModel(job.gateway.catalog, ready.candidate.model.id);
  const trace = createStreamTrace();
  trace.note({ type: 'start', id: '', model: ready.model ?? '' });
  return partialUsage({
    trace,
    characters: job.decision.estimate.outputTokens * (entry?.charactersPerToken ?? 4),
    entry,
    estimatedPromptTokens: job.decision.estimate.promptTokens,
  });
}

function sharedHeaders(job: Job, ready: Ready) {
  return {
    tier: ready.candidate.tier,
    model: servedName(ready),
    attempts: job.record.attempts(),
    escalatedFrom: escalatedFrom(job, ready.candidate.tier),
    changes: changeTexts({
      ...ready.candidate,
      // A header of its own names the model.
      changes: ready.candidate.changes.filter((change) => change.field !== 'model'),
    }),
  };
}
