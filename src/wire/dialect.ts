import type { Answer } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import type { RequestChange } from '../core/decision.ts';
import type { DialectName } from '../core/dialect.ts';
import type { ErrorCode } from '../core/error-code.ts';
import type { CallError, UpstreamError } from '../core/error.ts';
import type { JsonObject } from '../core/json.ts';
import type { StreamPart } from '../core/stream-part.ts';
import type { UsageReading } from '../core/usage.ts';
import type { WireEvent } from './wire-event.ts';
import type { JsonEdit } from './json-splice.ts';

/**
 * One wire format, both directions. Pure: bytes and values in, bytes and values out. Everything that
 * differs between formats is here, so that no other room asks which one it has.
 */
export interface Dialect {
  readonly name: DialectName;
  readonly request: RequestFormat;
  readonly answer: AnswerFormat;
  readonly stream: StreamFormat;
  readonly errors: ErrorFormat;
}

export interface RequestFormat {
  /** A client's body as a `Call`. Strict about what Modicum reads, silent about what it does not know. */
  read(body: JsonObject): ReadResult;
  /** A `Call` from another dialect as this one's body. Only for calls that `cannotCarry` passed. */
  write(call: Call, target: WriteTarget): JsonObject;
  /** What of this call would be lost in this dialect, each named for people. Empty: nothing. */
  cannotCarry(call: Call): readonly string[];
  /**
   * What of a call from another dialect this one has no word for and says in another form, in a few words
   * for people: "is_error moved into text". Nothing of it is lost.
   */
  reworded(call: Call): readonly string[];
  /** What one change means in this dialect's own body, as edits to the client's bytes. */
  edits(body: JsonObject, changes: readonly RequestChange[]): readonly JsonEdit[];
  /**
   * What must be asked of the upstream so that it says what the call used, when the client did not ask.
   * Empty for dialects that always say it. What comes back for it: `StreamFormat.isMeteringEvent`.
   */
  meteringEdits(body: JsonObject): readonly JsonEdit[];
}

export type ReadResult =
  | { readonly ok: true; readonly call: Call }
  /** `message` names the field and what it should be; `code` tells more than `invalid_request` where it can. */
  | { readonly ok: false; readonly message: string; readonly code?: ErrorCode };

export interface WriteTarget {
  readonly model: string;
  readonly stream: boolean;
  readonly changes: readonly RequestChange[];
  /** For local servers: the context to allocate, from the token estimate. */
  readonly contextTokens: number;
}

export interface AnswerFormat {
  /** An upstream's body as an answer, or `null` when it is not one. */
  read(body: JsonObject): Answer | null;
  /** An answer as this dialect's body. */
  write(answer: Answer, envelope: AnswerEnvelope): JsonObject;
}

/** What an answer needs besides its content. */
export interface AnswerEnvelope {
  /** Id for dialects whose upstream gave none. */
  readonly id: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Whether the client asked for usage in the stream (`stream_options.include_usage`). */
  readonly includeUsage: boolean;
  /** The client's own body, for dialects whose answers repeat its settings. */
  readonly request?: JsonObject;
}

export interface StreamFormat {
  readonly framing: 'sse' | 'ndjson';
  readonly contentType: string;
  /**
   * Upstream events to parts. `observe` skips the content of deltas, which makes them cheap; the signatures
   * of thinking are read all the same where they are wanted.
   */
  createReader(mode: 'full' | 'observe', wanted?: WantedParts): StreamReader;
  /** Parts to a client's bytes. */
  createWriter(envelope: AnswerEnvelope): StreamWriter;
  /**
   * Is this event there only because of `RequestFormat.meteringEdits`? It is read and then kept from a
   * client that did not ask for it. Always false where the edits are always empty.
   */
  isMeteringEvent(event: WireEvent): boolean;
  /** Keeps a silent connection alive; means nothing to the client. */
  readonly ping: Uint8Array;
}

export interface WantedParts {
  /** Also what redacted thinking holds, as the signature of its block. */
  readonly signatures: boolean;
}

/** Keeps what it must between events; one per stream. Never throws, whatever the event holds. */
export interface StreamReader {
  read(event: WireEvent): readonly StreamPart[];
  /**
   * Characters of content in the deltas so far: the estimate's basis when a stream is cut before its
   * usage came.
   */
  contentCharacters(): number;
}

/** Keeps what it must between parts; one per stream. */
export interface StreamWriter {
  /** The bytes for this part; empty when the dialect has no word for it. */
  write(part: StreamPart): Uint8Array;
}

export interface ErrorFormat {
  /** An upstream's error status and body as a value. */
  read(response: ErrorResponse): UpstreamError;
  /** An error as this dialect's body. */
  write(error: CallError): JsonObject;
  /** An error after the stream has begun: the whole event, ready to send. */
  writeEvent(error: CallError): Uint8Array;
}

export interface ErrorResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Unix milliseconds, to read `retry-after` dates against. */
  readonly now: number;
}

/** Usage of a whole (non-streamed) upstream body, without reading its content. */
export type UsageReader = (body: JsonObject) => UsageReading;
