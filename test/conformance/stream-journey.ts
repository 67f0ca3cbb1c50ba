import type { Answer } from '../../src/core/answer.ts';
import type { StreamPart } from '../../src/core/stream-part.ts';
import { createAnswerCollector } from '../../src/wire/collect-answer.ts';
import type { AnswerEnvelope, Dialect } from '../../src/wire/dialect.ts';
import { createEventDecoder } from '../../src/wire/event-stream.ts';
import type { WireEvent } from '../../src/wire/wire-event.ts';

export const ENVELOPE: AnswerEnvelope = {
  id: 'msg_envelope',
  createdAt: 1_763_640_000,
  includeUsage: true,
};

/** A stream as a client would get it. */
export function writeStream(dialect: Dialect, parts: readonly StreamPart[]): Uint8Array {
  const writer = dialect.stream.createWriter(ENVELOPE);
  return Uint8Array.from(parts.flatMap((part) => [...writer.write(part)]));
}

/** Bytes as they come from a socket: in chunks of `size`. */
export function eventsOf(dialect: Dialect, bytes: Uint8Array, size: number): readonly WireEvent[] {
  const decoder = createEventDecoder(dialect.stream.framing);
  const events: WireEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    events.push(...decoder.push(bytes.subarray(at, at + size)));
  }
  const last = decoder.end();
  return last === null ? events : [...events, last];
}

export function readStream(
  dialect: Dialect,
  events: readonly WireEvent[],
  mode: 'full' | 'observe' = 'full',
): readonly StreamPart[] {
  const reader = dialect.stream.createReader(mode);
  return events.flatMap((event) => reader.read(event));
}

/** Written in this dialect, cut into chunks, and read again. */
export function throughStream(
  dialect: Dialect,
  parts: readonly StreamPart[],
  chunkSize: number,
): readonly StreamPart[] {
  return readStream(dialect, eventsOf(dialect, writeStream(dialect, parts), chunkSize));
}

export function collect(parts: readonly StreamPart[]): Answer | null {
  const collector = createAnswerCollector();
  for (const part of parts) collector.add(part);
  return collector.answer();
}
