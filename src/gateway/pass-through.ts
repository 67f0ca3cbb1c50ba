import { PROVIDER_DIALECTS } from '../core/model.ts';
import type { UpstreamRequest } from '../provider/provider.ts';
import type { Upstream } from '../provider/upstream.ts';
import { DIALECTS } from '../wire/index.ts';
import { callErrorOf, cancelledError } from './client-errors.ts';
import { errorReply } from './error-reply.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound, Reply } from './inbound.ts';
import { createLeash } from './job.ts';
import { collectBody, MAX_ERROR_BYTES, replyHeaders, withoutKeys } from './upstream-reply.ts';
import { forwardedHeaders, forwardedQuery } from './upstream-request.ts';

export interface PassThrough {
  readonly gateway: Gateway;
  readonly inbound: Inbound;
  readonly upstream: Upstream;
  readonly body: UpstreamRequest['body'];
}

export interface PassedThrough extends Reply {
  /** The request left and no answer came: what it did at the upstream, nobody here knows. */
  readonly isUncertain: boolean;
}

/** Hands a request that is no call to one upstream and its answer back, both as they come. */
export async function passThrough(input: PassThrough): Promise<PassedThrough> {
  const { gateway, inbound, upstream } = input;
  const { limits } = gateway.policy;
  const leash = createLeash({
    clientGone: inbound.clientGone,
    deadlineMs: limits.deadlineMs,
    receivedTick: inbound.receivedTick,
    tick: gateway.clock.tick,
  });
  const type = inbound.headers['content-type'];
  const result = await upstream.send({
    method: inbound.method as UpstreamRequest['method'],
    path: inbound.path + forwardedQuery(inbound.query),
    headers: {
      ...forwardedHeaders(inbound.headers, upstream.provider.forwardedHeaders),
      ...(input.body !== null && { 'content-type': type ?? 'application/json' }),
      'accept-encoding': 'identity',
    },
    body: input.body,
    signal: leash.signal,
    headTimeoutMs: limits.deadlineMs,
    idleTimeoutMs: limits.idleMs,
  });
  if (!result.ok) {
    const by = leash.pulledBy();
    leash.release();
    const error = by === null ? callErrorOf(result.error, gateway.redact) : cancelledError(by);
    const reply = errorReply(DIALECTS[PROVIDER_DIALECTS[upstream.provider.kind][0]], error);
    return { ...reply, isUncertain: result.sent };
  }
  const { response } = result;
  if (response.status >= 400) {
    const collected = await collectBody(response, MAX_ERROR_BYTES);
    leash.release();
    const bytes = collected.ok ? collected.bytes : new Uint8Array();
    return {
      status: response.status,
      headers: replyHeaders(response.headers),
      body: withoutKeys(bytes, gateway.redact),
      ping: null,
      isUncertain: false,
    };
  }
  return {
    status: response.status,
    headers: replyHeaders(response.headers),
    body: releaseAfter(response.body, () => leash.release()),
    ping: null,
    isUncertain: false,
  };
}

async function* releaseAfter(
  body: AsyncIterable<Uint8Array>,
  release: () => void,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* body;
  } finally {
    release();
  }
}
