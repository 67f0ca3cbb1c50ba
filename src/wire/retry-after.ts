import type { ErrorResponse } from './dialect.ts';

/** Longer waits are nonsense in a header: about 24 days, what a timer can hold. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * How long an upstream asks to be left alone, in milliseconds, or `null` when it does not say.
 * `retry-after-ms` is what OpenAI-style servers add; `retry-after` is whole seconds or an HTTP date.
 */
export function retryAfterMs({
  headers,
  now,
}: Pick<ErrorResponse, 'headers' | 'now'>): number | null {
  const milliseconds = waitFrom(headers['retry-after-ms'], 1);
  if (milliseconds !== null) return milliseconds;
  const value = headers['retry-after'];
  return waitFrom(value, 1000) ?? waitUntil(value, now);
}

/** `x-should-retry`: an upstream that says it knows better than its status. */
export function shouldRetry(headers: Readonly<Record<string, string>>): boolean | null {
  const value = headers['x-should-retry'];
  if (value === 'true') return true;
  return value === 'false' ? false : null;
}

function waitFrom(value: string | undefined, unitMs: number): number | null {
  if (value === undefined || !/^\s*\d{1,15}(\.\d{1,9})?\s*$/.test(value)) return null;
  return Math.min(Math.ceil(Number(value) * unitMs), LONGEST_WAIT_MS);
}

function waitUntil(value: string | undefined, now: number): number | null {
  // Without a letter it is no HTTP date; Date.parse would read "-5" as a year.
  if (value === undefined || !/[a-z]/i.test(value)) return null;
  const moment = Date.parse(value);
  if (Number.isNaN(moment)) return null;
  return Math.min(Math.max(0, moment - now), LONGEST_WAIT_MS);
}
