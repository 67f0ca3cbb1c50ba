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
    usage: readUsage(body['usage']),
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

/**
 * A call whose arguments cannot be read is not a tool call anyone could run, and it is not left out
 * either: it stays as what came.
 */
function readToolUse(call: JsonObject): AnswerBlock {
  const called = isObject(call['function']) ? call['function'] : {};
  const input = readInput(called['arguments']);
  const name = textOf(called['name']);
  if (input === null || name === '') return { type: 'opaque', name: 'tool_call', raw: call };
  return { type: 'tool-use', id: textOf(call['id']), name, input };
}

/** Some servers send the object itself where OpenAI sends its text, or nothing for no arguments. */
function readInput(written: Json | undefined): JsonObject | null {
  if (isObject(written)) return written;
  if (written === undefined || written === null) return {};
  if (typeof written !== 'string') return null;
  if (written.trim() === '') return {};
  const input = parseBoundedJson(written);
  return isObject(input) ? input : null;
}
