import type { CallError, UpstreamError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { eventBytes } from '../event-bytes.ts';
import { upstreamErrorBody, writeError } from '../openai-chat/error-write.ts';

/**
 * An error after the stream has begun. OpenAI documents its words at the top and sends them one level below;
 * clients read either, so both are there. Its number is 0: whoever writes it need not have seen the stream.
 */
export function writeErrorEvent(error: CallError): Uint8Array {
  return errorEvent(writeError(error)['error'], 0);
}

/** What an upstream said went wrong, told on in a translated stream. */
export function writeUpstreamErrorEvent(error: UpstreamError, number: number): Uint8Array {
  return errorEvent(upstreamErrorBody(error)['error'], number);
}

function errorEvent(said: Json | undefined, number: number): Uint8Array {
  const error: JsonObject = isObject(said) ? said : {};
  const { code = null, message = '', param = null } = error;
  return eventBytes({ type: 'error', code, message, param, sequence_number: number, error });
}
