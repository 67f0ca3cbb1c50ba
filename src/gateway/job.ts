import type { CallOptions } from '../core/call-options.ts';
import type { Call } from '../core/call.ts';
import type { Decision } from '../core/decision.ts';
import type { CancelledBy } from '../core/outcome.ts';
import type { Shadow } from '../ledger/ledger.ts';
import type { AnswerEnvelope, Dialect } from '../wire/dialect.ts';
import type { JsonBody } from '../wire/json-body.ts';
import type { Model } from '../core/model.ts';
import type { UserAction } from './action-memory.ts';
import type { CallRecord } from './call-record.ts';
import type { Repeat } from './client-retries.ts';
import type { Place } from './conversations.ts';
import type { Gateway } from './gateway.ts';
import { SHUTDOWN, type Inbound } from './inbound.ts';

/** A decided call on its way through attempt, judge, deliver and record. */
export interface Job {
  readonly gateway: Gateway;
  readonly inbound: Inbound;
  /** The client's dialect. */
  readonly dialect: Dialect;
  readonly body: JsonBody;
  readonly call: Call;
  readonly options: CallOptions;
  readonly decision: Decision;
  /** Where routing would have sent it, if it is only observed. */
  readonly shadow: Shadow | null;
  readonly shadowModel: Model | null;
  readonly shadowClimbs: boolean;
  readonly place: Place;
  readonly repeat: Repeat;
  /** The user's action it is part of. */
  readonly action: UserAction;
  /** Under which the answer is kept; `null`: it is not. */
  readonly repeatKey: string | null;
  readonly record: CallRecord;
  readonly envelope: AnswerEnvelope;
  readonly leash: Leash;
  readonly timing: Timing;
}

/** What Modicum itself took: from having the whole request to sending the first attempt. */
export interface Timing {
  /** The first attempt leaves now. Only the first call counts. */
  sent(): void;
  overheadMs(): number;
}

export function createTiming(tick: () => number): Timing {
  const startedTick = tick();
  let sentTick: number | null = null;
  return {
    sent() {
      sentTick ??= tick();
    },
    overheadMs: () => (sentTick ?? tick()) - startedTick,
  };
}

/** What ends a call from outside: its client leaves, its deadline passes, the gateway stops. */
export interface Leash {
  readonly signal: AbortSignal;
  /** Aborts at the deadline or when the gateway stops: holds also where reading goes on after the client left. */
  readonly limit: AbortSignal;
  /** Who pulled it; `null` while nobody has. */
  pulledBy(): CancelledBy | null;
  /** Milliseconds since the call was received. */
  elapsedMs(): number;
  readonly deadlineMs: number;
  /** Lets go of timers and listeners. Must be called when the call is over. */
  release(): void;
}

export interface LeashOptions {
  readonly clientGone: AbortSignal;
  readonly deadlineMs: number;
  /** Monotonic milliseconds. */
  readonly receivedTick: number;
  readonly tick: () => number;
}

export function createLeash(options: LeashOptions): Leash {
  const controller = new AbortController();
  const limit = new AbortController();
  let pulledBy: CancelledBy | null = null;
  const pull = (by: CancelledBy) => {
    pulledBy ??= by;
    controller.abort();
    if (by !== 'client') limit.abort();
  };
  const onClientGone = () => pull(options.clientGone.reason === SHUTDOWN ? 'shutdown' : 'client');
  if (options.clientGone.aborted) onClientGone();
  else options.clientGone.addEventListener('abort', onClientGone, { once: true });
  const elapsedMs = () => options.tick() - options.receivedTick;
  const timer = setTimeout(() => pull('deadline'), Math.max(0, options.deadlineMs - elapsedMs()));
  return {
    signal: controller.signal,
    limit: limit.signal,
    pulledBy: () => pulledBy,
    elapsedMs,
    deadlineMs: options.deadlineMs,
    release() {
      clearTimeout(timer);
      options.clientGone.removeEventListener('abort', onClientGone);
    },
  };
}
