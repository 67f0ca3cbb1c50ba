/** One inbound request, free of sockets: the server makes it from one, the library from a value. */
export interface Inbound {
  readonly method: string;
  /** Without the query, exactly as written. */
  readonly path: string;
  /** With its `?`, or `''`. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body, or why there is none. Read at most once. */
  readBody(limitBytes: number): Promise<BodyRead>;
  /** The body as it comes, for what is passed on without being read. */
  readonly bodyStream: AsyncIterable<Uint8Array>;
  /** Aborts when the client leaves before it has the whole reply; with `SHUTDOWN` when the gateway stops. */
  readonly clientGone: AbortSignal;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** The same moment on the monotonic clock, in milliseconds. */
  readonly receivedTick: number;
}

export type BodyRead =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: 'too_large' | 'broken_off' };

/** What goes back. A body that is iterated gives whole events; leaving the iteration ends the call. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** Sent whenever the body has been silent this long; `null` for bodies that are not streams. */
  readonly ping: { readonly bytes: Uint8Array; readonly everyMs: number } | null;
  /** Aborts when the reply must come to its end, whether or not its reader takes it. */
  readonly limit?: AbortSignal;
}

export function jsonReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
    ping: null,
  };
}

/** The reason an inbound request's signal carries when the gateway, not the client, ended it. */
export const SHUTDOWN = 'shutdown';
