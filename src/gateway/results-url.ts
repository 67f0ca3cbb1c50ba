import type { Inbound, Reply } from './inbound.ts';

/** No description of batches is larger; what is, travels as it comes. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * A batch says where its results are, and the SDKs go there with the key they hold: this gateway's. So
 * that address is made the gateway's own; every other byte stays.
 */
export async function withOwnResultsUrl(
  reply: Reply,
  { headers }: Pick<Inbound, 'headers'>,
): Promise<Reply> {
  const host = headers['host'];
  const isJson = reply.headers['content-type']?.startsWith('application/json') === true;
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host) || !isJson) return reply;
  if (reply.body instanceof Uint8Array) return reply;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const iterator = reply.body[Symbol.asyncIterator]();
  try {
    while (size <= MAX_BYTES) {
      const next = await iterator.next();
      if (next.done === true) return { ...reply, body: rewritten(Buffer.concat(chunks), host) };
      chunks.push(next.value);
      size += next.value.byteLength;
    }
  } catch (cause) {
    // It broke off: so does what the client gets.
    return { ...reply, body: resumed(chunks, failing(cause)) };
  }
  return { ...reply, body: resumed(chunks, iterator) };
}

function failing(cause: unknown): AsyncIterator<Uint8Array> {
  return { next: () => Promise.reject(cause) };
}

function rewritten(bytes: Buffer, host: string): Uint8Array {
  const text = bytes.toString('latin1');
  const changed = text.replaceAll(RESULTS_ORIGIN, (_, before: string) => `${before}http://${host}`);
  return changed === text ? bytes : Buffer.from(changed, 'latin1');
}

/** Up to where the path begins. Read as Latin-1, so that no byte around it is touched. */
const RESULTS_ORIGIN = /("results_url"\s*:\s*")https?:\/\/[^/"\\]+/g;

async function* resumed(
  chunks: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* chunks;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
