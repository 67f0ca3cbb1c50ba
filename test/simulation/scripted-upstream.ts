import { DIALECT_NAMES, type DialectName } from '../../src/core/dialect.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import type { ProviderPolicy } from '../../src/core/policy.ts';
import type { UpstreamState } from '../../src/core/conditions.ts';
import type { UpstreamError } from '../../src/core/error.ts';
import { BodyStream } from '../../src/provider/body-stream.ts';
import { PROVIDERS } from '../../src/provider/index.ts';
import type { Provider, UpstreamRequest, UpstreamResult } from '../../src/provider/provider.ts';
import { createUpstream, type Upstream } from '../../src/provider/upstream.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import type { Moments } from './moments.ts';
import { scriptUpstream, type UpstreamScript } from './upstream-script.ts';
import type { VirtualTime } from './virtual-time.ts';
import { keyOf } from './world.ts';

/** One request that an upstream was asked to take. */
export interface Send {
  readonly order: number;
  readonly tick: number;
  readonly provider: string;
  readonly call: number;
  readonly request: UpstreamRequest;
  readonly json: JsonObject;
  readonly body: Uint8Array;
  /** It was given up before it left: nothing reached the upstream. */
  readonly isStillborn: boolean;
  readonly script: UpstreamScript;
  /** The connection has come to its end, one way or another. */
  isOver: boolean;
}

export interface SimulatedUpstreamOptions {
  readonly seed: number;
  readonly policy: ProviderPolicy;
  readonly state: UpstreamState;
  readonly moments: Moments;
  readonly time: () => VirtualTime;
  /** Every request of every upstream, in order. */
  readonly sends: Send[];
}

/** An upstream without sockets that does what the seed says, and keeps to the limits it is given. */
export function simulateUpstream(options: SimulatedUpstreamOptions): Upstream {
  const { policy, state, time } = options;
  const client = {
    send(request: UpstreamRequest): Promise<UpstreamResult> {
      const send = receive(options, request);
      options.sends.push(send);
      return send.isStillborn ? Promise.resolve(NEVER_LEFT) : play(send, time());
    },
    close: () => Promise.resolve(),
  };
  return {
    ...createUpstream({ policy, key: keyOf(policy.name), client }),
    state: () => state,
    async check() {
      await time().sleep(1);
      return state;
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const NAME = /simulated call (\d+)/;

function receive(options: SimulatedUpstreamOptions, request: UpstreamRequest): Send {
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const text = new TextDecoder().decode(body);
  const parsed: unknown = JSON.parse(text);
  const json = isObject(parsed) ? parsed : {};
  const call = Number(NAME.exec(text)?.[1] ?? -1);
  const number = options.sends.filter((other) => other.call === call).length + 1;
  const dialect = dialectAt(PROVIDERS[options.policy.kind], request.path);
  const streamOptions = json['stream_options'];
  const script = scriptUpstream(seededRandom(options.seed, 'send', call, number), {
    dialect,
    stream: json['stream'] === true,
    asked: textOf(json['model']),
    tellsUsage: isObject(streamOptions) && streamOptions['include_usage'] === true,
    marker: `~${call}-${number}~`,
    hasTools: Array.isArray(json['tools']),
    key: keyOf(options.policy.name),
  });
  return {
    order: options.moments.next(),
    tick: options.time().tick(),
    provider: options.policy.name,
    call,
    request,
    json,
    body,
    isStillborn: request.signal.aborted,
    script,
    isOver: request.signal.aborted,
  };
}

/** An upstream knows what it is spoken to by the path alone. */
function dialectAt({ paths }: Provider, path: string): DialectName {
  const found = DIALECT_NAMES.find((name) => paths[name] === path.replace(/\?.*/, ''));
  if (found === undefined) throw new Error(`A call went to ${path}.`);
  return found;
}

function fault(kind: UpstreamError['kind'], retryable: boolean): UpstreamError {
  return { kind, status: null, message: `simulated: ${kind}`, retryable, retryAfterMs: null };
}

const NEVER_LEFT: UpstreamResult = { ok: false, error: fault('unreachable', true), sent: false };

/** Head, chunks and end, each when its time has come; a limit or the caller may end it earlier. */
function play(send: Send, time: VirtualTime): Promise<UpstreamResult> {
  const { request, script } = send;
  const { promise, resolve } = Promise.withResolvers<UpstreamResult>();
  let body: BodyStream | null = null;
  let unschedule = () => {};
  let unlimit = () => {};

  const over = () => {
    send.isOver = true;
    unschedule();
    unlimit();
    request.signal.removeEventListener('abort', onAbort);
  };
  const fail = (error: UpstreamError, sent = true) => {
    if (send.isOver) return;
    over();
    if (body === null) resolve({ ok: false, error, sent });
    else body.fail(error);
  };
  const onAbort = () => fail(fault('cut', true));
  request.signal.addEventListener('abort', onAbort);
  const limit = (ms: number) => {
    unlimit();
    unlimit = time.schedule(() => fail(fault('timeout', false)), ms);
  };
  const next = (index: number) => {
    const chunk = script.chunks[index];
    limit(request.idleTimeoutMs);
    if (chunk === undefined) {
      if (script.end === 'cut') fail(fault('cut', true));
      if (script.end !== 'ends') return;
      over();
      body?.end();
      return;
    }
    const push = () => {
      body?.push(chunk.bytes);
      if (!send.isOver) next(index + 1);
    };
    if (chunk.afterMs === 0) push();
    else unschedule = time.schedule(push, chunk.afterMs);
  };
  const answer = () => {
    if (script.headFault === 'unreachable') return fail(fault('unreachable', true), false);
    if (script.headFault === 'cut') return fail(fault('cut', true));
    if (script.headFault === 'silent') return;
    body = new BodyStream({ pause() {}, resume() {}, abort: over });
    const { status, headers } = script;
    resolve({ ok: true, response: { status, headers, body } });
    unschedule = time.schedule(() => next(0), 0);
  };
  limit(request.headTimeoutMs);
  unschedule = time.schedule(answer, script.headMs);
  return promise;
}
