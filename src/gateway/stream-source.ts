import type { UpstreamError } from '../core/error.ts';
import type { StreamPart } from '../core/stream-part.ts';
import type { UpstreamResponse } from '../provider/provider.ts';
import type { Dialect } from '../wire/dialect.ts';
import { createEventDecoder } from '../wire/event-stream.ts';
import type { WireEvent } from '../wire/wire-event.ts';
import { createStreamTrace, type StreamTrace } from './stream-trace.ts';
import { asUpstreamError } from './upstream-reply.ts';

/** An upstream's stream as events with their meaning, a batch for each chunk that came. */
export interface StreamSource {
  readonly trace: StreamTrace;
  next(): Promise<Batch>;
  contentCharacters(): number;
  /** Closes the connection; what has not been read is lost. */
  abandon(): void;
  /** Reads what little may follow the terminal event, so that the connection can be used again. */
  finish(): void;
}

export type Batch =
  | { readonly kind: 'items'; readonly items: readonly StreamItem[] }
  /** The stream is over, and how: `null` when the connection ended in good order. */
  | { readonly kind: 'over'; readonly error: UpstreamError | null };

export interface StreamItem {
  readonly event: WireEvent;
  readonly parts: readonly StreamPart[];
}

export interface Reading {
  readonly mode: 'full' | 'observe';
  /** Signatures of thinking are read also where content is not. */
  readonly wantsSignatures: boolean;
}

/** Time in which a connection must end after its terminal event to be worth keeping. */
const LINGER_MS = 1_000;

export function createStreamSource(
  response: UpstreamResponse,
  dialect: Dialect,
  { mode, wantsSignatures }: Reading,
): StreamSource {
  const iterator = response.body[Symbol.asyncIterator]();
  const decoder = createEventDecoder(dialect.stream.framing);
  const reader = dialect.stream.createReader(mode, { signatures: wantsSignatures });
  const trace = createStreamTrace();

  const read = (event: WireEvent): StreamItem => {
    const parts = reader.read(event);
    for (const part of parts) trace.note(part);
    return { event, parts };
  };

  /** An NDJSON stream may leave out its very last line end. A line that was torn is nothing. */
  const lastLine = (): Batch | null => {
    const rest = dialect.stream.framing === 'ndjson' ? decoder.end() : null;
    if (rest === null) return null;
    const item = read(rest);
    return item.parts.some(({ type }) => type === 'end') ? { kind: 'items', items: [item] } : null;
  };

  return {
    trace,
    contentCharacters: () => reader.contentCharacters(),
    async next() {
      try {
        const result = await iterator.next();
        if (result.done === true) return lastLine() ?? { kind: 'over', error: null };
        const items = decoder.push(result.value).map(read);
        if (decoder.overflowed) return { kind: 'over', error: TOO_LARGE };
        return { kind: 'items', items };
      } catch (failure) {
        return { kind: 'over', error: asUpstreamError(failure) };
      }
    },
    abandon: () => void iterator.return?.(),
    finish() {
      const timer = setTimeout(() => void iterator.return?.(), LINGER_MS);
      void drain(iterator).finally(() => clearTimeout(timer));
    },
  };
}

async function drain(iterator: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    while ((await iterator.next()).done !== true);
  } catch {
    // The answer is already whole; how the connection ends does not matter any more.
  }
}

const TOO_LARGE: UpstreamError = {
  kind: 'malformed',
  status: 200,
  message: 'A single event of the stream is too large.',
  retryable: false,
  retryAfterMs: null,
};

/** Is the terminal event among these? */
export function hasEnd(items: readonly StreamItem[]): boolean {
  return items.some((item) => item.parts.some((part) => part.type === 'end'));
}
