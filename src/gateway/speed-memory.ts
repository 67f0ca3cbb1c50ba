import { measureSpeed, type Pace } from '../core/measure-speed.ts';
import type { ModelSpeed } from '../core/model-speed.ts';
import type { ClosedAttempt, Ledger, OpenAttempt, Receipt } from '../ledger/ledger.ts';
import { createRecentMap } from './recent-map.ts';

/**
 * How fast each model has been, from the last answers of each. In memory and bounded; what an earlier process
 * saw is read from the ledger once.
 */
export interface SpeedMemory {
  /** An attempt has ended: an answer tells something, anything else nothing. */
  note(attempt: EndedAttempt): void;
  /** By `provider/id`. */
  speeds(): Readonly<Record<string, ModelSpeed>>;
}

export interface SpeedMemoryOptions {
  /** Where earlier answers are booked, asked once when speeds are first wanted; `null` where nowhere. */
  readonly earlier?: () => Pick<Ledger, 'recent'> | null;
}

export interface EndedAttempt {
  readonly opened: Pick<OpenAttempt, 'provider' | 'requestedModel'>;
  readonly closed: Pick<ClosedAttempt, 'outcome' | 'usage' | 'firstTokenMs' | 'totalMs'>;
}

/** Of each model; more would remember what the machine was like yesterday. */
const LAST_ANSWERS = 20;
const MOST_MODELS = 200;
/** Enough to find some of every model that is in use. */
const RESTORED_CALLS = 300;

export function createSpeedMemory({ earlier }: SpeedMemoryOptions = {}): SpeedMemory {
  const paces = createRecentMap<readonly Pace[]>(MOST_MODELS);
  const models = new Set<string>();
  let measured: Readonly<Record<string, ModelSpeed>> | null = null;
  let isRestored = false;

  const add = (attempt: EndedAttempt, place: 'newest' | 'oldest'): void => {
    const pace = paceOf(attempt);
    if (pace === null) return;
    const name = `${attempt.opened.provider}/${attempt.opened.requestedModel}`;
    const known = paces.get(name) ?? [];
    if (place === 'oldest' && known.length >= LAST_ANSWERS) return;
    paces.set(
      name,
      place === 'newest' ? [pace, ...known].slice(0, LAST_ANSWERS) : [...known, pace],
    );
    models.add(name);
    measured = null;
  };

  const restore = (): void => {
    if (isRestored) return;
    isRestored = true;
    for (const { attempts } of recentCalls(earlier)) {
      for (const { opened, closed } of attempts) {
        if (closed !== null) add({ opened, closed }, 'oldest');
      }
    }
  };

  return {
    // What is noted from here on is booked as well: what the ledger holds is read before.
    note(attempt) {
      restore();
      add(attempt, 'newest');
    },
    speeds() {
      restore();
      measured ??= Object.fromEntries(
        [...models].flatMap((name) => {
          const speed = measureSpeed(paces.get(name) ?? []);
          if (speed === null) models.delete(name);
          return speed === null ? [] : [[name, speed] as const];
        }),
      );
      return measured;
    },
  };
}

/** A ledger that cannot be read leaves the assumed speeds in force: no call fails for want of a figure. */
function recentCalls(earlier: SpeedMemoryOptions['earlier']): readonly Receipt[] {
  try {
    return earlier?.()?.recent({ limit: RESTORED_CALLS }) ?? [];
  } catch {
    return [];
  }
}

/** `null` for what was not read to its end, and where the upstream did not count. */
function paceOf({ closed }: EndedAttempt): Pace | null {
  const { outcome, usage, firstTokenMs, totalMs } = closed;
  const isWhole = outcome === 'answered' || outcome === 'rejected';
  if (!isWhole || usage.state !== 'reported') return null;
  const { freshInputTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens } = usage.usage;
  return {
    promptTokens: freshInputTokens + cacheWrite5mTokens + cacheWrite1hTokens,
    outputTokens,
    totalMs,
    firstTokenMs,
    took: usage.took ?? null,
  };
}
