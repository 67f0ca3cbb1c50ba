import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ModicumError } from '../core/error.ts';
import { optionHeaders, type SpokenOptions } from '../core/option-headers.ts';
import { INTERNAL_ERROR, invalidRequest } from './client-errors.ts';
import type { LeaseGateway } from './current-gateway.ts';
import { errorReply } from './error-reply.ts';
import { forCaller } from './for-caller.ts';
import type { Gateway, Serving as ServingNow } from './gateway.ts';
import { guard, type GuardOptions } from './guard.ts';
import { SHUTDOWN, type Inbound, type Reply } from './inbound.ts';
import { inboundOf } from './receive.ts';
import { answer, dialectOf } from './routes.ts';
import { writeReply } from './write-reply.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Required for any address but loopback. */
  readonly clientKey: string | null;
  /** How long a request may take to arrive; left out: `RECEIVE_LIMITS`. */
  readonly receive?: ReceiveLimits;
  /** Said of every call that does not say otherwise itself. */
  readonly defaults?: SpokenOptions;
}

export interface ReceiveLimits {
  /** All of its headers, in milliseconds. */
  readonly headersMs: number;
  /** All of it. */
  readonly requestMs: number;
  /** How often this is looked at. */
  readonly checkMs: number;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Stops taking calls, lets running ones finish for so long, then ends them with an error event. */
  close(options?: { readonly graceMs: number }): Promise<void>;
}

/** A slow request is closed after this long; Node's own limit is five minutes. */
export const RECEIVE_LIMITS: ReceiveLimits = {
  headersMs: 15_000,
  requestMs: 30_000,
  checkMs: 5_000,
};

/** Room 1, and the only place that listens. Each request takes the gateway of its moment to its end. */
export async function startServer(
  source: Gateway | LeaseGateway,
  options: ServerOptions,
): Promise<RunningServer> {
  const leaseGateway = typeof source === 'function' ? source : always(source);
  const loopback = isLoopback(options.host);
  if (!loopback && options.clientKey === null) {
    throw new ModicumError(
      'client_key_required',
      `Listening on ${options.host} lets others in, so clients must show a key. Set MODICUM_CLIENT_KEY, or listen on 127.0.0.1.`,
    );
  }
  const guardOptions = { clientKey: options.clientKey, loopback };
  const defaultHeaders = optionHeaders(options.defaults ?? {});
  const receive = options.receive ?? RECEIVE_LIMITS;
  const open: OpenCalls = {
    running: new Set(),
    unfinished: new Set(),
    closing: false,
    startedAt: Date.now(),
    openRequests: () => open.running.size,
  };
  const server = createServer(
    {
      requestTimeout: receive.requestMs,
      headersTimeout: receive.headersMs,
      connectionsCheckingInterval: receive.checkMs,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 32 * 1024,
      noDelay: true,
    },
    (request, response) => {
      const serving = serve({
        leaseGateway,
        open,
        guardOptions,
        defaultHeaders,
        request,
        response,
      }).finally(() => open.unfinished.delete(serving));
      open.unfinished.add(serving);
    },
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = CLIENT_ERRORS[error.code ?? ''] ?? '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    else socket.destroy();
  });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    port,
    close: ({ graceMs } = { graceMs: 0 }) => closeServer(server, open, graceMs),
  };
}

/** What a server has under way. */
interface OpenCalls extends ServingNow {
  readonly running: Set<AbortController>;
  /** A call goes on after its client left, until its rows are written. */
  readonly unfinished: Set<Promise<void>>;
  closing: boolean;
}

/** For a gateway that stays as it is. */
function always(gateway: Gateway): LeaseGateway {
  return () => ({ gateway, release: () => {} });
}

interface Serving {
  readonly leaseGateway: LeaseGateway;
  readonly open: OpenCalls;
  readonly guardOptions: GuardOptions;
  readonly defaultHeaders: Readonly<Record<string, string>>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** One request, from its head to the end of its reply. Never rejects: nobody would be there to hear it. */
async function serve({
  leaseGateway,
  open,
  guardOptions,
  defaultHeaders,
  request,
  response,
}: Serving): Promise<void> {
  const { gateway: shared, release } = leaseGateway();
  const leaving = new AbortController();
  open.running.add(leaving);
  response.once('close', () => {
    open.running.delete(leaving);
    // Closed after its last byte: nobody left, and an abort costs more than it looks.
    if (!response.writableFinished) leaving.abort();
  });
  if (open.closing) response.setHeader('connection', 'close');
  const received = inboundOf({ request, gateway: shared, clientGone: leaving.signal });
  const inbound = { ...received, headers: { ...defaultHeaders, ...received.headers } };
  const gateway = { ...forCaller(shared, inbound, guardOptions.clientKey), serving: open };
  try {
    await writeReply(response, await replyTo(gateway, inbound, guardOptions), inbound);
  } catch (cause) {
    gateway.log(INTERNAL_ERROR.code, cause);
    response.destroy();
  } finally {
    release();
  }
}

async function closeServer(server: Server, open: OpenCalls, graceMs: number): Promise<void> {
  open.closing = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    for (const leaving of open.running) leaving.abort(SHUTDOWN);
    setTimeout(() => server.closeAllConnections(), 500).unref();
  }, graceMs);
  await closed;
  clearTimeout(timer);
  await Promise.race([Promise.allSettled(open.unfinished), elapsed(LAST_ROWS_MS)]);
}

/** Connections are closed; what remains is to write what became of their calls. */
const LAST_ROWS_MS = 2_000;

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

/** Requests that are refused before they are one. */
const CLIENT_ERRORS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

async function replyTo(
  gateway: Gateway,
  inbound: Inbound,
  guardOptions: GuardOptions,
): Promise<Reply> {
  const dialect = dialectOf(inbound);
  try {
    const refused = guard(inbound.headers, guardOptions);
    if (refused !== null) return errorReply(dialect, refused, { connection: 'close' });
    if (!inbound.path.startsWith('/')) {
      return errorReply(dialect, invalidRequest('The request must name a path of this server.'));
    }
    return await answer(gateway, inbound);
  } catch (cause) {
    gateway.log(INTERNAL_ERROR.code, cause);
    return errorReply(dialect, INTERNAL_ERROR);
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

async function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause: NodeJS.ErrnoException) =>
    reject(
      cause.code === 'EADDRINUSE'
        ? new ModicumError(
            'port_taken',
            `Port ${port} on ${host} is taken. Stop what runs there or choose another with --port.`,
            { cause },
          )
        : new ModicumError(
            'cannot_listen',
            `Cannot listen on ${host}:${port} (${cause.code ?? cause.message}).`,
            { cause },
          ),
    ),
  );
  server.listen(port, host, () => resolve());
  await promise;
}
