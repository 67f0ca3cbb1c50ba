import type {
  CallError,
  CallErrorKind,
  UpstreamError,
  UpstreamErrorKind,
} from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';

/** The shape the OpenAI SDKs read; `code` is Modicum's own stable word. */
export function writeError({ kind, message, code }: CallError): JsonObject {
  return { error: { message, type: TYPES[kind], param: null, code } };
}

/** A client's SDK takes an error object in the middle of a stream as the end of it. */
export function writeErrorEvent(error: CallError): Uint8Array {
  return eventBytes(writeError(error));
}

/** What an upstream said went wrong, told on in a translated stream. */
export function writeUpstreamErrorEvent(error: UpstreamError): Uint8Array {
  return eventBytes(upstreamErrorBody(error));
}

export function upstreamErrorBody({ kind, message }: UpstreamError): JsonObject {
  return { error: { message, type: UPSTREAM_TYPES[kind], param: null, code: null } };
}

export function eventBytes(event: JsonObject): Uint8Array {
  return new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`);
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
  api_error: 'server_error',
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
  spend_limit: 'insufficient_quota',
  overloaded: 'overloaded_error',
  server_error: 'server_error',
  unreachable: 'server_error',
  cut: 'server_error',
  timeout: 'timeout_error',
  malformed: 'server_error',
};
