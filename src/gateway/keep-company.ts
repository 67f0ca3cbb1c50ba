import type { CallError } from '../core/error.ts';
import type { Served } from './served.ts';
import { ownFailure } from './client-errors.ts';
import { errorOf, recordError, type deliver as deliverAnswer } from './delivery.ts';
import { errorReply } from './error-reply.ts';
import { isSimulated } from './gateway.ts';
import type { Reply } from './inbound.ts';
import type { Job } from './job.ts';
import { decisionHeaders, type ModicumHeaders } from './response-headers.ts';

type Deliver = typeof deliverAnswer;

/**
 * Waits for the attempts and delivers. A streaming client that has heard nothing for the policy's ping
 * time is given its status and pings meanwhile: nothing of any upstream, so the plan stays open. From
 * then on a failure can only arrive as an error event.
 */
export async function keepCompany(
  job: Job,
  serving: Promise<Served>,
  deliver: Deliver,
): Promise<Reply> {
  const headers = () => jobHeaders(job);
  try {
    const served = job.call.stream ? await firstOf(job, serving) : await serving;
    if (served !== null) return await deliver(job, served, headers);
  } catch (cause) {
    return errorReply(job.dialect, await giveUp(job, cause), headers());
  }
  return {
    status: 200,
    headers: { 'content-type': job.dialect.stream.contentType, ...headers() },
    body: lateBody(job, serving, deliver),
    ping: { bytes: job.dialect.stream.ping, everyMs: job.gateway.policy.limits.pingMs },
    limit: job.leash.signal,
  };
}

/** The outcome, or `null` when the ping time passes first. */
async function firstOf(job: Job, serving: Promise<Served>): Promise<Served | null> {
  const silence = Promise.withResolvers<null>();
  const timer = setTimeout(() => silence.resolve(null), job.gateway.policy.limits.pingMs);
  try {
    return await Promise.race([serving, silence.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function* lateBody(
  job: Job,
  serving: Promise<Served>,
  deliver: Deliver,
): AsyncGenerator<Uint8Array, void, void> {
  const answer = lateAnswer(job, serving, deliver);
  let isHeard = false;
  try {
    yield job.dialect.stream.ping;
    isHeard = true;
    yield* answer;
  } finally {
    // Left before the first byte: the call must be closed all the same.
    if (!isHeard) for await (const _bytes of answer) break;
  }
}

async function* lateAnswer(
  job: Job,
  serving: Promise<Served>,
  deliver: Deliver,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    const served = await serving;
    if (served.kind !== 'ready') {
      const told = errorOf(job, served);
      await recordError(job, told);
      yield job.dialect.errors.writeEvent(told.error);
      return;
    }
    const { body } = await deliver(job, served, () => jobHeaders(job));
    if (body instanceof Uint8Array) yield body;
    else yield* body;
  } catch (cause) {
    yield job.dialect.errors.writeEvent(await giveUp(job, cause));
  }
}

function jobHeaders(job: Job): ModicumHeaders {
  return decisionHeaders({
    record: job.record,
    decision: job.decision,
    requestedModel: job.call.requestedModel,
    overheadMs: job.timing.overheadMs(),
    simulated: isSimulated(job.gateway),
  });
}

/** Something of ours broke. The call is closed if the ledger lets it, and the client hears of it. */
async function giveUp(job: Job, cause: unknown): Promise<CallError> {
  const failure = ownFailure(cause, job.gateway.redact);
  job.gateway.log(failure.code, cause);
  // What was sent may be paid for: a client that repeats by itself would buy it again.
  const error = job.record.attempts() > 0 ? { ...failure, shouldRetry: false } : failure;
  try {
    await recordError(job, { error, reply: null, outcome: 'failed' });
  } catch {
    // The row stays open; the next start marks it as interrupted.
    job.leash.release();
  }
  return error;
}
