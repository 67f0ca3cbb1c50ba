import type { Answer, AnswerBlock } from '../../core/answer.ts';
import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { textOf } from '../text-of.ts';
import { readFinishReason } from './finish-reason.ts';
import { readUsage } from './usage.ts';

/** A `message` object, or `null`. Read loosely: only that it is one is asked for. */
export function readAnswer(body: JsonObject): Answer | null {
  const { content } = body;
  if (body['type'] !== 'message' || !Array.isArray(content)) return null;
  const stopSequence = body['stop_sequence'];
  return {
    id: textOf(body['id']),
    model: textOf(body['model']),
    content: content.filter(isObject).map(readBlock),
    finishReason: readFinishReason(body['stop_reason']),
    stopSequence: typeof stopSequence === 'string' ? stopSequence : null,
    usage: readUsage(body['usage']),
  };
}

function readBlock(block: JsonObject): AnswerBlock {
  const name = textOf(block['type']);
  switch (name) {
    case 'text':
      return { type: 'text', text: textOf(block['text']) };
    case 'thinking':
      return {
        type: 'thinking',
        text: textOf(block['thinking']),
        signature: signatureOf(block['signature']),
      };
    case 'tool_use':
      return {
        type: 'tool-use',
        id: textOf(block['id']),
        name: textOf(block['name']),
        input: isObject(block['input']) ? block['input'] : {},
      };
    default:
      return { type: 'opaque', name, raw: block };
  }
}

function signatureOf(signature: Json | undefined): string | null {
  return textOf(signature) || null;
}
