import type { Answer } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import type { UpstreamError } from '../core/error.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { MetaStep } from '../core/meta-plan.ts';
import type { Reason } from '../core/reason.ts';
import type { UpstreamResponse } from '../provider/provider.ts';
import type { Upstream } from '../provider/upstream.ts';
import { changedHeaders } from '../wire/changed-headers.ts';
import { DIALECTS } from '../wire/index.ts';
import type { CallRecord } from './call-record.ts';
import { NOT_BILLED } from './costing.ts';
import type { Gateway } from './gateway.ts';
import type { Leash, Timing } from './job.ts';
import { bookMeta, type MetaFailed, type MetaTried } from './meta-booking.ts';
import { usageOfFailure } from './open-attempt.ts';
import { collectBody } from './upstream-reply.ts';
import { BASE_HEADERS, contextTokens } from './upstream-request.ts';

/** A question on its way, and the call for whose sake it is asked. */
export interface MetaAsking {
  readonly gateway: Gateway;
  /** The question, as a call of Modicum's own. */
  readonly question: Call;
  readonly record: CallRecord;
  /** Ends it: the question's own deadline, or the end of the call. */
  readonly leash: Leash;
  readonly timing: Timing;
}

/** No answer to this question comes near. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** One attempt at the question: booked before it is sent, read, and booked with what it cost. */
export async function attemptMeta(
  asking: MetaAsking,
  step: MetaStep,
  reason: Reason | null,
): Promise<MetaTried> {
  const { gateway, leash, timing } = asking;
  const { candidate } = step;
  const upstream = gateway.upstreams.get(candidate.model.provider);
  if (upstream === undefined) throw new Error(`No upstream named ${candidate.model.provider}.`);
  const booked = await bookMeta(asking, step, reason);
  if (leash.pulledBy() !== null) return booked.fail(UNSENT);
  timing.sent();
  const result = await send(asking, step, upstream);
  if (!result.ok) {
    return booked.fail({ error: result.error, usage: usageOfFailure(result.error, result.sent) });
  }
  booked.answeredWith(result.response);
  const read = await readResponse(asking, step, result.response);
  return 'error' in read ? booked.fail(read) : booked.close(read);
}

const UNSENT: MetaFailed = { error: unread('nothing was sent'), usage: NOT_BILLED };

function send({ question, leash }: MetaAsking, step: MetaStep, upstream: Upstream) {
  const { candidate } = step;
  const { provider } = upstream;
  const path = provider.paths[candidate.dialect];
  if (path === undefined) {
    throw new Error(`Providers of kind ${provider.kind} have no path for ${candidate.dialect}.`);
  }
  const written = DIALECTS[candidate.dialect].request.write(question, {
    model: candidate.model.id,
    stream: false,
    changes: candidate.changes,
    contextTokens: contextTokens({
      promptTokens: step.promptTokens,
      outputTokens: 0,
      maxOutputTokens: question.maxOutputTokens,
      windowTokens: null,
    }),
  });
  return upstream.send({
    method: 'POST',
    path,
    headers: changedHeaders(BASE_HEADERS, candidate.changes),
    body: Buffer.from(JSON.stringify(written)),
    signal: leash.signal,
    // The leash is the limit; the connection's own is only the net below it.
    headTimeoutMs: leash.deadlineMs + 5_000,
    idleTimeoutMs: leash.deadlineMs + 5_000,
  });
}

async function readResponse(
  { gateway }: MetaAsking,
  { candidate }: MetaStep,
  response: UpstreamResponse,
): Promise<Answer | MetaFailed> {
  const collected = await collectBody(response, MAX_ANSWER_BYTES);
  const isAnswer = response.status >= 200 && response.status < 300;
  if (!isAnswer) {
    const error = DIALECTS[candidate.dialect].errors.read({
      status: response.status,
      headers: response.headers,
      body: collected.ok ? new TextDecoder().decode(collected.bytes) : '',
      now: gateway.clock.now(),
    });
    return { error, usage: usageOfFailure(error, true) };
  }
  if (!collected.ok) return { error: collected.error, usage: { state: 'unknown' } };
  const answer = DIALECTS[candidate.dialect].answer.read(objectIn(collected.bytes));
  return answer ?? { error: unread('a 200 that is no answer'), usage: { state: 'unknown' } };
}

function objectIn(bytes: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function unread(message: string): UpstreamError {
  return { kind: 'malformed', status: null, message, retryable: false, retryAfterMs: null };
}
