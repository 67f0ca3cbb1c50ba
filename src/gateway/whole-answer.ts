import type { Answer, AnswerBlock } from '../core/answer.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { UNJUDGED, type Verdict } from '../core/verdict.ts';
import type { UpstreamResponse } from '../provider/provider.ts';
import { judge } from '../validate/index.ts';
import { DIALECTS } from '../wire/index.ts';
import { namedModel } from './costing.ts';
import type { Job } from './job.ts';
import type { OpenAttempt } from './open-attempt.ts';
import type { Tried } from './served.ts';
import { promptLoss } from './prompt-loss.ts';
import { collectBody, malformed, replyHeaders, unusable } from './upstream-reply.ts';

/** No answer of any model comes near; what does is not an answer. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Rooms 5 and 6 for a client that does not stream: the whole answer is read and judged, then offered. */
export async function readWholeAnswer(
  job: Job,
  attempt: OpenAttempt,
  response: UpstreamResponse,
): Promise<Tried> {
  const collected = await collectBody(response, MAX_ANSWER_BYTES);
  if (!collected.ok) return endEarly(attempt, collected.error);
  const json = parseObject(collected.bytes);
  const answer = json === null ? null : DIALECTS[attempt.candidate.dialect].answer.read(json);
  if (answer === null) {
    return endEarly(
      attempt,
      malformed('The upstream answered 200 with something that is not an answer.'),
    );
  }
  const loss = promptLoss(job, attempt.candidate, answer);
  if (loss !== null) {
    const outcome = attempt.close({
      kind: 'failed',
      error: loss,
      usage: answer.usage,
      model: namedModel(answer),
    });
    return { kind: 'ended', outcome, reply: null };
  }
  attempt.firstToken();
  return offer(job, attempt, {
    answer,
    status: response.status,
    headers: attempt.candidate.lane === 'untouched' ? replyHeaders(response.headers) : {},
    body:
      attempt.candidate.lane === 'untouched'
        ? collected.bytes
        : Buffer.from(JSON.stringify(job.dialect.answer.write(answer, job.envelope))),
    contentType: 'application/json',
  });
}

/**
 * A whole answer where a stream was asked for. When it is an answer it is paid for, and asking again would
 * pay again; any other JSON is a passing fault like an HTML page.
 */
export async function refuseWholeAnswer(
  attempt: OpenAttempt,
  response: UpstreamResponse,
): Promise<Tried> {
  const collected = await collectBody(response, MAX_ANSWER_BYTES);
  if (!collected.ok) return endEarly(attempt, collected.error);
  const json = parseObject(collected.bytes);
  const answer = json === null ? null : DIALECTS[attempt.candidate.dialect].answer.read(json);
  if (answer === null) {
    return endEarly(
      attempt,
      malformed('The upstream answered 200 with something that is no stream.'),
    );
  }
  const error = unusable('The upstream was asked for a stream and answered whole.');
  const outcome = attempt.close({
    kind: 'failed',
    error,
    usage: answer.usage,
    model: namedModel(answer),
  });
  return { kind: 'ended', outcome, reply: null };
}

export interface OfferedAnswer {
  readonly answer: Answer;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** Judges a whole answer and closes its attempt: ready to be released, or rejected. */
export function offer(job: Job, attempt: OpenAttempt, offered: OfferedAnswer): Tried {
  const { answer } = offered;
  const verdict = verdictOn(job, answer);
  const kind =
    verdict.kind === 'rejected' && job.decision.delivery === 'buffered' ? 'rejected' : 'answered';
  const outcome = attempt.close({
    kind,
    model: namedModel(answer),
    finishReason: answer.finishReason,
    usage: answer.usage,
    verdict,
  });
  const ready = {
    kind: 'whole' as const,
    candidate: attempt.candidate,
    status: offered.status,
    headers: { 'content-type': offered.contentType, ...offered.headers },
    body: offered.body,
    model: namedModel(answer),
    usage: answer.usage,
    verdict,
    finishReason: answer.finishReason,
    signatures: signaturesOf(answer),
  };
  return kind === 'rejected' ? { kind: 'rejected', outcome, ready } : { kind: 'ready', ready };
}

function signaturesOf({ content }: Answer): readonly string[] {
  return content.map(signatureOf).filter((signature) => signature !== '');
}

/** A redacted block is nothing but its data. */
function signatureOf(block: AnswerBlock): string {
  if (block.type === 'thinking') return block.signature ?? '';
  const data = block.type === 'opaque' && block.name === 'redacted_thinking' && block.raw['data'];
  return typeof data === 'string' ? data : '';
}

/** Without validators nothing is judged. */
export function verdictOn(job: Job, answer: Answer): Verdict {
  const names = job.decision.validate;
  return names.length === 0 ? UNJUDGED : judge({ answer, call: job.call, names });
}

/** The answer broke off or was none. What it used is unknown: it was sent, and may be billed. */
function endEarly(attempt: OpenAttempt, error: Parameters<OpenAttempt['explain']>[0]): Tried {
  const why = attempt.explain(error);
  const outcome = attempt.close(
    'by' in why
      ? { kind: 'cancelled', by: why.by, usage: { state: 'unknown' } }
      : { kind: 'failed', error: why.error, usage: { state: 'unknown' } },
  );
  return { kind: 'ended', outcome, reply: null };
}

function parseObject(bytes: Uint8Array): JsonObject | null {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
    );
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
