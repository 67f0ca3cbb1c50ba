import type { CallError } from '../core/error.ts';
import type { Dialect } from '../wire/dialect.ts';
import { jsonReply, type Reply } from './inbound.ts';
import { retryHeaders } from './response-headers.ts';

/** An error before there is a call: nothing was opened, sent or spent. */
export function errorReply(
  dialect: Dialect,
  error: CallError,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return jsonReply(error.status, dialect.errors.write(error), {
    ...retryHeaders(error),
    ...headers,
  });
}
