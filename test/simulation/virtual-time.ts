import { FAKE_NOW } from '../../src/testing/index.ts';

/**
 * Time that moves only when nothing else can happen: it stands in for the timers of the whole process,
 * so that a run takes no longer than its work and always takes the same turns.
 */
export interface VirtualTime {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds since the run began. */
  tick(): number;
  /** A timer of the simulation's own, which nobody can forget to clear; returns what takes it back. */
  schedule(action: () => void, ms: number): () => void;
  sleep(ms: number): Promise<void>;
  /** Moves time on until `isDone`; `false` when nothing was left to happen, or far too much. */
  runUntil(isDone: () => boolean): Promise<boolean>;
  /** Delays of the timers that the code under test has set and neither cleared nor waited for. */
  forgotten(): readonly number[];
  /** Gives the process its own timers back. */
  restore(): void;
}

interface Timer {
  readonly order: number;
  readonly ms: number;
  readonly isOwn: boolean;
  readonly action: () => void;
  dueAt: number;
}

/** A run that has not ended after this many timers never will. */
const MOST_TIMERS = 20_000;

/** `isBusy`: something is under way that no timer shows, such as a write to a file. */
export function installVirtualTime(isBusy: () => boolean): VirtualTime {
  const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
  const timers = new Set<Timer>();
  let elapsed = 0;
  let order = 0;

  const add = (action: () => void, ms: number, isOwn: boolean): Timer => {
    const timer = { order: order++, ms, isOwn, action, dueAt: elapsed + Math.max(0, ms) };
    timers.add(timer);
    return timer;
  };

  const fake = (action: () => void, ms = 0) => handleOf(add(action, ms, false), timers);
  const fakeClear = (handle: unknown) => {
    if (isHandle(handle)) timers.delete(handle.timer);
    else realClearTimeout(handle as NodeJS.Timeout | undefined);
  };
  globalThis.setTimeout = fake as unknown as typeof globalThis.setTimeout;
  globalThis.clearTimeout = fakeClear;

  const schedule = (action: () => void, ms: number) => {
    const timer = add(action, ms, true);
    return () => void timers.delete(timer);
  };

  return {
    now: () => FAKE_NOW + elapsed,
    tick: () => elapsed,
    schedule,
    sleep: (ms) => new Promise((resolve) => void schedule(resolve, ms)),
    async runUntil(isDone) {
      for (let fired = 0; fired < MOST_TIMERS; fired++) {
        await settle(isBusy);
        if (isDone()) return true;
        const timer = earliest(timers);
        if (timer === null) return false;
        timers.delete(timer);
        elapsed = Math.max(elapsed, timer.dueAt);
        timer.action();
      }
      return false;
    },
    forgotten: () => [...timers].filter(({ isOwn }) => !isOwn).map(({ ms }) => ms),
    restore() {
      globalThis.setTimeout = realSetTimeout;
      globalThis.clearTimeout = realClearTimeout;
    },
  };
}

interface Handle {
  readonly timer: Timer;
  unref(): Handle;
  ref(): Handle;
}

function handleOf(timer: Timer, timers: ReadonlySet<Timer>): Handle & { hasRef(): boolean } {
  const handle = {
    timer,
    unref: () => handle,
    ref: () => handle,
    hasRef: () => timers.has(timer),
  };
  return handle;
}

function isHandle(value: unknown): value is Handle {
  return typeof value === 'object' && value !== null && 'timer' in value;
}

/** Every promise that can go on has gone on, and what was being written is written. */
async function settle(isBusy: () => boolean): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (isBusy());
  await new Promise((resolve) => setImmediate(resolve));
}

function earliest(timers: ReadonlySet<Timer>): Timer | null {
  let first: Timer | null = null;
  for (const timer of timers) {
    if (first === null || timer.dueAt < first.dueAt) first = timer;
    else if (timer.dueAt === first.dueAt && timer.order < first.order) first = timer;
  }
  return first;
}
