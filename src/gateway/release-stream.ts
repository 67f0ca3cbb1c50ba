import type { CallError, UpstreamError } from '../core/error.ts';
import type { StreamPart } from '../core/stream-part.ts';
import type { Verdict } from '../core/verdict.ts';
import { createAnswerCollector, type AnswerCollector } from '../wire/collect-answer.ts';
import { callErrorOf, cancelledError } from './client-errors.ts';
import { createItemWriter } from './item-writer.ts';
import { isDrained } from './open-attempt.ts';
import type { Exchange, StreamEnd } from './served.ts';
import { closeAnswered, closeCancelled, closeFailed, EMPTY_STREAM } from './stream-close.ts';
import { hasEnd, type StreamItem, type StreamSource } from './stream-source.ts';
import { withoutKeys } from './upstream-reply.ts';
import { verdictOn } from './whole-answer.ts';

export interface Release {
  readonly exchange: Exchange;
  readonly source: StreamSource;
  readonly held: readonly StreamItem[];
  readonly onEnd: (end: StreamEnd) => Promise<void>;
}

/**
 * Gives out what was held and then what comes, until the terminal event, an error, or nobody listens.
 * From its first byte on, the upstream stays the same.
 */
export async function* releaseStream(release: Release): AsyncGenerator<Uint8Array, void, void> {
  const { exchange, source } = release;
  const write = createItemWriter(exchange);
  const judged = exchange.job.decision.validate.length > 0;
  const collector = judged ? createAnswerCollector() : null;
  let items = release.held;
  let over = false;
  try {
    for (;;) {
      const { bytes, last } = gather(items, write, collector);
      if (bytes.length > 0) yield join(bytes);
      if (last !== null) {
        // Not before: whoever leaves at the yield above must still be booked below.
        over = true;
        yield* conclude(release, last, { write, collector });
        return;
      }
      const batch = await source.next();
      if (batch.kind === 'over') {
        over = true;
        yield* breakOff(release, batch.error ?? EMPTY_STREAM);
        return;
      }
      items = batch.items;
    }
  } finally {
    // The client left while it was being written to: nobody pulled the end out of this generator.
    if (!over) await leave(release);
  }
}

type Write = ReturnType<typeof createItemWriter>;

/** The item that ends the stream, in good order or with the upstream's own error. */
interface LastItem {
  readonly item: StreamItem;
  readonly part: Extract<StreamPart, { type: 'end' | 'error' }>;
}

/** The bytes of these items, up to the one that ends the stream. */
function gather(items: readonly StreamItem[], write: Write, collector: AnswerCollector | null) {
  const bytes: Uint8Array[] = [];
  for (const item of items) {
    if (collector !== null) for (const part of item.parts) collector.add(part);
    const part = item.parts.find((one) => one.type === 'end' || one.type === 'error');
    if (part !== undefined) return { bytes, last: { item, part } satisfies LastItem };
    bytes.push(write(item));
  }
  return { bytes, last: null };
}

/** Closes the rows and only then gives out the item that ends the stream. */
async function* conclude(
  { exchange, source, onEnd }: Release,
  { item, part }: LastItem,
  { write, collector }: { readonly write: Write; readonly collector: AnswerCollector | null },
): AsyncGenerator<Uint8Array, void, void> {
  const { job, attempt } = exchange;
  if (part.type === 'end') {
    await onEnd(closeAnswered(exchange, source, verdictOfCollected(exchange, collector)));
    yield write(item);
    source.finish();
    return;
  }
  await onEnd(closeFailed(exchange, source, part.error));
  yield attempt.candidate.lane === 'untouched'
    ? withoutKeys(item.event.raw, job.gateway.redact)
    : job.dialect.errors.writeEvent(callErrorOf(part.error, job.gateway.redact));
  source.abandon();
}

function join(bytes: readonly Uint8Array[]): Uint8Array {
  return bytes.length === 1 && bytes[0] !== undefined ? bytes[0] : Buffer.concat(bytes);
}

function verdictOfCollected({ job }: Exchange, collector: AnswerCollector | null): Verdict {
  if (collector === null) return { kind: 'unjudged' };
  collector.add({ type: 'end' });
  const answer = collector.answer();
  return answer === null ? { kind: 'unjudged' } : verdictOn(job, answer);
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
    yield exchange.job.dialect.errors.writeEvent(
      callErrorOf(why.error, exchange.job.gateway.redact),
    );
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
