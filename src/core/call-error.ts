import type { CallError } from './error.ts';
import type { Reason } from './reason.ts';

/** What the client is told about a refusal. The code is the reason itself, the same word everywhere. */
export function refusalError(reason: Reason, cause: RefusalCause, message: string): CallError {
  return { ...SHAPES[cause], code: reason, message, retryAfterMs: null };
}

/**
 * What is to blame, which decides the status:
 * - `name`: no such model, or no longer;
 * - `request`: the call contradicts itself or the policy, or fits no model that it may go to;
 * - `permission`: the policy forbids what the client pinned;
 * - `setup`: a key or a model is missing, and waiting cures nothing;
 * - `outage`: an upstream is down and may come back.
 */
export type RefusalCause = 'name' | 'request' | 'permission' | 'setup' | 'outage';

/** Only an outage is worth repeating; there the client's own rules decide. */
const SHAPES: Readonly<Record<RefusalCause, Pick<CallError, 'status' | 'kind' | 'shouldRetry'>>> = {
  name: { status: 404, kind: 'not_found', shouldRetry: false },
  request: { status: 400, kind: 'invalid_request', shouldRetry: false },
  permission: { status: 403, kind: 'permission', shouldRetry: false },
  setup: { status: 503, kind: 'api_error', shouldRetry: false },
  outage: { status: 503, kind: 'overloaded', shouldRetry: null },
};
