import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { OpenRecord } from './recorded-request.ts';
import {
  asBytes,
  type Bytes,
  type ReplyHeaders,
  type ScriptedChunk,
  type ScriptedReply,
  type StreamedReply,
  type WholeReply,
} from './reply.ts';

/** Carries out one reply of the script on one exchange; returns when nothing more will be written. */
export async function sendReply(
  reply: ScriptedReply,
  response: ServerResponse,
  record: OpenRecord,
): Promise<void> {
  if (typeof reply === 'function') return sendReply(reply(record.request), response, record);
  if ('neverAnswers' in reply) return;
  if ('cutBeforeHeaders' in reply || 'closePortBefore' in reply) return cut(response, record);
  if ('raw' in reply) return sendRaw(reply.raw, response, record);
  if ('sse' in reply || 'ndjson' in reply || 'chunks' in reply) {
    return sendStream(reply, response, record);
  }
  return sendWhole(reply, response, record);
}

async function sendWhole(
  reply: WholeReply,
  response: ServerResponse,
  record: OpenRecord,
): Promise<void> {
  await reply.until;
  const body = reply.body ?? '';
  const isJson = typeof body === 'object' && !(body instanceof Uint8Array);
  const bytes = asBytes(isJson ? JSON.stringify(body) : body);
  writeHead(response, {
    status: reply.status ?? 200,
    headers: reply.headers,
    contentType: isJson ? 'application/json' : 'text/plain; charset=utf-8',
  });
  record.addBytesSent(bytes.length);
  response.end(bytes);
}

async function sendStream(
  reply: StreamedReply,
  response: ServerResponse,
  record: OpenRecord,
): Promise<void> {
  writeHead(response, {
    status: reply.status ?? 200,
    headers: reply.headers,
    contentType: streamType(reply),
  });
  response.flushHeaders();
  const write = (bytes: Uint8Array) => settled((done) => response.write(bytes, done));
  await sendChunks(reply.sse ?? reply.ndjson ?? reply.chunks ?? [], write, record);
  if (reply.thenSilence === true) return;
  if (reply.thenCut === true) return cut(response, record);
  response.end();
}

/** Bytes on the bare connection, head included: for answers that no HTTP library would write. */
async function sendRaw(
  raw: Bytes | readonly ScriptedChunk[],
  response: ServerResponse,
  record: OpenRecord,
): Promise<void> {
  const socket = response.socket;
  if (socket === null) return;
  const chunks = typeof raw === 'string' || raw instanceof Uint8Array ? [raw] : raw;
  const write = (bytes: Uint8Array) => settled((done) => socket.write(bytes, done));
  await sendChunks(chunks, write, record);
  record.close('answered');
  socket.end();
}

async function sendChunks(
  chunks: readonly ScriptedChunk[],
  write: (bytes: Uint8Array) => Promise<void>,
  record: OpenRecord,
): Promise<void> {
  for (const chunk of chunks) {
    const held =
      typeof chunk === 'string' || chunk instanceof Uint8Array ? { bytes: chunk } : chunk;
    if (held.until !== undefined) await Promise.race([held.until, record.ended]);
    if (held.afterMs !== undefined) {
      await Promise.race([wait(held.afterMs, undefined, { ref: false }), record.ended]);
    }
    if (record.request.end.kind !== 'open') return;
    const bytes = asBytes(held.bytes);
    if (bytes.length > 0) await Promise.race([write(bytes), record.ended]);
    record.addBytesSent(bytes.length);
    await nextTurn();
  }
}

function cut(response: ServerResponse, record: OpenRecord): void {
  record.close('cut-by-script');
  response.socket?.destroy();
}

function writeHead(
  response: ServerResponse,
  head: { status: number; headers: ReplyHeaders | undefined; contentType: string },
): void {
  response.setHeader('content-type', head.contentType);
  for (const [name, value] of Object.entries(head.headers ?? {})) response.setHeader(name, value);
  response.writeHead(head.status);
}

function streamType(reply: StreamedReply): string {
  if (reply.sse !== undefined) return 'text/event-stream; charset=utf-8';
  return reply.ndjson !== undefined ? 'application/x-ndjson' : 'application/octet-stream';
}

/** Resolves when the write was taken or can no longer be: a client that left is no error here. */
function settled(write: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => write(() => resolve()));
}
