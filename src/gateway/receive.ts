import type { IncomingMessage } from 'node:http';
import type { Gateway } from './gateway.ts';
import type { BodyRead, Inbound } from './inbound.ts';

export interface Receiving {
  readonly request: IncomingMessage;
  readonly gateway: Gateway;
  readonly clientGone: AbortSignal;
}

/** Room 1: what came over a socket, as a value the other rooms can read. */
export function inboundOf({ request, gateway, clientGone }: Receiving): Inbound {
  const url = request.url ?? '/';
  const queryAt = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: queryAt === -1 ? url : url.slice(0, queryAt),
    query: queryAt === -1 ? '' : url.slice(queryAt),
    headers: { ...flatten(request.headers), host: hostOf(request) },
    readBody: (limitBytes) => readBody(request, limitBytes),
    bodyStream: request,
    clientGone,
    receivedAt: gateway.clock.now(),
    receivedTick: gateway.clock.tick(),
  };
}

/** Node keeps the first of several; a proxy in front may have gone by the last. All of them name no host. */
function hostOf({ rawHeaders }: IncomingMessage): string {
  return rawHeaders
    .filter((_text, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host')
    .join(', ');
}

function flatten(headers: IncomingMessage['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

/** A body that is too large is not read to its end: the connection closes with the answer. */
function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyRead> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
    return Promise.resolve({ ok: false, why: 'too_large' });
  }
  const { promise, resolve } = Promise.withResolvers<BodyRead>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > limitBytes) {
      request.pause();
      resolve({ ok: false, why: 'too_large' });
    } else chunks.push(chunk);
  });
  request.on('end', () => {
    const only = chunks.length === 1 ? chunks[0] : undefined;
    resolve({ ok: true, bytes: only ?? Buffer.concat(chunks, size) });
  });
  request.on('close', () => resolve({ ok: false, why: 'broken_off' }));
  request.on('error', () => resolve({ ok: false, why: 'broken_off' }));
  return promise;
}
