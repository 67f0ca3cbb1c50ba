import type { UpstreamError } from '../core/error.ts';
import type { StreamPart } from '../core/stream-part.ts';
import { createAnswerCollector } from '../wire/collect-answer.ts';
import { DIALECTS } from '../wire/index.ts';
import { NOT_BILLED } from './costing.ts';
import { createItemWriter } from './item-writer.ts';
import { promptLoss } from './prompt-loss.ts';
import { releaseStream } from './release-stream.ts';
import type { Exchange, LiveStream, Tried } from './served.ts';
import { EMPTY_STREAM, usageSoFar } from './stream-close.ts';
import { createStreamSource, hasEnd, type StreamItem, type StreamSource } from './stream-source.ts';
import { replyHeaders } from './upstream-reply.ts';
import { offer } from './whole-answer.ts';

/**
 * Rooms 5 and 6 for a streaming client. The first events are held until content proves the stream good;
 * until then it may still be given up for another. A `buffered` decision holds all of it.
 */
export async function readStreamedAnswer(exchange: Exchange): Promise<Tried> {
  const { job, attempt } = exchange;
  const { decision } = job;
  const judged = decision.validate.length > 0;
  const full = judged || attempt.candidate.lane === 'translated';
  const { lane, model, dialect } = attempt.candidate;
  const source = createStreamSource(exchange.response, DIALECTS[dialect], {
    mode: full ? 'full' : 'observe',
    // What a translated answer thinks stays here, and what the model the client named thinks is its own.
    wantsSignatures: lane === 'untouched' && model.id !== job.call.requestedModel,
  });
  const held: StreamItem[] = [];
  const holdsAll = judged && decision.delivery === 'buffered';
  for (;;) {
    const batch = await source.next();
    if (batch.kind === 'over') return giveUp(exchange, source, batch.error ?? EMPTY_STREAM);
    held.push(...batch.items);
    const error = errorBeforeContent(batch.items);
    if (error !== null && (holdsAll || !hasContent(held))) return giveUp(exchange, source, error);
    if (holdsAll ? hasEnd(held) : hasContent(held) || source.contentCharacters() > 0) break;
  }
  attempt.firstToken();
  if (holdsAll) return offerHeld(exchange, source, upToEnd(held));
  attempt.liftLimit();
  return { kind: 'ready', ready: liveStream(exchange, source, held) };
}

function hasContent(items: readonly StreamItem[]): boolean {
  return items.some((item) => item.parts.some((part) => CONTENT_PARTS.has(part.type)));
}

const CONTENT_PARTS: ReadonlySet<StreamPart['type']> = new Set([
  'block-start',
  'text-delta',
  'thinking-delta',
  'tool-input-delta',
  'finish',
  'end',
]);

/** What an upstream says behind the end of its answer is nothing a client should get. */
function upToEnd(items: readonly StreamItem[]): readonly StreamItem[] {
  const end = items.findIndex((item) => hasEnd([item]));
  return items.slice(0, end + 1);
}

function errorBeforeContent(items: readonly StreamItem[]): UpstreamError | null {
  for (const { parts } of items) {
    for (const part of parts) if (part.type === 'error') return part.error;
  }
  return null;
}

/** Nothing was released: whatever comes next may start from the beginning. */
function giveUp(exchange: Exchange, source: StreamSource, error: UpstreamError): Tried {
  const { attempt } = exchange;
  source.abandon();
  const why = attempt.explain(error);
  const refused = !source.trace.started() && !UNSAID.has(error.kind);
  const usage = refused ? NOT_BILLED : usageSoFar(exchange, source);
  const model = source.trace.model();
  const outcome = attempt.close(
    'by' in why
      ? { kind: 'cancelled', by: why.by, usage, model }
      : { kind: 'failed', error: why.error, usage, model },
  );
  return { kind: 'ended', outcome, reply: null };
}

/** Ways to fail without a word of the upstream's own: whether it bills is then unknown. */
const UNSAID: ReadonlySet<UpstreamError['kind']> = new Set(['cut', 'timeout', 'malformed']);

function offerHeld(exchange: Exchange, source: StreamSource, held: readonly StreamItem[]): Tried {
  const { job, attempt, response } = exchange;
  source.finish();
  const collector = createAnswerCollector();
  for (const { parts } of held) for (const part of parts) collector.add(part);
  const answer = collector.answer();
  if (answer === null) return giveUp(exchange, source, EMPTY_STREAM);
  const loss = promptLoss(job, attempt.candidate, answer);
  if (loss !== null) return giveUp(exchange, source, loss);
  const write = createItemWriter(exchange);
  return offer(job, attempt, {
    answer,
    status: response.status,
    headers: attempt.candidate.lane === 'untouched' ? replyHeaders(response.headers) : {},
    body: Buffer.concat(held.map(write)),
    contentType: job.dialect.stream.contentType,
  });
}

function liveStream(
  exchange: Exchange,
  source: StreamSource,
  held: readonly StreamItem[],
): LiveStream {
  const { attempt, response } = exchange;
  return {
    kind: 'live',
    candidate: attempt.candidate,
    status: response.status,
    headers: {
      ...(attempt.candidate.lane === 'untouched' ? replyHeaders(response.headers) : {}),
      'content-type': exchange.job.dialect.stream.contentType,
    },
    model: source.trace.model(),
    release: (onEnd) => releaseStream({ exchange, source, held, onEnd }),
  };
}
