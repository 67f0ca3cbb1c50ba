import type { ErrorCode } from '../core/error-code.ts';
import {
  ModicumError,
  type CallError,
  type CallErrorKind,
  type UpstreamError,
  type UpstreamErrorKind,
} from '../core/error.ts';
import type { CancelledBy } from '../core/outcome.ts';

/** What a client is told about a failing upstream. Statuses the SDKs know keep their meaning. */
export function callErrorOf(error: UpstreamError, redact: (text: string) => string): CallError {
  const known = KINDS[error.kind];
  return {
    status: error.status !== null && error.status >= 400 ? error.status : known.status,
    kind: known.kind,
    code: `upstream_${error.kind}`,
    message: redact(error.message),
    retryAfterMs: error.retryAfterMs,
    shouldRetry: error.kind === 'spend_limit' ? false : null,
  };
}

const KINDS: Readonly<Record<UpstreamErrorKind, { status: number; kind: CallErrorKind }>> = {
  invalid_request: { status: 400, kind: 'invalid_request' },
  authentication: { status: 401, kind: 'authentication' },
  billing: { status: 402, kind: 'billing' },
  permission: { status: 403, kind: 'permission' },
  not_found: { status: 404, kind: 'not_found' },
  too_large: { status: 413, kind: 'too_large' },
  rate_limited: { status: 429, kind: 'rate_limited' },
  spend_limit: { status: 429, kind: 'rate_limited' },
  overloaded: { status: 529, kind: 'overloaded' },
  server_error: { status: 502, kind: 'api_error' },
  unreachable: { status: 502, kind: 'api_error' },
  cut: { status: 502, kind: 'api_error' },
  timeout: { status: 504, kind: 'timeout' },
  malformed: { status: 502, kind: 'api_error' },
};

/** What a client is told when its call was ended from outside; one that left hears nothing. */
export function cancelledError(by: CancelledBy): CallError {
  switch (by) {
    case 'client':
      return told({
        status: 499,
        kind: 'api_error',
        code: 'client_left',
        message: 'The client left.',
      });
    case 'deadline':
      return told({
        status: 504,
        kind: 'timeout',
        code: 'deadline_passed',
        message: 'The deadline of this call passed. Give it more time with x-modicum-deadline-ms.',
      });
    case 'shutdown':
      return told({
        status: 503,
        kind: 'overloaded',
        code: 'shutting_down',
        message: 'The gateway is shutting down. Send the call again.',
      });
  }
}

export function invalidRequest(message: string, code: ErrorCode = 'invalid_request'): CallError {
  return told({ status: 400, kind: 'invalid_request', code, message });
}

export function tooLarge(limitBytes: number): CallError {
  const megabytes = Math.floor(limitBytes / 1024 / 1024);
  return told({
    status: 413,
    kind: 'too_large',
    code: 'request_too_large',
    message: `The request is larger than the ${megabytes} MB this gateway takes.`,
  });
}

export function notFound(path: string): CallError {
  return told({
    status: 404,
    kind: 'not_found',
    code: 'unknown_path',
    message: `There is nothing at ${printable(path)}. See docs/http.md for the paths.`,
  });
}

export function responsesNotStored(path: string): CallError {
  return told({
    status: 404,
    kind: 'not_found',
    code: 'responses_not_stored',
    message: `There is nothing at ${printable(path)}: Modicum keeps no responses. POST /v1/responses answers with all there is; send the items of earlier turns in \`input\` again.`,
  });
}

export function methodNotAllowed(method: string, allowed: readonly string[]): CallError {
  return told({
    status: 405,
    kind: 'method_not_allowed',
    code: 'method_not_allowed',
    message: `${printable(method)} is not possible here; ${allowed.join(', ')} is.`,
  });
}

/**
 * What cannot be booked is not sent, and an answer whose row cannot be closed is not ended: spend that
 * nobody sees is worse than a refusal.
 */
function ledgerUnavailable(detail: string): CallError {
  return told({
    status: 503,
    kind: 'api_error',
    code: 'ledger_unavailable',
    message: `The ledger cannot be written (${detail}). Nothing is sent that cannot be booked; what was already received is held back and may be billed. Run: modicum status`,
  });
}

/** What a client is told when a call failed on our side of the wire. */
export function ownFailure(cause: unknown, redact: (text: string) => string): CallError {
  if (cause instanceof ModicumError && cause.code.startsWith('ledger_')) {
    return ledgerUnavailable(redact(cause.message));
  }
  return INTERNAL_ERROR;
}

/** A bug of ours. What it was goes to the log, not to the client. */
export const INTERNAL_ERROR: CallError = told({
  status: 500,
  kind: 'api_error',
  code: 'internal_error',
  message: 'Modicum failed at this call. Its log says how.',
});

function told(error: Pick<CallError, 'status' | 'kind' | 'code' | 'message'>): CallError {
  return { ...error, retryAfterMs: null, shouldRetry: error.status < 500 ? false : null };
}

function printable(text: string): string {
  return encodeURI(text.slice(0, 200).toWellFormed());
}
