import type { Gateway } from '../../src/gateway/gateway.ts';
import { SHUTDOWN, type Inbound, type Reply } from '../../src/gateway/inbound.ts';
import { answer } from '../../src/gateway/routes.ts';
import type { ClientScript } from './inbound-script.ts';
import type { Moments } from './moments.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What one client saw. Filled while it goes on, so that a run that hangs can still be read. */
export interface ClientView {
  reply: {
    readonly order: number;
    readonly status: number;
    readonly headers: Reply['headers'];
  } | null;
  /** The body when it came whole. */
  whole: Uint8Array | null;
  readonly chunks: { readonly order: number; readonly bytes: Uint8Array }[];
  left: { readonly order: number; readonly tick: number } | null;
  receivedTick: number;
  endedTick: number | null;
  /** What `answer` or the body threw. */
  threw: unknown;
}

export function blankView(): ClientView {
  return {
    reply: null,
    whole: null,
    chunks: [],
    left: null,
    receivedTick: 0,
    endedTick: null,
    threw: null,
  };
}

/** The gateway ends a reply that its reader does not take this long after the call's limit. */
const LAST_CHANCE_MS = 250;

export interface Visit {
  readonly gateway: Gateway;
  readonly script: ClientScript;
  readonly view: ClientView;
  readonly moments: Moments;
  readonly time: VirtualTime;
}

/** Asks once and reads the reply as the server would write it: whole events, as fast as they are taken. */
export async function visit(options: Visit): Promise<void> {
  const { gateway, script, view, moments, time } = options;
  await time.sleep(script.startMs);
  view.receivedTick = time.tick();
  const gone = new AbortController();
  const leave = () => {
    if (view.endedTick !== null || view.left !== null) return;
    view.left = { order: moments.next(), tick: time.tick() };
    gone.abort();
  };
  const plans = [
    script.leaves?.kind === 'after-ms' ? time.schedule(leave, script.leaves.ms) : null,
    script.shutdownMs === null
      ? null
      : time.schedule(() => gone.abort(SHUTDOWN), script.shutdownMs),
  ];
  if (script.leaves?.kind === 'before') leave();
  try {
    const reply = await answer(gateway, inboundOf(script, gone.signal, time));
    view.reply = { order: moments.next(), status: reply.status, headers: reply.headers };
    if (reply.body instanceof Uint8Array) view.whole = reply.body;
    else await readBody(options, { ...reply, body: reply.body }, leave);
  } catch (error) {
    view.threw = error;
  }
  view.endedTick = time.tick();
  for (const unschedule of plans) unschedule?.();
}

function inboundOf(script: ClientScript, clientGone: AbortSignal, time: VirtualTime): Inbound {
  return {
    method: 'POST',
    path: script.path,
    query: '',
    headers: script.headers,
    readBody: () => Promise.resolve(script.body),
    bodyStream: nothing(),
    clientGone,
    receivedAt: time.now(),
    receivedTick: time.tick(),
  };
}

async function* nothing(): AsyncGenerator<Uint8Array, void, void> {
  // A call's body is read whole.
}

type StreamedReply = Reply & { readonly body: AsyncIterable<Uint8Array> };

async function readBody(options: Visit, reply: StreamedReply, leave: () => void): Promise<void> {
  const { script, view, moments } = options;
  for await (const bytes of reply.body) {
    if (view.left !== null) break;
    view.chunks.push({ order: moments.next(), bytes });
    const { leaves } = script;
    if (leaves?.kind === 'after-chunks' && view.chunks.length >= leaves.chunks) leave();
    else if (script.pauseMs > 0) await pause(options, reply, leave);
    if (view.left !== null) break;
  }
}

/** A slow reader; past the call's limit the server does not wait for it any more. */
async function pause({ script, time }: Visit, { limit }: Reply, leave: () => void): Promise<void> {
  const hangUp = () => void time.schedule(leave, LAST_CHANCE_MS);
  if (limit?.aborted === true) hangUp();
  else limit?.addEventListener('abort', hangUp, { once: true });
  await time.sleep(script.pauseMs);
  limit?.removeEventListener('abort', hangUp);
}
