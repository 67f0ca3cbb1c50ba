import { ModicumError } from '../core/error.ts';
import { INTERNAL_ERROR } from './client-errors.ts';
import type { LeaseGateway } from './current-gateway.ts';
import { errorReply } from './error-reply.ts';
import { forCaller } from './for-caller.ts';
import type { Gateway } from './gateway.ts';
import { SHUTDOWN, type Inbound, type Reply } from './inbound.ts';
import { inboundOfRequest } from './request-inbound.ts';
import { responseOf, type Visit } from './reply-response.ts';
import { answer, dialectOf } from './routes.ts';

/** As the web has it, but for what only a browser does: redirects, caches, cookies. Takes a path alone too. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The gateway's endpoints without a socket: for SDKs in the same process. */
export interface InProcess {
  readonly fetch: Fetch;
  /** Ends what still runs with an error event, and waits for its rows. Twice is once. */
  close(): Promise<void>;
}

/** Requests are over; what remains is to write what became of their calls. */
const LAST_ROWS_MS = 2_000;

/**
 * Room 1 for callers in the same process. Only the path of the address counts; every other rule of the
 * server holds but those about who may come in: whoever calls this function is in already.
 */
export function createInProcess(leaseGateway: LeaseGateway): InProcess {
  const visits = new Set<Visit>();
  let closing: Promise<void> | null = null;
  const endAll = async () => {
    const over = [...visits].map((visit) => visit.over);
    for (const visit of visits) visit.leaving.abort(SHUTDOWN);
    await Promise.race([Promise.all(over), elapsed(LAST_ROWS_MS)]);
  };
  return {
    async fetch(input, init) {
      const caller = callerSignal(input, init);
      caller?.throwIfAborted();
      const request = new Request(whole(input), { ...init, signal: null });
      if (closing !== null) throw new ModicumError('shutting_down', 'This Modicum is closed.');
      const visit = startVisit(caller);
      visits.add(visit);
      const { gateway, release } = leaseGateway();
      const forget = () => {
        visits.delete(visit);
        release();
      };
      void visit.over.then(forget);
      return fetchFrom(gateway, request, visit);
    },
    close: () => (closing ??= endAll()),
  };
}

/** Rejects as `fetch` does when its signal aborts; the call behind it still runs to its rows. */
async function fetchFrom(gateway: Gateway, request: Request, visit: Visit): Promise<Response> {
  const inbound = inboundOfRequest({ request, gateway, clientGone: visit.leaving.signal });
  const responding = replyTo(forCaller(gateway, inbound, null), inbound).then((reply) =>
    responseOf(reply, inbound, visit),
  );
  responding.catch(() => visit.end());
  return Promise.race([responding, visit.left]);
}

/** A path alone is enough: nothing else of an address counts here, and no name of a host is looked up. */
function whole(input: string | URL | Request): string | URL | Request {
  return typeof input === 'string' && input.startsWith('/') ? new URL(PLACE + input) : input;
}

/** The name stands for this process; it is reserved, so it can be nobody's. */
const PLACE = 'http://modicum.invalid';

/** Not that of the new request: Node lets go of it, and of the abort it should hand on, with the request. */
function callerSignal(input: string | URL | Request, init?: RequestInit): AbortSignal | null {
  return init?.signal ?? (input instanceof Request ? input.signal : null);
}

function startVisit(caller: AbortSignal | null): Visit {
  const leaving = new AbortController();
  const over = Promise.withResolvers<void>();
  const left = Promise.withResolvers<never>();
  // Nobody may be waiting for it when it comes.
  left.promise.catch(() => {});
  const leave = () => {
    leaving.abort();
    left.reject(caller?.reason);
  };
  caller?.addEventListener('abort', leave, { once: true });
  return {
    leaving,
    over: over.promise,
    left: left.promise,
    end() {
      caller?.removeEventListener('abort', leave);
      over.resolve();
    },
  };
}

async function replyTo(gateway: Gateway, inbound: Inbound): Promise<Reply> {
  try {
    return await answer(gateway, inbound);
  } catch (cause) {
    gateway.log(INTERNAL_ERROR.code, cause);
    return errorReply(dialectOf(inbound), INTERNAL_ERROR);
  }
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
