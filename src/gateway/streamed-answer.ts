import type { CallError, UpstreamError } from '../core/error.ts';
import { findModel } from '../core/catalog.ts';
import type { StreamPart } from '../core/stream-part.ts';
import type { UsageReading } from '../core/usage.ts';
import type { Verdict } from '../core/verdict.ts';
import { createAnswerCollector } from '../wire/collect-answer.ts';
import { DIALECTS } from '../wire/index.ts';
import { NOT_BILLED } from './costing.ts';
import { callErrorOf, cancelledError } from './client-errors.ts';
import { isDrained, type OpenAttempt } from './open-attempt.ts';
import { promptLoss } from './prompt-loss.ts';
import type { Exchange, LiveStream, StreamEnd, Tried } from './served.ts';
import { createStreamSource, type StreamItem, type StreamSource } from './stream-source.ts';
import { partialUsage } from './stream-trace.ts';
import { replyHeaders, withoutKeys } from './upstream-reply.ts';
import { offer, verdictOn } from './whole-answer.ts';

/**
 * Rooms 5 and 6 for a streaming client. The first events are held until content proves the stream good;
 * until then it may still be given up for another. A `buffered` decision holds all of it.
 */
export async function readStreamedAnswer(exchange: Exchange): Promise<Tried> {
  const { job, attempt } = exchange;
  const { decision } = job;
  const judged = decision.validate.length > 0;
  const full = judged || attempt.candidate.lane === 'translated';
  const source = createStreamSource(
    exchange.response,
    DIALECTS[attempt.candidate.dialect],
    full ? 'full' : 'observe',
  );
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

const EMPTY_STREAM: UpstreamError = {
  kind: 'cut',
  status: 200,
  message: 'The upstream ended its stream before the answer was whole.',
  retryable: true,
  retryAfterMs: null,
};

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

function hasEnd(items: readonly StreamItem[]): boolean {
  return items.some((item) => item.parts.some((part) => part.type === 'end'));
}

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

/** How one item looks to the client: its own bytes on the untouched lane, else a translation. */
function createItemWriter({ job, attempt, request }: Exchange): (item: StreamItem) => Uint8Array {
  const { stream } = job.dialect;
  if (attempt.candidate.lane === 'untouched') {
    return (item) =>
      request.hidesMetering && stream.isMeteringEvent(item.event) ? NO_BYTES : item.event.raw;
  }
  const writer = stream.createWriter(job.envelope);
  return (item) => Buffer.concat(item.parts.map((part) => writer.write(part)));
}

const NO_BYTES = new Uint8Array();

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
    release: (onEnd) => release({ exchange, source, held, onEnd }),
  };
}

interface Release {
  readonly exchange: Exchange;
  readonly source: StreamSource;
  readonly held: readonly StreamItem[];
  readonly onEnd: (end: StreamEnd) => Promise<void>;
}

/** Gives out what was held and then what comes, until the terminal event, an error, or nobody listens. */
async function* release({ exchange, source, held, onEnd }: Release): AsyncGenerator<Uint8Array, void, void> {
  const { attempt, job } = exchange;
  const write = createItemWriter(exchange);
  const collector = job.decision.validate.length > 0 ? createAnswerCollector() : null;
  let items = held;
  let over = false;
  try {
    for (;;) {
      const bytes: Uint8Array[] = [];
      for (const item of items) {
        if (collector !== null) for (const part of item.parts) collector.add(part);
        const end = item.parts.find((part) => part.type === 'end' || part.type === 'error');
        if (end === undefined) {
          bytes.push(write(item));
          continue;
        }
        if (bytes.length > 0) yield join(bytes);
        // Not before: whoever leaves at that yield must still be booked below.
        over = true;
        if (end.type === 'error') {
          await onEnd(closeFailed(exchange, source, end.error));
          yield attempt.candidate.lane === 'untouched'
            ? withoutKeys(item.event.raw, job.gateway.redact)
            : job.dialect.errors.writeEvent(callErrorOf(end.error, job.gateway.redact));
          source.abandon();
          return;
        }
        const verdict = verdictOfCollected(exchange, collector);
        await onEnd(closeAnswered(attempt, source, verdict));
        yield write(item);
        source.finish();
        return;
      }
      if (bytes.length > 0) yield join(bytes);
      const batch = await source.next();
      if (batch.kind === 'over') {
        over = true;
        yield* breakOff({ exchange, source, held, onEnd }, batch.error ?? EMPTY_STREAM);
        return;
      }
      items = batch.items;
    }
  } finally {
    // The client left while it was being written to: nobody pulled the end out of this generator.
    if (!over) await leave({ exchange, source, held, onEnd });
  }
}

