import type { Call } from '../core/call.ts';
import type { RequestChange } from '../core/decision.ts';
import { recognisePurpose } from '../classify/purpose.ts';
import { anthropicMessages } from '../wire/anthropic-messages/index.ts';
import { changedHeaders } from '../wire/changed-headers.ts';
import { spliceJson } from '../wire/json-splice.ts';
import { decide } from './decide.ts';
import { errorReply } from './error-reply.ts';
import type { Gateway } from './gateway.ts';
import { jsonReply, type Inbound, type Reply } from './inbound.ts';
import { parse, receive } from './parse.ts';
import { passThrough } from './pass-through.ts';

/**
 * `POST /v1/messages/count_tokens`: asked of the model that would answer, when it is one of Anthropic's;
 * of others the count is Modicum's own estimate, and a header says so. So what the client does is read as
 * if it sent the call itself: Claude Code counts for turns whose lane may be routed.
 */
export async function countTokens(gateway: Gateway, inbound: Inbound): Promise<Reply> {
  const received = await receive(inbound, gateway.policy.limits.bodyBytes);
  if (!received.ok) return errorReply(anthropicMessages, received.error);
  const parsed = parse({
    bytes: received.bytes,
    inbound,
    dialect: anthropicMessages,
    gateway,
  });
  if (!parsed.ok) return errorReply(anthropicMessages, parsed.error);
  const purpose = recognisePurpose({ ...inbound, path: '/v1/messages', body: parsed.body.json });
  const { decision } = await decide(gateway, { ...parsed, purpose });
  if (decision.kind === 'refusal') return errorReply(anthropicMessages, decision.error);

  const [counter] = decision.plan;
  const upstream = counter && gateway.upstreams.get(counter.model.provider);
  if (upstream === undefined || counter?.dialect !== 'anthropic-messages') {
    return jsonReply(
      200,
      { input_tokens: decision.estimate.promptTokens },
      { 'x-modicum-estimated': 'true' },
    );
  }
  const changes = counter.changes.filter((change) => isCounted(change, parsed.call));
  const edits = anthropicMessages.request.edits(parsed.body.json, changes);
  const body = edits.length === 0 ? parsed.body.bytes : spliceJson(parsed.body, edits);
  const changed = { ...inbound, headers: changedHeaders(inbound.headers, changes) };
  return passThrough({ gateway, inbound: changed, upstream, body });
}

/** What the policy adds for the answer's sake does not belong to a count. */
function isCounted({ field }: RequestChange, call: Call): boolean {
  return field !== 'effort' || call.effort !== null;
}
