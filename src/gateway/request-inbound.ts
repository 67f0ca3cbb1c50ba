import type { Gateway } from './gateway.ts';
import type { BodyRead, Inbound } from './inbound.ts';

export interface Requesting {
  readonly request: Request;
  readonly gateway: Gateway;
  readonly clientGone: AbortSignal;
}

/** A web-standard request as the rooms read it. */
export function inboundOfRequest({ request, gateway, clientGone }: Requesting): Inbound {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: url.search,
    headers: { ...Object.fromEntries(request.headers), host: url.host },
    readBody: (limitBytes) => readBody(request, limitBytes),
    bodyStream: chunksOf(request),
    clientGone,
    receivedAt: gateway.clock.now(),
    receivedTick: gateway.clock.tick(),
  };
}

/** Nothing is taken from the body before somebody iterates. */
async function* chunksOf({ body }: Request): AsyncGenerator<Uint8Array, void, void> {
  if (body !== null) yield* body;
}

async function readBody(request: Request, limitBytes: number): Promise<BodyRead> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunksOf(request)) {
      size += chunk.byteLength;
      if (size > limitBytes) return { ok: false, why: 'too_large' };
      chunks.push(chunk);
    }
  } catch {
    return { ok: false, why: 'broken_off' };
  }
  return { ok: true, bytes: Buffer.concat(chunks, size) };
}
