import { findModel } from '../core/catalog.ts';
import type { ErrorCode } from '../core/error-code.ts';
import type { UpstreamError } from '../core/error.ts';
import type { CancelledBy } from '../core/outcome.ts';
import type { UsageReading } from '../core/usage.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Exchange, StreamEnd } from './served.ts';
import type { StreamSource } from './stream-source.ts';
import { partialUsage } from './stream-trace.ts';

/** The end of a connection that brought no end of the answer. */
export const EMPTY_STREAM: UpstreamError = {
  kind: 'cut',
  status: 200,
  message: 'The upstream ended its stream before the answer was whole.',
  retryable: true,
  retryAfterMs: null,
};

/** The terminal event is here: the attempt is closed as answered. */
export function closeAnswered(
  { attempt }: Exchange,
  source: StreamSource,
  verdict: Verdict,
): StreamEnd {
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
  return { outcome: 'answered', errorCode: null, model, usage, signatures: trace.signatures() };
}

/** The upstream said, or showed, that it failed. */
export function closeFailed(
  exchange: Exchange,
  source: StreamSource,
  error: UpstreamError,
): StreamEnd {
  const model = source.trace.model();
  const usage = usageSoFar(exchange, source);
  exchange.attempt.close({ kind: 'failed', error, usage, model });
  const signatures = source.trace.signatures();
  return { outcome: 'failed', errorCode: `upstream_${error.kind}`, model, usage, signatures };
}

/** The client, the deadline or a shutdown ended it. */
export function closeCancelled(
  exchange: Exchange,
  source: StreamSource,
  { by, code }: { by: CancelledBy; code: ErrorCode },
): StreamEnd {
  const model = source.trace.model();
  const usage = usageSoFar(exchange, source);
  exchange.attempt.close({ kind: 'cancelled', by, usage, model });
  const signatures = source.trace.signatures();
  return { outcome: 'cancelled', errorCode: code, model, usage, signatures };
}

/** Reported when the stream got as far as its final usage, else estimated from what came. */
export function usageSoFar({ job, attempt }: Exchange, source: StreamSource): UsageReading {
  const { trace } = source;
  if (trace.finishReason() !== null && trace.usage().state === 'reported') return trace.usage();
  return partialUsage({
    trace,
    characters: source.contentCharacters(),
    entry: findModel(job.gateway.catalog, attempt.candidate.model.id),
    estimatedPromptTokens: job.decision.estimate.promptTokens,
  });
}
