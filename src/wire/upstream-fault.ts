import type { UpstreamError, UpstreamErrorKind } from '../core/error.ts';

/** What a status means to a caller, before the body has been looked at. */
export interface StatusMeaning {
  readonly kind: UpstreamErrorKind;
  readonly retryable: boolean;
}

/** The meaning OpenAI-style servers and Ollama share. */
export function statusMeaning(status: number): StatusMeaning {
  const known = MEANINGS.get(status);
  if (known !== undefined) return known;
  if (status >= 500) return { kind: 'server_error', retryable: true };
  if (status >= 400) return { kind: 'invalid_request', retryable: false };
  // A redirect is not followed, because it would carry the key elsewhere; it comes again every time.
  if (status >= 300) return { kind: 'malformed', retryable: false };
  return { kind: 'malformed', retryable: true };
}

const MEANINGS: ReadonlyMap<number, StatusMeaning> = new Map([
  [401, { kind: 'authentication', retryable: false }],
  [402, { kind: 'billing', retryable: false }],
  [403, { kind: 'permission', retryable: false }],
  [404, { kind: 'not_found', retryable: false }],
  [408, { kind: 'timeout', retryable: true }],
  // A conflict with a request still running: the SDKs repeat it, and so may we.
  [409, { kind: 'server_error', retryable: true }],
  [413, { kind: 'too_large', retryable: false }],
  [429, { kind: 'rate_limited', retryable: true }],
  [503, { kind: 'overloaded', retryable: true }],
  [504, { kind: 'timeout', retryable: true }],
  [529, { kind: 'overloaded', retryable: true }],
]);

/** An event in the middle of a stream that could not be read: the answer has a hole from here on. */
export const UNREADABLE_EVENT: UpstreamError = {
  kind: 'malformed',
  status: null,
  message: 'The upstream sent an event that cannot be read.',
  retryable: true,
  retryAfterMs: null,
};

const LONGEST_MESSAGE = 500;

/**
 * An upstream's words, short and without anything that looks like a key: some servers quote the key they
 * were given.
 */
export function upstreamMessage(said: string, status: number | null): string {
  const words = said
    .slice(0, LONGEST_MESSAGE * 2)
    .replace(KEY_LIKE, '[key]')
    .trim();
  if (words !== '') return words.slice(0, LONGEST_MESSAGE);
  return status === null ? 'The upstream gave no message.' : `The upstream answered ${status}.`;
}

const KEY_LIKE = /\b(?:(?:sk|pk|gsk|xai|key)[-_]|Bearer )[\w*.-]{6,}/gi;
