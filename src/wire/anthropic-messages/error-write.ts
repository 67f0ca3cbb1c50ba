import type {
  CallError,
  CallErrorKind,
  UpstreamError,
  UpstreamErrorKind,
} from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { eventBytes } from '../event-bytes.ts';

/** The shape Anthropic's SDKs and Claude Code read. */
export function writeError({ kind, code, message }: CallError): ErrorBody {
  return { type: 'error', error: { type: TYPES[kind], message, code } };
}

export function writeErrorEvent(error: CallError): Uint8Array {
  return eventBytes(writeError(error));
}

/** What an upstream said went wrong, told on in a translated stream. */
export function writeUpstreamErrorEvent({ kind, message }: UpstreamError): Uint8Array {
  return eventBytes(errorBody(UPSTREAM_TYPES[kind], message));
}

type ErrorBody = JsonObject & { readonly type: 'error' };

function errorBody(type: string, message: string): ErrorBody {
  return { type: 'error', error: { type, message } };
}

const TYPES: Readonly<Record<CallErrorKind, string>> = {
  invalid_request: 'invalid_request_error',
  authentication: 'authentication_error',
  permission: 'permission_error',
  not_found: 'not_found_error',
  method_not_allowed: 'invalid_request_error',
  too_large: 'request_too_large',
  rate_limited: 'rate_limit_error',
  billing: 'billing_error',
  api_error: 'api_error',
  timeout: 'timeout_error',
  overloaded: 'overloaded_error',
};

const UPSTREAM_TYPES: Readonly<Record<UpstreamErrorKind, string>> = {
  invalid_request: 'invalid_request_error',
  authentication: 'authentication_error',
  billing: 'billing_error',
  permission: 'permission_error',
  not_found: 'not_found_error',
  too_large: 'request_too_large',
  rate_limited: 'rate_limit_error',
  spend_limit: 'rate_limit_error',
  overloaded: 'overloaded_error',
  server_error: 'api_error',
  unreachable: 'api_error',
  cut: 'api_error',
  timeout: 'timeout_error',
  malformed: 'api_error',
};
