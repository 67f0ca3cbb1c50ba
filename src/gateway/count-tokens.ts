import { anthropicMessages } from '../wire/anthropic-messages/index.ts';
import { spliceJson } from '../wire/json-splice.ts';
import { decide } from './decide.ts';
import { errorReply } from './error-reply.ts';
import type { Gateway } from './gateway.ts';
import { jsonReply, type Inbound, type Reply } from './inbound.ts';
import { parse, receive } from './parse.ts';
import { passThrough } from './pass-through.ts';

/**
 * `POST /v1/messages/count_tokens`: asked of the model that would answer, when it is one of Anthropic's;
 * of others the count is Modicum's own estimate, and a header says so.
 */
export async function countTokens(gateway: Gateway, inbound: Inbound): Promise<Reply> {
  const received = await receive(inbound, gateway.policy.limits.bodyBytes);
  if (!received.ok) return errorReply(anthropicMessages, received.error);
  const parsed = parse(received.bytes, inbound, anthropicMessages);
  if (!parsed.ok) return errorReply(anthropicMessages, parsed.error);
  const { decision } = await decide(gateway, parsed);
  if (decision.kind === 'refusal') return errorReply(anthropicMessages, decision.error);

  const [counter] = decision.plan;
  const upstream = counter && gateway.upstreams.get(counter.model.provider);
  if (upstream?.provider.dialect !== 'anthropic-messages' || counter === undefined) {
    return jsonReply(
      200,
      { input_tokens: decision.estimate.promptTokens },
      { 'x-modicum-estimated': 'true' },
    );
  }
  const rename = counter.changes.filter((change) => change.field === 'model');
  const edits = anthropicMessages.request.edits(parsed.body.json, rename);
  const body = edits.length === 0 ? parsed.body.bytes : spliceJson(parsed.body, edits);
  return passThrough({ gateway, inbound, upstream, body });
}
