import { createHash } from 'node:crypto';
import { withoutReminders } from '../classify/asked-text.ts';
import type { CallOptions } from '../core/call-options.ts';
import type { Call, ContentBlock } from '../core/call.ts';
import type { PurposeReading } from '../core/purpose.ts';
import type { JsonBody } from '../wire/json-body.ts';

/** A call, as far as it tells whose turn it is. */
export interface Turn {
  readonly call: Call;
  readonly options: CallOptions;
  readonly purpose: PurposeReading;
  /** As the client wrote it: there its cache marks are; left out where there is none. */
  readonly body?: Pick<JsonBody, 'json'>;
}

/**
 * What tells one conversation from another: the session and the agent that the client names, and what the
 * conversation begins with, system and first user message. Those that begin alike there count as one.
 */
export function conversationKey(turn: Turn): string {
  const { session, agent } = turn.options;
  const isHarness = isOfClaudeCode(turn);
  const system = turn.call.system.flatMap(partsOf).map((part) => systemPart(part, isHarness));
  const beginning = hashOf(['system', ...system, 'user', ...openingOf(turn).map(ends)]);
  return JSON.stringify([session, agent, beginning]);
}

/** Where Claude Code's newest conversation of a session, agent and lane is found; `null` for all others. */
export function sessionKey({ options, purpose }: Turn): string | null {
  const { client, lane, standsAlone } = purpose;
  const isConversation = client === 'claude-code' && (lane === 'main' || lane === 'subagents');
  if (!isConversation || standsAlone || options.session === null) return null;
  return JSON.stringify([options.session, options.agent, lane]);
}

/** The session that a client other than Claude Code names, with its agent; `null` where it names none. */
export function programSession(turn: Turn): string | null {
  const { session, agent } = turn.options;
  return session === null || isOfClaudeCode(turn) ? null : JSON.stringify([session, agent]);
}

/** How Claude Code begins a conversation that goes on after its summary. */
export function opensWithSummary(turn: Turn): boolean {
  const [first = ''] = openingOf(turn);
  return first.startsWith('This session is being continued from a previous conversation');
}

function isOfClaudeCode({ purpose }: Turn): boolean {
  return purpose.client === 'claude-code';
}

/**
 * The first user message that says something, before any answer. What Claude Code's harness puts in changes
 * from turn to turn (the date, the tools, the tokens that are left) and is left out.
 */
function openingOf(turn: Turn): readonly string[] {
  for (const { role, content } of turn.call.messages) {
    if (role === 'assistant') return [];
    if (role !== 'user') continue;
    const parts = content.flatMap(partsOf);
    const said = isOfClaudeCode(turn) ? parts.map(withoutReminders) : parts;
    const left = said.filter((part) => part !== '');
    if (left.length > 0) return left;
  }
  return [];
}

/** Its text; of what is no text its kind; nothing of Claude Code's attribution, which may change by call. */
function partsOf(block: ContentBlock): readonly string[] {
  if (block.type !== 'text') return [block.type];
  return block.text.startsWith('x-anthropic-billing-header:') ? [] : [block.text];
}

/** Claude Code's prompts differ in how they begin; further on they name model, servers and folders. */
function systemPart(part: string, isHarness: boolean): string {
  return isHarness ? part.trimStart().slice(0, HARNESS_HEAD) : ends(part);
}

const HARNESS_HEAD = 200;

/** Of a long text its ends and its length. */
function ends(text: string): string {
  if (text.length <= 2 * ENOUGH) return text;
  return `${text.slice(0, ENOUGH)} ${text.length} ${text.slice(-ENOUGH)}`;
}

/** Characters that tell two texts apart well enough, and cost little to hash. */
const ENOUGH = 8_192;

/** Each part by itself: `["ab"]` and `["a", "b"]` differ. */
export function hashOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64');
}
