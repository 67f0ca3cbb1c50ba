import type { Answer, AnswerBlock } from '../../core/answer.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import { textOf } from '../text-of.ts';
import { readFinishReason } from './finish-reason.ts';
import { readUsage } from './usage.ts';

/** The first choice of a `chat.completion`, or `null` when there is none. Read loosely. */
export function readAnswer(body: JsonObject): Answer | null {
  const choices = body['choices'];
  const choice: unknown = Array.isArray(choices) ? choices[0] : null;
  if (!isObject(choice) || !isObject(choice['message'])) return null;
  const message = choice['message'];
  const content = readBlocks(message);
  return {
    id: textOf(body['id']),
    model: textOf(body['model']),
    content,
    finishReason: readFinishReason(choice['finish_reason'], {
      usedTools: content.some((block) => block.type === 'tool-use'),
      refused: textOf(message['refusal']) !== '',
    }),
    stopSequence: null,
    usage: readUsage(body['usage'], body['service_tier']),
  };
}

function readBlocks(message: JsonObject): readonly AnswerBlock[] {
  const thinking = thinkingText(message);
  const said = joinedContent(message['content']) + textOf(message['refusal']);
  const calls = message['tool_calls'];
  return [
    ...(thinking === '' ? [] : [{ type: 'thinking', text: thinking, signature: null } as const]),
    ...(said === '' ? [] : [{ type: 'text', text: said } as const]),
    ...(Array.isArray(calls) ? calls.filter(isObject).map(readToolUse) : []),
  ];
}

/** Not in OpenAI's own API: compatible servers show their thinking under one of these names. */
export function thinkingText(message: JsonObject): string {
  return textOf(message['reasoning_content']) || textOf(message['reasoning']);
}

function joinedContent(content: Json | undefined): string {
  if (!Array.isArray(content)) return textOf(content);
  return content.map((part: Json) => (isObject(part) ? textOf(part['text']) : '')).join('');
}

function readToolUse(call: JsonObject): AnswerBlock {
  const called = isObject(call['function']) ? call['function'] : {};
  const input = readInput(called['arguments']);
  return { type: 'tool-use', id: textOf(call['id']), name: textOf(called['name']), input };
}

/**
 * Some servers send the object itself where OpenAI sends its text, or nothing for no arguments. What is
 * no object is kept under a name that no tool has, as in streams (`collect-answer.ts`): an empty object
 * could pass for a call without arguments.
 */
export function readInput(written: Json | undefined): JsonObject {
  if (isObject(written)) return written;
  if (written === undefined || written === null) return {};
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  if (text.trim() === '') return {};
  const input = parseBoundedJson(text);
  return isObject(input) ? input : { INVALID_JSON: text };
}
