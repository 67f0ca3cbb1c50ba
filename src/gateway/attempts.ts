import type { Candidate } from '../core/decision.ts';
import { nextStep } from '../core/escalate.ts';
import type { CancelledBy, Outcome } from '../core/outcome.ts';
import type { Reason } from '../core/reason.ts';
import type { Provider } from '../provider/provider.ts';
import { DIALECTS } from '../wire/index.ts';
import { NOT_BILLED } from './costing.ts';
import type { Job } from './job.ts';
import { openAttempt, usageOfFailure, type OpenAttempt } from './open-attempt.ts';
import type { Exchange, Served, Tried, WholeAnswer } from './served.ts';
import { readStreamedAnswer } from './streamed-answer.ts';
import {
  collectBody,
  MAX_ERROR_BYTES,
  replyHeaders,
  unusable,
  withoutKeys,
  type UpstreamReply,
} from './upstream-reply.ts';
import { forwardedQuery, requestFor } from './upstream-request.ts';
import { readWholeAnswer, refuseWholeAnswer } from './whole-answer.ts';

/**
 * Rooms 5 and 6, the only loop: walks the decision's plan until an answer may be released or `nextStep`
 * says there is nothing left to try. When every answer was rejected, the last one is handed over, marked:
 * it is paid for, and the client can judge it better than by not having it.
 */
export async function attemptCall(job: Job): Promise<Served> {
  const { decision, leash, gateway, record } = job;
  const history: { step: number; outcome: Outcome }[] = [];
  let rejected: WholeAnswer | null = null;
  let reply: UpstreamReply | null = null;
  for (;;) {
    const pulledBy = leash.pulledBy();
    if (pulledBy !== null) return { kind: 'cancelled', by: pulledBy };
    const step = nextStep({
      decision,
      history,
      elapsedMs: leash.elapsedMs(),
      deadlineMs: leash.deadlineMs,
      limits: gateway.policy.limits,
      draw: gateway.draw(),
    });
    if (step.kind === 'stop') {
      record.reasons.push(step.reason);
      if (rejected !== null) return { kind: 'ready', ready: rejected };
      return {
        kind: 'failed',
        reason: step.reason,
        outcome: history.at(-1)?.outcome ?? null,
        reply,
      };
    }
    if (step.waitMs > 0) await sleep(step.waitMs, leash.signal);
    const candidate = decision.plan[step.step];
    if (candidate === undefined || leash.signal.aborted) continue;
    if (step.reason !== null) record.reasons.push(step.reason);
    const tried = await tryCandidate(job, candidate, step.reason);
    if (tried.kind === 'ready') return tried;
    if (tried.kind === 'rejected') rejected = tried.ready;
    else reply = tried.reply;
    history.push({ step: step.step, outcome: tried.outcome });
  }
}

async function tryCandidate(job: Job, candidate: Candidate, reason: Reason | null): Promise<Tried> {
  const upstream = job.gateway.upstreams.get(candidate.model.provider);
  if (upstream === undefined) throw new Error(`No upstream named ${candidate.model.provider}.`);
  const request = requestFor(job, candidate, upstream.provider);
  const attempt = await openAttempt(job, candidate, reason);
  const pulledBy = job.leash.pulledBy();
  if (pulledBy !== null) return endUnsent(attempt, pulledBy);
  const result = await upstream.send({
    method: 'POST',
    path:
      pathOf(upstream.provider, candidate) +
      (candidate.lane === 'untouched' ? forwardedQuery(job.inbound.query) : ''),
    headers: request.headers,
    body: request.body,
    signal: attempt.signal,
    // The attempt's own timer is the limit; the connection's is only the net below it.
    headTimeoutMs: candidate.timeoutMs + 5_000,
    idleTimeoutMs: job.call.stream ? job.gateway.policy.limits.idleMs : candidate.timeoutMs + 5_000,
  });
  if (!result.ok) {
    const usage = usageOfFailure(result.error, result.sent);
    const why = attempt.explain(result.error);
    const outcome = attempt.close(
      'by' in why
        ? { kind: 'cancelled', by: why.by, usage }
        : { kind: 'failed', error: why.error, usage },
    );
    return { kind: 'ended', outcome, reply: null };
  }
  attempt.answeredWith(result.response.status, result.response.headers);
  return readResponse({ job, attempt, request, response: result.response });
}

function pathOf({ kind, paths }: Provider, { dialect }: Candidate): string {
  const path = paths[dialect];
  if (path === undefined) throw new Error(`Providers of kind ${kind} have no path for ${dialect}.`);
  return path;
}

/** The call ended while its row was written. A drained upstream's own signal would not tell. */
function endUnsent(attempt: OpenAttempt, by: CancelledBy): Tried {
  return {
    kind: 'ended',
    outcome: attempt.close({ kind: 'cancelled', by, usage: NOT_BILLED }),
    reply: null,
  };
}

function readResponse(exchange: Exchange): Promise<Tried> {
  const { job, attempt, response } = exchange;
  if (response.status < 200 || response.status > 299) return readErrorResponse(exchange);
  if (
    response.headers['content-encoding'] !== undefined &&
    response.headers['content-encoding'] !== 'identity'
  ) {
    return refuseResponse(
      exchange,
      'The upstream compressed its answer although it was asked not to.',
    );
  }
  if (!job.call.stream) return readWholeAnswer(job, attempt, response);
  if (response.headers['content-type']?.startsWith('application/json') === true) {
    return refuseWholeAnswer(attempt, response);
  }
  return readStreamedAnswer(exchange);
}

/** An error status: the dialect says what it means; its bytes are kept for a client of the same dialect. */
async function readErrorResponse({ job, attempt, response }: Exchange): Promise<Tried> {
  const collected = await collectBody(response, MAX_ERROR_BYTES);
  const bytes = withoutKeys(collected.ok ? collected.bytes : new Uint8Array(), job.gateway.redact);
  const error = DIALECTS[attempt.candidate.dialect].errors.read({
    status: response.status,
    headers: response.headers,
    body: new TextDecoder().decode(bytes),
    now: job.gateway.clock.now(),
  });
  const why = attempt.explain(error);
  const usage = usageOfFailure(error, true);
  const outcome = attempt.close(
    'by' in why
      ? { kind: 'cancelled', by: why.by, usage }
      : { kind: 'failed', error: why.error, usage },
  );
  const asItCame =
    attempt.candidate.lane === 'untouched' && response.status >= 400 && isJson(bytes);
  const reply = { status: response.status, headers: replyHeaders(response.headers), body: bytes };
  return { kind: 'ended', outcome, reply: asItCame ? reply : null };
}

/** HTML error pages of proxies in between are not handed on: the client's dialect has no HTML. */
function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

async function refuseResponse({ attempt, response }: Exchange, message: string): Promise<Tried> {
  await response.body[Symbol.asyncIterator]().return?.();
  const error = unusable(message);
  const outcome = attempt.close({ kind: 'failed', error, usage: { state: 'unknown' } });
  return { kind: 'ended', outcome, reply: null };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', done);
    resolve();
  };
  const timer = setTimeout(done, milliseconds);
  signal.addEventListener('abort', done, { once: true });
  return promise;
}
