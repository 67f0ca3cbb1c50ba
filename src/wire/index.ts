import type { Call } from '../core/call.ts';
import type { DialectName } from '../core/dialect.ts';
import { anthropicMessages } from './anthropic-messages/index.ts';
import type { Dialect } from './dialect.ts';
import { ollamaChat } from './ollama-chat/index.ts';
import { openaiChat } from './openai-chat/index.ts';

/** Every wire format Modicum speaks. A new one is a folder beside these and a line here. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  'anthropic-messages': anthropicMessages,
  'openai-chat': openaiChat,
  'ollama-chat': ollamaChat,
};

/** What of this call each dialect would lose. Its own loses nothing, because there the bytes travel. */
export function untranslatable(call: Call): Readonly<Record<DialectName, readonly string[]>> {
  const losses = (name: DialectName): readonly string[] =>
    name === call.dialect ? [] : DIALECTS[name].request.cannotCarry(call);
  return {
    'anthropic-messages': losses('anthropic-messages'),
    'openai-chat': losses('openai-chat'),
    'ollama-chat': losses('ollama-chat'),
  };
}

export { createEventDecoder } from './event-stream.ts';
export type { EventDecoder } from './event-stream.ts';
export { readJsonBody } from './json-body.ts';
export type { JsonBody, JsonBodyResult } from './json-body.ts';
export { promptWasCut } from './ollama-chat/prompt-cut.ts';
export { retryAfterMs } from './retry-after.ts';