function join(bytes: readonly Uint8Array[]): Uint8Array {
  return bytes.length === 1 && bytes[0] !== undefined ? bytes[0] : Buffer.concat(bytes);
}

function verdictOfCollected(
  { job }: Exchange,
  collector: ReturnType<typeof createAnswerCollector> | null,
): Verdict {
  if (collector === null) return { kind: 'unjudged' };
  collector.add({ type: 'end' });
  const answer = collector.answer();
  return answer === null ? { kind: 'unjudged' } : verdictOn(job, answer);
}

function closeAnswered(attempt: OpenAttempt, source: StreamSource, verdict: Verdict): StreamEnd {
  const { trace } = source;
  const model = trace.model();
  const usage = trace.usage();
  attempt.close({
    kind: 'answered',
    model,
    finishReason: trace.finishReason() ?? 'other',
    usage,
    verdict,
  });
  return { outcome: 'answered', errorCode: null, model, usage };
}

function closeFailed(exchange: Exchange, source: StreamSource, error: UpstreamError): StreamEnd {
  const model = source.trace.model();
  const usage = usageSoFar(exchange, source);
  exchange.attempt.close({ kind: 'failed', error, usage, model });
  return { outcome: 'failed', errorCode: `upstream_${error.kind}`, model, usage };
}

/** The upstream's stream ended without its terminal event. It becomes an error event, never a silent end. */
async function* breakOff(
  context: Release,
  error: UpstreamError,
): AsyncGenerator<Uint8Array, void, void> {
  const { exchange, source, onEnd } = context;
  source.abandon();
  const why = exchange.attempt.explain(error);
  if (!('by' in why)) {
    await onEnd(closeFailed(exchange, source, why.error));
    yield exchange.job.dialect.errors.writeEvent(callErrorOf(why.error, exchange.job.gateway.redact));
    return;
  }
  const told: CallError = cancelledError(why.by);
  await onEnd(closeCancelled(exchange, source, { by: why.by, code: told.code }));
  if (why.by !== 'client') yield exchange.job.dialect.errors.writeEvent(told);
}

async function leave(context: Release): Promise<void> {
  const { exchange, source, onEnd } = context;
  const { job, attempt } = exchange;
  if (isDrained(job, attempt.candidate) && !source.trace.ended()) await readToEnd(source);
  else source.abandon();
  const by = job.leash.pulledBy() ?? 'client';
  await onEnd(closeCancelled(exchange, source, { by, code: cancelledError(by).code }));
}

/** Reads on after the client left, to learn what the upstream will bill. */
async function readToEnd(source: StreamSource): Promise<void> {
  for (;;) {
    const batch = await source.next();
    if (batch.kind === 'over') return;
    if (hasEnd(batch.items)) {
      source.finish();
      return;
    }
  }
}

function closeCancelled(
  exchange: Exchange,
  source: StreamSource,
  { by, code }: { by: 'client' | 'deadline' | 'shutdown'; code: string },
): StreamEnd {
  const model = source.trace.model();
  const usage = usageSoFar(exchange, source);
  exchange.attempt.close({ kind: 'cancelled', by, usage, model });
  return { outcome: 'cancelled', errorCode: code, model, usage };
}

/** Reported when the stream got as far as its final usage, else estimated from what came. */
function usageSoFar({ job, attempt }: Exchange, source: StreamSource): UsageReading {
  const { trace } = source;
  if (trace.finishReason() !== null && trace.usage().state === 'reported') return trace.usage();
  return partialUsage({
    trace,
    characters: source.contentCharacters(),
    entry: findModel(job.gateway.catalog, attempt.candidate.model.id),
    estimatedPromptTokens: job.decision.estimate.promptTokens,
  });
}
