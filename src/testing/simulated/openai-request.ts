import type { JsonObject } from '../../core/json.ts';
import { numberOr, objectOr, objectsIn, textOr, textsIn } from './loose-json.ts';
import {
  IMAGE_CHARACTERS,
  type SimulatedRequest,
  type SimulatedToolChoice,
} from './simulated-request.ts';

/** A `POST /v1/chat/completions` body as a simulated model reads it. */
export function readOpenaiRequest(body: JsonObject): SimulatedRequest {
  const messages = objectsIn(body['messages']);
  const isInstruction = (message: JsonObject) =>
    message['role'] === 'system' || message['role'] === 'developer';
  const turns = messages.filter((message) => !isInstruction(message));
  const last = turns.at(-1) ?? {};
  const format = objectOr(body['response_format']);
  const read = [messages, body['tools'], body['tool_choice'], format];
  return {
    system: messages.filter(isInstruction).map(textOfMessage).join('\n'),
    prompt: textOfMessage(last),
    afterToolResult: last['role'] === 'tool',
    tools: objectsIn(body['tools']).map((tool) => ({
      name: textOr(objectOr(tool['function'])['name']),
      schema: objectOr(objectOr(tool['function'])['parameters']),
    })),
    toolChoice: toolChoiceOf(body['tool_choice']),
    format: formatOf(format),
    maxTokens: numberOr(body['max_completion_tokens'] ?? body['max_tokens'], 4096),
    stopSequences: typeof body['stop'] === 'string' ? [body['stop']] : textsIn(body['stop']),
    thinks: false,
    characters: charactersOf(messages, body['tools']),
    key: JSON.stringify(read),
  };
}

function textOfMessage(message: JsonObject): string {
  const content = message['content'];
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .map((part) => textOr(part['text']))
    .filter((part) => part !== '')
    .join('\n');
}

function charactersOf(messages: readonly JsonObject[], tools: unknown): number {
  const parts = messages.map((message) => {
    const images = objectsIn(message['content']).filter((part) => part['type'] === 'image_url');
    const calls = message['tool_calls'] === undefined ? '' : JSON.stringify(message['tool_calls']);
    return textOfMessage(message).length + images.length * IMAGE_CHARACTERS + calls.length + 4;
  });
  const definitions = tools === undefined ? 0 : JSON.stringify(tools).length;
  return parts.reduce((sum, part) => sum + part, definitions);
}

function formatOf(format: JsonObject): SimulatedRequest['format'] {
  if (format['type'] === 'json_object') return { schema: null };
  if (format['type'] !== 'json_schema') return null;
  return { schema: objectOr(objectOr(format['json_schema'])['schema']) };
}

function toolChoiceOf(value: unknown): SimulatedToolChoice {
  if (value === 'required' || value === 'none') return { kind: value };
  const name = objectOr(objectOr(value)['function'])['name'];
  return typeof name === 'string' ? { kind: 'tool', name } : { kind: 'auto' };
}
