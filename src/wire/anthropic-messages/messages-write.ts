import type { Call, ContentBlock, Message } from '../../core/call.ts';
import { isObject } from '../../core/json.ts';
import type { JsonObject } from '../../core/json.ts';
import { systemReminder, toolLoaded } from '../stand-in-text.ts';
import { withTrimmedPrefill } from './trimmed-prefill.ts';

export interface Conversation {
  readonly system: readonly JsonObject[];
  readonly messages: readonly JsonObject[];
}

/**
 * System prompt and turns. Leading system messages join the system prompt; later ones become marked text
 * of the user, where they stand, which every model understands. Messages of one role in a row are one
 * turn: the API reads them so, and results of parallel tool calls must come together.
 */
export function writeConversation(call: Pick<Call, 'system' | 'messages'>): Conversation {
  const first = call.messages.findIndex(({ role }) => role !== 'system');
  const leading = first === -1 ? call.messages : call.messages.slice(0, first);
  const rest = first === -1 ? [] : call.messages.slice(first);
  const system = [call.system, ...leading.map(({ content }) => content)].flat().flatMap(writeText);
  const messages = withTrimmedPrefill(joinTurns(rest.map(toTurn)).map(writeTurn));
  // A call needs a turn: the only words there are become it.
  if (messages.length === 0) return { system: [], messages: [{ role: 'user', content: system }] };
  return { system, messages };
}

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: readonly JsonObject[];
}

function toTurn({ role, content }: Message): Turn {
  switch (role) {
    case 'system':
      return { role: 'user', content: content.flatMap(writeReminder) };
    case 'user':
    case 'assistant':
      return { role, content: content.flatMap(writeBlock) };
  }
}

/** Turns without content are left out: the API refuses them. */
function joinTurns(turns: readonly Turn[]): readonly Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (turn.content.length === 0) continue;
    if (last?.role !== turn.role) joined.push(turn);
    else
      joined[joined.length - 1] = { role: turn.role, content: [...last.content, ...turn.content] };
  }
  return joined;
}

/** Tool results come first in a turn, or the API does not take them for answers to the calls before. */
function writeTurn({ role, content }: Turn): JsonObject {
  const results = content.filter((block) => block['type'] === 'tool_result');
  const others = content.filter((block) => block['type'] !== 'tool_result');
  return { role, content: [...results, ...others] };
}

function writeBlock(block: ContentBlock): readonly JsonObject[] {
  switch (block.type) {
    case 'text':
      return writeText(block);
    case 'image':
      return [{ type: 'image', source: imageSource(block) }];
    case 'tool-use':
      return [
        { type: 'tool_use', id: toolId(block.id), name: block.name, input: toolInput(block.input) },
      ];
    case 'tool-result':
      return [toolResult(block)];
    case 'tool-reference':
      return [{ type: 'text', text: toolLoaded(block.name) }];
    case 'thinking':
    case 'opaque':
      // Thinking without the signature of the model it goes to is refused; it asks for nothing anyway.
      return [];
  }
}

function writeText(block: ContentBlock): readonly JsonObject[] {
  return saysSomething(block) ? [{ type: 'text', text: block.text }] : [];
}

function writeReminder(block: ContentBlock): readonly JsonObject[] {
  if (!saysSomething(block)) return [];
  return [{ type: 'text', text: systemReminder(block.text) }];
}

/** Text without any visible character is refused by the API. */
function saysSomething(block: ContentBlock): block is Extract<ContentBlock, { type: 'text' }> {
  return block.type === 'text' && block.text.trim() !== '';
}

function imageSource({ source }: Extract<ContentBlock, { type: 'image' }>): JsonObject {
  return source.kind === 'url'
    ? { type: 'url', url: source.url }
    : { type: 'base64', media_type: source.mediaType, data: source.data };
}

function toolResult(block: Extract<ContentBlock, { type: 'tool-result' }>): JsonObject {
  const content = block.content.flatMap(writeBlock);
  return {
    type: 'tool_result',
    tool_use_id: toolId(block.toolUseId),
    ...(content.length === 0 ? {} : { content }),
    ...(block.isError ? { is_error: true } : {}),
  };
}

/** Ids of other servers may hold characters that Anthropic refuses; calls and results change alike. */
function toolId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}

/** Anthropic takes only objects; its documentation names this wrapping for what is none. */
function toolInput(input: Extract<ContentBlock, { type: 'tool-use' }>['input']): JsonObject {
  return isObject(input)
    ? input
    : { INVALID_JSON: typeof input === 'string' ? input : JSON.stringify(input) };
}
