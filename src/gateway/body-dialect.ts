import { isObject, type JsonObject } from '../core/json.ts';

/** The dialects that clients speak. */
export type ClientDialect = 'anthropic-messages' | 'openai-chat' | 'openai-responses';

/**
 * The dialect a body is written in. What only one of them has decides, whatever the headers say: who asks
 * about a call need not send it the way its client would. Headers decide where the body fits two.
 */
export function dialectOfBody(
  json: JsonObject,
  headers: Readonly<Record<string, string>>,
): ClientDialect {
  if ('input' in json && !('messages' in json)) return 'openai-responses';
  const isChat = hasSigns(json, CHAT);
  if (isChat !== hasSigns(json, MESSAGES)) return isChat ? 'openai-chat' : 'anthropic-messages';
  if ('anthropic-version' in headers) return 'anthropic-messages';
  // Anthropic's calls must say `max_tokens`; OpenAI's did once.
  return !isChat && 'max_tokens' in json ? 'anthropic-messages' : 'openai-chat';
}

/** What only one of the two dialects with `messages` has. */
interface Signs {
  readonly fields: readonly string[];
  readonly roles: readonly string[];
  readonly messageFields: readonly string[];
  readonly blocks: readonly string[];
  readonly toolField: string;
}

const CHAT: Signs = {
  fields: [
    'max_completion_tokens',
    'response_format',
    'stream_options',
    'reasoning_effort',
    'frequency_penalty',
    'presence_penalty',
    'parallel_tool_calls',
    'n',
    'seed',
    'stop',
  ],
  roles: ['developer', 'tool', 'function'],
  messageFields: ['tool_calls', 'tool_call_id'],
  blocks: ['image_url', 'input_audio', 'file', 'refusal'],
  toolField: 'function',
};

const MESSAGES: Signs = {
  fields: ['system', 'stop_sequences', 'output_config', 'context_management'],
  roles: [],
  messageFields: [],
  blocks: ['image', 'document', 'tool_use', 'tool_result', 'thinking', 'redacted_thinking'],
  toolField: 'input_schema',
};

function hasSigns(json: JsonObject, signs: Signs): boolean {
  return (
    signs.fields.some((field) => field in json) ||
    objectsIn(json['tools']).some((tool) => signs.toolField in tool) ||
    objectsIn(json['messages']).some((message) => isWrittenAs(message, signs))
  );
}

function isWrittenAs(message: JsonObject, signs: Signs): boolean {
  return (
    isOneOf(signs.roles, message['role']) ||
    signs.messageFields.some((field) => field in message) ||
    objectsIn(message['content']).some((block) => isOneOf(signs.blocks, block['type']))
  );
}

function isOneOf(names: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && names.includes(value);
}

function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
