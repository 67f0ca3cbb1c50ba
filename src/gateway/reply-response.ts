import type { Inbound, Reply } from './inbound.ts';

/** One request in this process, from its start until nothing of it runs any more. */
export interface Visit {
  /** Aborts when the caller leaves, or with `SHUTDOWN`: the call's own signal. */
  readonly leaving: AbortController;
  /** Settles when the reply has been read or left, and its call is closed. */
  readonly over: Promise<void>;
  /** Rejects with the caller's own reason when it leaves. */
  readonly left: Promise<never>;
  end(): void;
}

/** Past its limit a reply that nobody reads has this long to be read to its end. */
const LAST_CHANCE_MS = 250;

/** Statuses that have no body, by the Fetch standard. */
const NO_BODY: readonly number[] = [101, 103, 204, 205, 304];

/**
 * A reply as a web-standard response. Its body is taken at the speed of its reader; leaving it, aborting and
 * reading it to its end all close the call. Pings are left out: there is no connection to keep awake.
 */
export function responseOf(reply: Reply, { method }: Pick<Inbound, 'method'>, visit: Visit) {
  const { status, body } = reply;
  if (!(body instanceof Uint8Array)) {
    return new Response(streamOf(reply, body, visit), { status, headers: { ...reply.headers } });
  }
  visit.end();
  const isEmpty = method === 'HEAD' || NO_BODY.includes(status);
  const headers = { ...reply.headers, 'content-length': String(body.byteLength) };
  return new Response(isEmpty ? null : Buffer.from(body), { status, headers });
}

function streamOf(
  reply: Reply,
  body: AsyncIterable<Uint8Array>,
  visit: Visit,
): ReadableStream<Uint8Array> {
  const source = createSource(body);
  let isOver = false;
  const finish = async () => {
    if (isOver) return;
    isOver = true;
    // The call's own `finally` runs here; what it throws was told to the reader already.
    await source.leave().catch(() => {});
    visit.end();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const breakOff = (reason: unknown) => {
          if (isOver) return;
          controller.error(reason);
          void finish();
        };
        visit.left.catch(breakOff);
        onLimit(reply.limit, visit, () => breakOff(new TypeError('terminated')));
      },
      async pull(controller) {
        const next = await source.next().catch((cause: unknown) => cause as Error);
        if (isOver) return;
        if (next instanceof Error) controller.error(new TypeError('terminated', { cause: next }));
        else if (next.done === true) controller.close();
        else return controller.enqueue(next.value);
        await finish();
      },
      async cancel() {
        visit.leaving.abort();
        await finish();
      },
    },
    { highWaterMark: 0 },
  );
}

interface Source {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
  /** Ends the iteration, its `finally` included. */
  leave(): Promise<void>;
}

function createSource(body: AsyncIterable<Uint8Array>): Source {
  const iterator = body[Symbol.asyncIterator]();
  let started = false;
  const next = () => {
    started = true;
    return iterator.next();
  };
  return {
    next,
    async leave() {
      // A generator that never began has no `finally` to run: it is begun, then left.
      if (!started) await next();
      await iterator.return?.();
    },
  };
}

/** A reader that stands still must not keep the call open past its deadline. */
function onLimit(limit: AbortSignal | undefined, visit: Visit, end: () => void): void {
  if (limit === undefined) return;
  const wait = () => {
    const timer = setTimeout(end, LAST_CHANCE_MS);
    void visit.over.then(() => clearTimeout(timer));
  };
  if (limit.aborted) wait();
  else limit.addEventListener('abort', wait, { once: true });
}
