/**
 * Milliseconds to wait before asking the same upstream again: 250, doubling with each failure, up to 8 s,
 * shortened by chance to as little as 75 % so that callers who failed together do not return together.
 * An upstream's own `retry-after` is never cut short.
 */
export function backoffMs(wait: {
  /** How often this upstream failed already, at least 1. */
  readonly failures: number;
  readonly retryAfterMs: number | null;
  /** 0 to 1, by chance. */
  readonly draw: number;
}): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (wait.failures - 1));
  const jittered = Math.round(full * (1 - SPREAD * wait.draw));
  return Math.max(jittered, wait.retryAfterMs ?? 0);
}

const FIRST_MS = 250;
const LONGEST_MS = 8_000;
const SPREAD = 0.25;
