import type { ClosedCall, OpenCall } from '../ledger/ledger.ts';
import type { Upstream } from '../provider/upstream.ts';
import { anthropicMessages } from '../wire/anthropic-messages/index.ts';
import { openCallRecord } from './call-record.ts';
import { ownFailure } from './client-errors.ts';
import { errorReply } from './error-reply.ts';
import { isSimulated, type Gateway } from './gateway.ts';
import type { Inbound, Reply } from './inbound.ts';
import { passThrough } from './pass-through.ts';
import { withOwnResultsUrl } from './results-url.ts';

/**
 * `/v1/messages/batches*`: passed through to Anthropic. A created batch spends money that only its
 * results tell; it is booked as a call whose cost is unknown, so that no spend goes unseen.
 */
export async function batches(gateway: Gateway, inbound: Inbound): Promise<Reply> {
  const upstream = anthropicUpstream(gateway);
  if (upstream === null) return errorReply(anthropicMessages, NO_ANTHROPIC);
  const creates = inbound.method === 'POST' && inbound.path === '/v1/messages/batches';
  const body = inbound.method === 'POST' ? inbound.bodyStream : null;
  if (!creates) {
    const reply = await passThrough({ gateway, inbound, upstream, body });
    return inbound.path.endsWith('/results') ? reply : await withOwnResultsUrl(reply, inbound);
  }
  try {
    const record = await openCallRecord(gateway.ledger, rowOf(gateway, inbound));
    const number = await record.openAttempt({
      startedAt: gateway.clock.now(),
      tier: 2,
      provider: upstream.name,
      requestedModel: 'batch',
      reason: null,
      lane: 'untouched',
      changes: [],
    });
    const reply = await passThrough({ gateway, inbound, upstream, body });
    const created = reply.status < 300;
    const totalMs = gateway.clock.tick() - inbound.receivedTick;
    record.closeAttempt({
      number,
      outcome: created ? 'answered' : 'failed',
      servedModel: null,
      status: reply.status,
      detail: created ? 'batch created; its cost is known with its results' : null,
      finishReason: null,
      usage: { state: 'unknown' },
      cost: created || reply.isUncertain ? { state: 'unknown' } : { state: 'final', nanoUsd: 0 },
      firstTokenMs: null,
      totalMs,
      upstreamRequestId: reply.headers['request-id'] ?? null,
    });
    await record.close({
      ...CLOSED,
      outcome: created ? 'answered' : 'failed',
      status: reply.status,
      totalMs,
    });
    const answered = await withOwnResultsUrl(reply, inbound);
    return { ...answered, headers: { ...answered.headers, 'x-modicum-call-id': record.callId } };
  } catch (cause) {
    const error = ownFailure(cause, gateway.redact);
    gateway.log(error.code, cause);
    return errorReply(anthropicMessages, error);
  }
}

/** The first Anthropic provider that has a key. */
export function anthropicUpstream(gateway: Gateway): Upstream | null {
  for (const upstream of gateway.upstreams.values()) {
    if (upstream.provider.kind === 'anthropic' && upstream.state().hasKey) return upstream;
  }
  return null;
}

const NO_ANTHROPIC = {
  status: 503,
  kind: 'api_error',
  code: 'no_key',
  message:
    'Batches go to Anthropic, and there is no key to ask it with. Set ANTHROPIC_API_KEY where Modicum runs, or show your own Anthropic credential, as x-api-key or Authorization: Bearer, with the call.',
  retryAfterMs: null,
  shouldRetry: false,
} as const;

function rowOf(gateway: Gateway, inbound: Inbound): OpenCall {
  return {
    callId: gateway.newCallId(),
    startedAt: inbound.receivedAt,
    dialect: 'anthropic-messages',
    endpoint: 'batches',
    requestedModel: 'batch',
    stream: false,
    taskType: null,
    confidence: null,
    classifier: 'none',
    signals: [],
    purpose: 'call',
    lane: null,
    laneMode: null,
    shadow: null,
    retryOf: null,
    tier: null,
    decidedBy: 'pin',
    reasons: [],
    explanation: 'A batch names its models itself; it was passed through to Anthropic.',
    delivery: null,
    plan: [],
    excluded: [],
    cachePrediction: null,
    switchAccount: null,
    grounds: null,
    estimatedPromptTokens: 0,
    estimatedOutputTokens: 0,
    session: null,
    agent: null,
    tags: [],
    clientRetry: null,
    policyVersion: gateway.policy.version,
    catalogVersion: gateway.catalog.version,
    simulated: isSimulated(gateway),
  };
}

const CLOSED: Omit<
  ClosedCall,
  'callId' | 'cost' | 'attempts' | 'reasons' | 'outcome' | 'status' | 'totalMs'
> = {
  errorCode: null,
  servedTier: null,
  servedModel: null,
  escalatedFrom: null,
  baseline: { state: 'unknown' },
  baselineModel: null,
  shadowCost: { state: 'unknown' },
  firstByteMs: null,
  overheadUs: 0,
};
