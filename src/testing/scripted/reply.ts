import type { JsonObject } from '../../core/json.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** What a scripted upstream does with one request. */
export type ScriptedReply =
  | WholeReply
  | StreamedReply
  | { readonly raw: Bytes | readonly ScriptedChunk[] }
  | { readonly cutBeforeHeaders: true }
  | { readonly neverAnswers: true }
  /** The port is closed before this request can come, until `reopen()`. Takes no request. */
  | { readonly closePortBefore: true }
  /** Decides once the request is there: for tests in which requests come in no fixed order. */
  | ((request: RecordedRequest) => ScriptedReply);

/** Head and body in one go. An object is sent as JSON, a string or bytes as they are. */
export interface WholeReply {
  /** 200 unless told. */
  readonly status?: number;
  readonly headers?: ReplyHeaders;
  readonly body?: Bytes | JsonObject;
  /** Held back until this settles: a gate that the test opens, so that nothing is slept. */
  readonly until?: Promise<unknown>;
}

/**
 * A body in pieces, each written and flushed by itself, so that piece ends are chunk ends on the wire.
 * `sse`, `ndjson` and `chunks` differ only in the content type they announce.
 */
export interface StreamedReply {
  readonly sse?: readonly ScriptedChunk[];
  readonly ndjson?: readonly ScriptedChunk[];
  readonly chunks?: readonly ScriptedChunk[];
  readonly status?: number;
  readonly headers?: ReplyHeaders;
  /** After the last piece the connection is destroyed instead of ended. */
  readonly thenCut?: boolean;
  /** After the last piece nothing more comes and the connection stays open. */
  readonly thenSilence?: boolean;
}

export type ScriptedChunk = Bytes | HeldChunk;

/** A piece that waits: for a gate the test opens, or, for slow drips, for some milliseconds. */
export interface HeldChunk {
  readonly bytes: Bytes;
  readonly until?: Promise<unknown>;
  readonly afterMs?: number;
}

export type Bytes = string | Uint8Array;

export type ReplyHeaders = Readonly<Record<string, string | readonly string[]>>;

/** One text cut into pieces of so many bytes, each held back for a while: a slow drip. */
export function drip(
  content: Bytes,
  options: { readonly bytesPerPiece: number; readonly everyMs?: number },
): readonly HeldChunk[] {
  const bytes = asBytes(content);
  const pieces: HeldChunk[] = [];
  for (let start = 0; start < bytes.length; start += options.bytesPerPiece) {
    const piece = bytes.subarray(start, start + options.bytesPerPiece);
    pieces.push({ bytes: piece, afterMs: options.everyMs ?? 0 });
  }
  return pieces;
}

/** One text cut at exactly these byte offsets. */
export function splitAt(content: Bytes, offsets: readonly number[]): readonly Uint8Array[] {
  const bytes = asBytes(content);
  const ends = [...offsets, bytes.length];
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

export function asBytes(content: Bytes): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
