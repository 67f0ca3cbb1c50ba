import { ASSUMED_WORKLOAD, type Workload } from '../config/usual-cost.ts';
import { ModicumError } from '../core/error.ts';
import { NO_TOKENS, type Usage } from '../core/usage.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openLedger } from './open-ledger.ts';

/** Enough for a mean that tomorrow's calls resemble, and read in a moment. */
const MOST_CALLS = 1_000;
/** Below this a mean says more about chance than about the work. */
const FEWEST_CALLS = 20;

/** That of the user's own ledger, or of the one named. One that cannot be read is no reason not to check a policy. */
export function ownWorkload(path: string | undefined): Workload {
  try {
    const ledger = openLedger({ ledger: path });
    const workload = measuredWorkload(ledger);
    ledger?.close();
    return workload;
  } catch (cause) {
    if (path === undefined && cause instanceof ModicumError) return ASSUMED_WORKLOAD;
    throw cause;
  }
}

/** The mean usage of the last calls that were answered; what is assumed where there are too few. */
export function measuredWorkload(ledger: Pick<Ledger, 'recent'> | null): Workload {
  if (ledger === null) return ASSUMED_WORKLOAD;
  const usages = ledger.recent({ limit: MOST_CALLS }).flatMap(({ attempts }) => {
    const answered = attempts.findLast(({ closed }) => closed?.outcome === 'answered');
    const reading = answered?.closed?.usage;
    return reading === undefined || reading.state === 'unknown' ? [] : [reading.usage];
  });
  if (usages.length < FEWEST_CALLS) return ASSUMED_WORKLOAD;
  return { usage: meanUsage(usages), calls: usages.length };
}

function meanUsage(usages: readonly Usage[]): Usage {
  const mean = (pick: (usage: Usage) => number) =>
    Math.round(usages.reduce((sum, usage) => sum + pick(usage), 0) / usages.length);
  return {
    ...NO_TOKENS,
    freshInputTokens: mean((usage) => usage.freshInputTokens),
    cacheReadTokens: mean((usage) => usage.cacheReadTokens),
    cacheWrite5mTokens: mean((usage) => usage.cacheWrite5mTokens),
    cacheWrite1hTokens: mean((usage) => usage.cacheWrite1hTokens),
    outputTokens: mean((usage) => usage.outputTokens),
  };
}
