import type { UpstreamError } from '../core/error.ts';
import { UpstreamFailure } from './provider.ts';

/** What the stream may ask of the connection it comes from. */
interface Flow {
  pause(): void;
  resume(): void;
  abort(): void;
}

/** Bytes held for a slow reader before the upstream is told to wait. */
const HIGH_WATER_BYTES = 64 * 1024;

/**
 * The body of an upstream's answer: pushed by the connection, pulled by whoever reads. A slow reader
 * pauses the upstream; a reader that leaves closes it. For one reader only.
 */
export class BodyStream implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #flow: Flow;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #paused = false;
  #ended = false;
  #error: UpstreamFailure | null = null;
  #waiting: PromiseWithResolvers<IteratorResult<Uint8Array>> | null = null;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  push(chunk: Uint8Array): void {
    if (this.#ended) return;
    if (this.#waiting !== null) {
      this.#settle({ done: false, value: chunk });
      return;
    }
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.byteLength;
    if (this.#queuedBytes >= HIGH_WATER_BYTES && !this.#paused) {
      this.#paused = true;
      this.#flow.pause();
    }
  }

  end(): void {
    this.#ended = true;
    if (this.#waiting !== null) this.#settle({ done: true, value: undefined });
  }

  fail(error: UpstreamError, cause?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = new UpstreamFailure(error, { cause });
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) waiting.reject(this.#takeError());
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#queue.shift();
    if (chunk !== undefined) {
      this.#queuedBytes -= chunk.byteLength;
      if (this.#paused && this.#queuedBytes < HIGH_WATER_BYTES / 2) {
        this.#paused = false;
        this.#flow.resume();
      }
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#error !== null) return Promise.reject(this.#takeError());
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    this.#waiting = Promise.withResolvers<IteratorResult<Uint8Array>>();
    return this.#waiting.promise;
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#ended) {
      this.#ended = true;
      this.#flow.abort();
    }
    this.#queue.length = 0;
    if (this.#waiting !== null) this.#settle({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle(result: IteratorResult<Uint8Array>): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(result);
  }

  #takeError(): UpstreamFailure {
    const error = this.#error;
    this.#error = null;
    return error ?? new UpstreamFailure(CUT);
  }
}

const CUT: UpstreamError = {
  kind: 'cut',
  status: null,
  message: 'The upstream closed the connection before its answer was whole.',
  retryable: true,
  retryAfterMs: null,
};
