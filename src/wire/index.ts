import type { Call } from '../core/call.ts';
import type { DialectName } from '../core/dialect.ts';
import { anthropicMessages } from './anthropic-messages/index.ts';
import type { Dialect } from './dialect.ts';
import { ollamaChat } from './ollama-chat/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiResponses } from './openai-responses/index.ts';

/** Every wire format Modicum speaks. A new one is a folder beside these and a line here. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  'anthropic-messages': anthropicMessages,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'ollama-chat': ollamaChat,
};

/** What of this call each dialect would lose. Its own loses nothing, because there the bytes travel. */
export function untranslatable(call: Call): Readonly<Record<DialectName, readonly string[]>> {
  return elsewhere(call, (dialect) => dialect.request.cannotCarry(call));
}

/** What of this call each dialect but its own says in another form. */
export function reworded(call: Call): Readonly<Record<DialectName, readonly string[]>> {
  return elsewhere(call, (dialect) => dialect.request.reworded(call));
}

function elsewhere(
  call: Call,
  ask: (dialect: Dialect) => readonly string[],
): Readonly<Record<DialectName, readonly string[]>> {
  const answer = (name: DialectName): readonly string[] =>
    name === call.dialect ? [] : ask(DIALECTS[name]);
  return {
    'anthropic-messages': answer('anthropic-messages'),
    'openai-chat': answer('openai-chat'),
    'openai-responses': answer('openai-responses'),
    'ollama-chat': answer('ollama-chat'),
  };
}

export { createEventDecoder } from './event-stream.ts';
export type { EventDecoder } from './event-stream.ts';
export { readJsonBody } from './json-body.ts';
export type { JsonBody, JsonBodyResult } from './json-body.ts';
export { promptWasCut } from './ollama-chat/prompt-cut.ts';
export { retryAfterMs } from './retry-after.ts';
