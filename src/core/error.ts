import type { ErrorCode } from './error-code.ts';
import type { UpstreamErrorKind } from './upstream-error-kind.ts';

export type { UpstreamErrorKind } from './upstream-error-kind.ts';

/**
 * What went wrong at an upstream, as a value. Who makes it knows best whether a repeat can help and
 * says so once, here.
 */
export interface UpstreamError {
  readonly kind: UpstreamErrorKind;
  /** HTTP status of the upstream's answer; `null` when there was none (refused, cut, silent). */
  readonly status: number | null;
  /** The upstream's own words, or ours when it said nothing. Never holds a key. */
  readonly message: string;
  /** May the same request to the same upstream succeed soon? */
  readonly retryable: boolean;
  /** The upstream's `retry-after` in milliseconds; `null` when it gave none. */
  readonly retryAfterMs: number | null;
}

/** What the client is told when its call is not served: an expected end, written in its dialect. */
export interface CallError {
  readonly status: number;
  readonly kind: CallErrorKind;
  /** Stable and documented in docs/errors.md; the same word stands in the ledger. */
  readonly code: ErrorCode;
  /** Names what is wrong and what to do next. */
  readonly message: string;
  /** Sent as `retry-after` when known. */
  readonly retryAfterMs: number | null;
  /** `false` is sent as `x-should-retry: false`: the SDKs obey it over the status. */
  readonly shouldRetry: boolean | null;
}

export type CallErrorKind =
  | 'invalid_request'
  | 'authentication'
  | 'permission'
  | 'not_found'
  | 'method_not_allowed'
  | 'too_large'
  | 'rate_limited'
  | 'billing'
  | 'api_error'
  | 'timeout'
  | 'overloaded';

/** A mistake in how Modicum is set up or used: bad config, wrong option, unusable ledger. */
export class ModicumError extends Error {
  override readonly name = 'ModicumError';
  /** Stable, listed in docs/errors.md. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
