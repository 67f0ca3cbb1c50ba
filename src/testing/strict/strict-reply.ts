import type { JsonObject } from '../../core/json.ts';
import { anthropicError } from '../scripted/anthropic-bodies.ts';
import type { RecordedRequest } from '../scripted/recorded-request.ts';
import type { ScriptedReply } from '../scripted/reply.ts';
import { anthropicRequestFaults } from './anthropic-request.ts';

/**
 * A reply as Anthropic would give it: a 400 that names the first fault of the request, or, where there is
 * none, the one given. For `afterwards` of a scripted upstream.
 */
export function strictReply(
  reply: ScriptedReply,
  signers: ReadonlyMap<string, string> = new Map(),
): (request: RecordedRequest) => ScriptedReply {
  return (request) => {
    const header = request.headers['anthropic-beta'];
    const betas = typeof header === 'string' ? header : '';
    const [fault] = anthropicRequestFaults({ body: request.json() as JsonObject, betas, signers });
    if (fault === undefined) return reply;
    return { status: 400, body: anthropicError('invalid_request_error', fault) };
  };
}
