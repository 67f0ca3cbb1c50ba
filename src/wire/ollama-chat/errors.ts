import type { CallError, UpstreamError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import type { ErrorResponse } from '../dialect.ts';
import { retryAfterMs, shouldRetry } from '../retry-after.ts';
import { statusMeaning, upstreamMessage } from '../upstream-fault.ts';

/** `{"error":"…"}` with a status: 404 for a model it does not have, 503 when its queue is full. */
export function readError(response: ErrorResponse): UpstreamError {
  const body = parseBoundedJson(response.body);
  const message = errorText(isObject(body) ? body['error'] : undefined);
  const { kind, retryable } = statusMeaning(response.status);
  return {
    kind,
    status: response.status,
    message: upstreamMessage(message, response.status),
    retryable: shouldRetry(response.headers) ?? (retryable && !isLasting(message)),
    retryAfterMs: retryAfterMs(response),
  };
}

/** A line `{"error":"…"}` in a stream whose status was 200. */
export function streamError(error: Json): UpstreamError {
  const message = errorText(error);
  return {
    kind: 'server_error',
    status: null,
    message: upstreamMessage(message, null),
    retryable: !isLasting(message),
    retryAfterMs: null,
  };
}

/** Ollama says 500 also when the model will never fit into this machine's memory. */
function isLasting(message: string): boolean {
  return message.includes('requires more system memory');
}

function errorText(error: Json | undefined): string {
  if (typeof error === 'string') return error;
  return isObject(error) && typeof error['message'] === 'string' ? error['message'] : '';
}

export function writeError({ message }: CallError): JsonObject {
  return errorLine(message);
}

export function errorLine(message: string): JsonObject {
  return { error: message };
}
