/** A clock that stands still until the test moves it: time is injected, never slept. */
export interface FakeClock {
  /** Unix milliseconds. */
  now(): number;
  /** Moves time forward and runs what falls due, in order of its time. */
  advance(ms: number): void;
  /** Sets the time without running anything: a machine's clock that was corrected, even backwards. */
  set(now: number): void;
  /** Runs `action` once `ms` have been advanced; the returned function takes it back. */
  schedule(action: () => void, ms: number): () => void;
  /** Actions that are still to come. */
  readonly pending: number;
}

/** 2026-11-20T09:00:00Z, after every price of the catalog is in force. */
export const FAKE_NOW = 1_795_165_200_000;

/**
 * @example
 * const clock = createFakeClock();
 * clock.schedule(() => breaker.tryAgain(), 30_000);
 * clock.advance(30_000);
 */
export function createFakeClock(start: number = FAKE_NOW): FakeClock {
  let wall = start;
  // Timers follow their own count, as a monotonic clock does, so that `set` moves none of them.
  let elapsed = 0;
  let order = 0;
  const timers = new Set<{ dueAt: number; order: number; action: () => void }>();

  const nextDue = (limit: number) =>
    [...timers]
      .filter((timer) => timer.dueAt <= limit)
      .toSorted((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];

  const moveTo = (target: number) => {
    wall += target - elapsed;
    elapsed = target;
  };

  return {
    now: () => wall,
    set: (now) => {
      wall = now;
    },
    advance: (ms) => {
      const target = elapsed + ms;
      for (let timer = nextDue(target); timer !== undefined; timer = nextDue(target)) {
        timers.delete(timer);
        moveTo(Math.max(elapsed, timer.dueAt));
        timer.action();
      }
      moveTo(target);
    },
    schedule: (action, ms) => {
      const timer = { dueAt: elapsed + Math.max(0, ms), order: order++, action };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    get pending() {
      return timers.size;
    },
  };
}
