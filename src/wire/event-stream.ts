import { createLineBoundary, createSseBoundary } from './event-boundary.ts';
import { readLineFields, readSseFields } from './event-fields.ts';
import type { WireEvent } from './wire-event.ts';

/** A single event above this stops decoding: no honest upstream sends one, and it must not fill memory. */
export const MAX_EVENT_BYTES = 32 * 1024 * 1024;

/** Bytes of a stream to events, in the order they come; one per stream. Never throws. */
export interface EventDecoder {
  /** The events that this chunk completes. Chunks are only borrowed: they must not change afterwards. */
  push(chunk: Uint8Array): readonly WireEvent[];
  /**
   * What is left when the stream has ended: an event that was never finished (its `data` may be
   * partial), or `null`. An NDJSON line without its line end is the usual harmless case.
   */
  end(): WireEvent | null;
  /** True once an event was too large. What was held is gone and nothing more is decoded. */
  readonly overflowed: boolean;
}

/**
 * Incremental and byte-exact: joining `raw` of all events, and of `end()`, gives the stream, and any
 * cutting of the same bytes gives the same events. An event whose last line end is a lone CR waits for
 * one more byte, because a LF may still belong to it.
 */
export function createEventDecoder(
  framing: 'sse' | 'ndjson',
  maxEventBytes: number = MAX_EVENT_BYTES,
): EventDecoder {
  const boundary = framing === 'sse' ? createSseBoundary() : createLineBoundary();
  const readFields = framing === 'sse' ? readSseFields : readLineFields;
  // U+FEFF is text wherever it stands but at the very start, so the decoder must not eat it.
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const held = createHeldBytes();
  let isFirst = true;
  let overflowed = false;

  function toEvent(raw: Uint8Array): WireEvent {
    const text = utf8.decode(raw);
    const fields = readFields(isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text);
    isFirst = false;
    return { raw, event: fields.event, data: fields.data };
  }

  function overflow(events: readonly WireEvent[]): readonly WireEvent[] {
    overflowed = true;
    held.take();
    return events;
  }

  return {
    push(chunk) {
      const events: WireEvent[] = [];
      if (overflowed) return events;
      let from = 0;
      for (const to of boundary.ends(chunk)) {
        if (held.length + to - from > maxEventBytes) return overflow(events);
        events.push(toEvent(held.takeWith(chunk.subarray(from, to))));
        from = to;
      }
      if (held.length + chunk.length - from > maxEventBytes) return overflow(events);
      held.add(chunk.subarray(from));
      return events;
    },
    end() {
      return held.length === 0 ? null : toEvent(held.take());
    },
    get overflowed() {
      return overflowed;
    },
  };
}

/** The start of an event whose end has not come yet. */
interface HeldBytes {
  readonly length: number;
  add(bytes: Uint8Array): void;
  take(): Uint8Array;
  /** What is held and these bytes behind it, in one piece; without a copy when nothing is held. */
  takeWith(bytes: Uint8Array): Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** Room doubles as it fills, so an event that comes byte by byte is copied only a few times over. */
function createHeldBytes(): HeldBytes {
  let room = NO_BYTES;
  let length = 0;

  function add(bytes: Uint8Array): void {
    if (length + bytes.length > room.length) {
      const larger = new Uint8Array(Math.max(256, 2 * room.length, length + bytes.length));
      larger.set(room.subarray(0, length));
      room = larger;
    }
    room.set(bytes, length);
    length += bytes.length;
  }

  function take(): Uint8Array {
    const bytes = room.subarray(0, length);
    room = NO_BYTES;
    length = 0;
    return bytes;
  }

  return {
    get length() {
      return length;
    },
    add,
    take,
    takeWith(bytes) {
      if (length === 0) return bytes;
      add(bytes);
      return take();
    },
  };
}
