import { Readable } from 'node:stream';
import { Pool, type Dispatcher } from 'undici';
import type { UpstreamError } from '../core/error.ts';
import { BodyStream } from './body-stream.ts';
import type { UpstreamRequest, UpstreamResult } from './provider.ts';

/** Sends requests to one base URL. The only place that opens outbound connections. */
export interface UpstreamClient {
  send(request: UpstreamRequest): Promise<UpstreamResult>;
  close(): Promise<void>;
}

export interface UpstreamClientOptions {
  /** Scheme, host and an optional path in front of every request's own. */
  readonly baseUrl: string;
  readonly connectTimeoutMs?: number;
}

/**
 * A client with its own pool of connections. It follows no redirect, keeps no cookie, retries nothing:
 * what happens next is decided elsewhere. Node's own 300-second limits do not apply; each request
 * brings its limits.
 */
export function createUpstreamClient(options: UpstreamClientOptions): UpstreamClient {
  const url = new URL(options.baseUrl);
  const prefix = url.pathname.replace(/\/$/, '');
  const pool = new Pool(url.origin, {
    allowH2: false,
    pipelining: 1,
    connect: { timeout: options.connectTimeoutMs ?? 10_000 },
  });
  return {
    send: (request) => send(pool, prefix + request.path, request),
    close: () => pool.destroy(),
  };
}

function send(pool: Pool, path: string, request: UpstreamRequest): Promise<UpstreamResult> {
  const { promise, resolve } = Promise.withResolvers<UpstreamResult>();
  const exchange = new Exchange(request.signal, resolve);
  if (request.signal.aborted) {
    exchange.onResponseError(null, new Error('aborted'));
    return promise;
  }
  pool.dispatch(
    {
      method: request.method,
      path,
      headers: request.headers,
      body: bodyOf(request),
      headersTimeout: request.headTimeoutMs,
      bodyTimeout: request.idleTimeoutMs,
    },
    exchange,
  );
  return promise;
}

function bodyOf({ body }: UpstreamRequest): Uint8Array | Readable | null {
  return body === null || body instanceof Uint8Array ? body : Readable.from(body);
}

/** One request's life on a connection: settles once with the head, then feeds the body. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (result: UpstreamResult) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #body: BodyStream | null = null;
  #sent = false;

  constructor(signal: AbortSignal, resolve: (result: UpstreamResult) => void) {
    this.#signal = signal;
    this.#resolve = resolve;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  readonly #abort = (): void => {
    const cause = new Error('The call was given up.');
    if (this.#controller !== null) this.#controller.abort(cause);
    // Still waiting for a connection: undici gives no handle yet, so the answer is not awaited.
    else this.onResponseError(null, cause);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) controller.abort(new Error('The call was given up.'));
    else this.#sent = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    this.#body = new BodyStream({
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      abort: () => controller.abort(new Error('The reader left.')),
    });
    const response = { status, headers: flatten(headers), body: this.#body };
    this.#resolve({ ok: true, response });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#body?.push(chunk);
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#body?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, cause: Error): void {
    this.#signal.removeEventListener('abort', this.#abort);
    const error = describe(cause, this.#sent);
    if (this.#body !== null) this.#body.fail(error, cause);
    else this.#resolve({ ok: false, error, sent: this.#sent });
  }
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    flat[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

function describe(cause: Error & { code?: string }, sent: boolean): UpstreamError {
  if (cause.code !== undefined && TIMEOUT_CODES.has(cause.code)) {
    return {
      kind: sent ? 'timeout' : 'unreachable',
      status: null,
      message: sent
        ? 'The upstream was silent for too long.'
        : 'The upstream could not be reached in time.',
      // Sent and silent: a repeat could pay twice for work still going on.
      retryable: !sent,
      retryAfterMs: null,
    };
  }
  return {
    kind: sent ? 'cut' : 'unreachable',
    status: null,
    message: sent
      ? `The upstream closed the connection before its answer was whole (${cause.code ?? 'cut'}).`
      : `The upstream could not be reached (${cause.code ?? cause.message}).`,
    retryable: true,
    retryAfterMs: null,
  };
}

const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);
