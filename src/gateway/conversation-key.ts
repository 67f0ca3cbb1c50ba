import { createHash } from 'node:crypto';
import type { CallOptions } from '../core/call-options.ts';
import type { Call, ContentBlock, Message } from '../core/call.ts';

/**
 * What tells one conversation from another: the session and the agent that the client names, else what the
 * conversation begins with. Two conversations without a session that begin alike count as one.
 */
export function conversationKey(call: Call, { session, agent }: CallOptions): string {
  if (session !== null) return JSON.stringify([session, agent]);
  return hashOf(['system', ...call.system.flatMap(textsOf), 'user', ...openingTexts(call)]);
}

/** The first user message, as a short text that is equal when it is. A summary puts another in its place. */
export function openingOf(call: Call): string {
  return hashOf(openingTexts(call));
}

/** How Claude Code begins a conversation that goes on after its summary. */
export function opensWithSummary(call: Call): boolean {
  const [first = ''] = openingTexts(call);
  return first.startsWith('This session is being continued from a previous conversation');
}

function openingTexts({ messages }: Call): readonly string[] {
  const first: Message | undefined = messages.find(({ role }) => role === 'user');
  return (first?.content ?? []).flatMap(textsOf);
}

/** Of long texts their ends and length; of what is no text its kind. */
function textsOf(block: ContentBlock): readonly string[] {
  if (block.type !== 'text') return [block.type];
  const { text } = block;
  // Claude Code's attribution, which may differ from call to call.
  if (text.startsWith('x-anthropic-billing-header:')) return [];
  if (text.length <= 2 * ENOUGH) return [text];
  return [text.slice(0, ENOUGH), String(text.length), text.slice(-ENOUGH)];
}

/** Characters that tell two texts apart well enough, and cost little to hash. */
const ENOUGH = 8_192;

/** Each part by itself: `["ab"]` and `["a", "b"]` differ. */
export function hashOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64');
}
