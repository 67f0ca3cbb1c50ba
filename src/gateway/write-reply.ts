import type { ServerResponse } from 'node:http';
import type { Inbound, Reply } from './inbound.ts';

/**
 * Writes a reply at the speed its reader takes it. A streamed body is always iterated to its end or left
 * through `return`, whatever becomes of the socket: its `finally` closes the call.
 */
export async function writeReply(
  response: ServerResponse,
  reply: Reply,
  inbound: Pick<Inbound, 'method'>,
): Promise<void> {
  if (reply.body instanceof Uint8Array) return writeWhole(response, reply, reply.body, inbound);
  writeHead(response, reply);
  // With the first bytes in one packet; a body that begins in silence does not hold its status back.
  const flushing = setImmediate(() => response.flushHeaders());
  const silence = keepAwake(response, reply);
  try {
    for await (const bytes of reply.body) {
      if (response.destroyed) break;
      silence?.refresh();
      clearImmediate(flushing);
      if (!response.write(bytes)) await drained(response, reply.limit);
    }
    response.end();
  } catch {
    // A passed-through body broke off. The client must not take the rest for whole.
    response.destroy();
  } finally {
    clearImmediate(flushing);
    clearInterval(silence);
  }
}

function writeWhole(
  response: ServerResponse,
  reply: Reply,
  body: Uint8Array,
  { method }: Pick<Inbound, 'method'>,
): void {
  if (response.destroyed) return;
  // A body that was refused before it was read to its end leaves the connection unusable.
  if (!response.req.complete) response.shouldKeepAlive = false;
  response.writeHead(reply.status, {
    ...SAFE_HEADERS,
    ...reply.headers,
    'content-length': body.byteLength,
  });
  response.end(method === 'HEAD' ? undefined : body);
}

function writeHead(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, {
    ...SAFE_HEADERS,
    'cache-control': 'no-cache',
    ...reply.headers,
  });
}

/** Browsers must not guess what an answer is, nor show it in a frame. */
const SAFE_HEADERS = { 'x-content-type-options': 'nosniff' } as const;

function keepAwake(response: ServerResponse, { ping }: Reply): NodeJS.Timeout | undefined {
  if (ping === null) return undefined;
  return setInterval(() => {
    // A reader that does not take what it was given is not silent, it is slow.
    if (!response.destroyed && !response.writableNeedDrain) response.write(ping.bytes);
  }, ping.everyMs);
}

/** Past the limit a reader that stands still has this long to take the end of its reply. */
const LAST_CHANCE_MS = 250;

function drained(response: ServerResponse, limit: AbortSignal | undefined): Promise<void> {
  if (response.destroyed || !response.writableNeedDrain) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const onLimit = () => {
    timer = setTimeout(() => response.destroy(), LAST_CHANCE_MS);
  };
  const done = () => {
    clearTimeout(timer);
    limit?.removeEventListener('abort', onLimit);
    response.removeListener('drain', done);
    response.removeListener('close', done);
    resolve();
  };
  response.once('drain', done);
  response.once('close', done);
  if (limit?.aborted === true) onLimit();
  else limit?.addEventListener('abort', onLimit);
  return promise;
}
