import type { UpstreamError, UpstreamErrorKind } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import type { ErrorResponse } from '../dialect.ts';
import { retryAfterMs, shouldRetry } from '../retry-after.ts';
import { statusMeaning, upstreamMessage } from '../upstream-fault.ts';
import type { StatusMeaning } from '../upstream-fault.ts';
import { textOf } from '../text-of.ts';

/** An error status with its body, whatever the body is. */
export function readError(response: ErrorResponse): UpstreamError {
  const parsed = parseBoundedJson(response.body);
  const said = errorWords(isObject(parsed) ? (parsed['error'] ?? parsed) : null);
  const meaning = isSpendLimit(said) ? SPEND_LIMIT : statusMeaning(response.status);
  return {
    kind: meaning.kind,
    status: response.status,
    message: upstreamMessage(said.message, response.status),
    retryable: shouldRetry(response.headers) ?? meaning.retryable,
    retryAfterMs: retryAfterMs(response),
  };
}

/** An error inside a stream whose status was 200. Only its own words say what it is. */
export function readErrorObject(error: Json): UpstreamError {
  const said = errorWords(error);
  const meaning = isSpendLimit(said) ? SPEND_LIMIT : streamMeaning(said);
  return {
    kind: meaning.kind,
    status: said.status,
    message: upstreamMessage(said.message, said.status),
    retryable: meaning.retryable,
    retryAfterMs: null,
  };
}

interface ErrorWords {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  /** Some servers (OpenRouter) put the status of their own upstream into `code`. */
  readonly status: number | null;
}

function errorWords(error: Json): ErrorWords {
  if (!isObject(error)) return { message: textOf(error), type: '', code: '', status: null };
  return {
    message: textOf(error['message']),
    type: textOf(error['type']),
    code: textOf(error['code']),
    status: statusOf(error),
  };
}

function statusOf(error: JsonObject): number | null {
  const status = error['code'] ?? error['status'];
  const isStatus = typeof status === 'number' && Number.isInteger(status);
  return isStatus && status >= 400 && status <= 599 ? status : null;
}

const SPEND_LIMIT: StatusMeaning = { kind: 'spend_limit', retryable: false };

/** These come as 429 although waiting does not help: the money is used up or capped. */
const SPEND_LIMIT_WORDS: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'billing_hard_limit_reached',
]);

function isSpendLimit({ type, code }: ErrorWords): boolean {
  return SPEND_LIMIT_WORDS.has(code) || SPEND_LIMIT_WORDS.has(type);
}

function streamMeaning({ type, code, status }: ErrorWords): StatusMeaning {
  if (status !== null) return statusMeaning(status);
  const kind = KINDS.get(code) ?? KINDS.get(type) ?? 'server_error';
  return { kind, retryable: PASSING.has(kind) };
}

const KINDS: ReadonlyMap<string, UpstreamErrorKind> = new Map([
  ['invalid_request_error', 'invalid_request'],
  ['context_length_exceeded', 'invalid_request'],
  ['authentication_error', 'authentication'],
  ['invalid_api_key', 'authentication'],
  ['permission_error', 'permission'],
  ['not_found_error', 'not_found'],
  ['model_not_found', 'not_found'],
  ['billing_error', 'billing'],
  ['request_too_large', 'too_large'],
  ['rate_limit_error', 'rate_limited'],
  ['rate_limit_exceeded', 'rate_limited'],
  ['overloaded_error', 'overloaded'],
  ['timeout_error', 'timeout'],
  ['server_error', 'server_error'],
]);

const PASSING: ReadonlySet<UpstreamErrorKind> = new Set([
  'rate_limited',
  'overloaded',
  'timeout',
  'server_error',
]);
