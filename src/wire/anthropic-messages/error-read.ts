import type { UpstreamError } from '../../core/error.ts';
import { isObject } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import type { ErrorResponse } from '../dialect.ts';
import { retryAfterMs, shouldRetry } from '../retry-after.ts';
import { textOf } from '../text-of.ts';
import { statusMeaning, upstreamMessage } from '../upstream-fault.ts';
import type { StatusMeaning } from '../upstream-fault.ts';

/** An error status with its body, whatever the body is. `x-should-retry` knows better than the status. */
export function readError(response: ErrorResponse): UpstreamError {
  const said = errorWords(parseBoundedJson(response.body));
  const wait = retryAfterMs(response);
  const meaning = errorMeaning(response.status, said, wait);
  return {
    kind: meaning.kind,
    status: response.status,
    message: upstreamMessage(said.message, response.status),
    retryable: shouldRetry(response.headers) ?? meaning.retryable,
    retryAfterMs: wait,
  };
}

/** The data of an `error` event: the status was 200, so only its own words say what it is. */
export function readErrorEvent(data: Json): UpstreamError {
  const said = errorWords(data);
  return {
    ...(moneyMeaning(said) ?? typeMeaning(said)),
    status: null,
    message: upstreamMessage(said.message, null),
    retryAfterMs: null,
  };
}

interface ErrorWords {
  readonly type: string;
  readonly message: string;
  /** `details.error_code`, which tells a monthly cap from a short wait. */
  readonly code: string;
}

/** Servers that imitate this dialect also send `{"error": "words"}` and `{"message": "words"}`. */
function errorWords(body: Json | undefined): ErrorWords {
  const error = isObject(body) ? (body['error'] ?? body) : undefined;
  if (!isObject(error)) return { type: '', message: textOf(error), code: '' };
  const details = isObject(error['details']) ? error['details'] : {};
  return {
    type: textOf(error['type']),
    message: textOf(error['message']),
    code: textOf(details['error_code']) || textOf(error['error_code']),
  };
}

function errorMeaning(status: number, said: ErrorWords, wait: number | null): StatusMeaning {
  // A 429 that says how long to wait is a rate limit, whatever its words.
  const mayBeMoney = status === 400 || (status === 429 && wait === null);
  if (said.code === SPEND_LIMIT_CODE) return SPEND_LIMIT;
  if (mayBeMoney) return moneyMeaning(said) ?? statusMeaning(status);
  return status < 300 && said.type !== '' ? typeMeaning(said) : statusMeaning(status);
}

const SPEND_LIMIT_CODE = 'enforced_spend_limit_reached';
const SPEND_LIMIT: StatusMeaning = { kind: 'spend_limit', retryable: false };

/** Limits the customer set come as 400, monthly caps as 429: only the words tell them apart. */
function moneyMeaning({ code, message }: ErrorWords): StatusMeaning | null {
  if (code === SPEND_LIMIT_CODE) return SPEND_LIMIT;
  if (/credit balance/i.test(message)) return { kind: 'billing', retryable: false };
  return /\b(?:spend(?:ing)?|usage) (?:limit|cap)|monthly limit/i.test(message)
    ? SPEND_LIMIT
    : null;
}

function typeMeaning({ type }: ErrorWords): StatusMeaning {
  return TYPES.get(type) ?? { kind: 'server_error', retryable: true };
}

const TYPES: ReadonlyMap<string, StatusMeaning> = new Map([
  ['invalid_request_error', { kind: 'invalid_request', retryable: false }],
  ['authentication_error', { kind: 'authentication', retryable: false }],
  ['billing_error', { kind: 'billing', retryable: false }],
  ['permission_error', { kind: 'permission', retryable: false }],
  ['not_found_error', { kind: 'not_found', retryable: false }],
  ['request_too_large', { kind: 'too_large', retryable: false }],
  ['rate_limit_error', { kind: 'rate_limited', retryable: true }],
  ['timeout_error', { kind: 'timeout', retryable: true }],
  ['overloaded_error', { kind: 'overloaded', retryable: true }],
]);
