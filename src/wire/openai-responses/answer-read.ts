import type { Answer, AnswerBlock } from '../../core/answer.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { readInput } from '../openai-chat/answer-read.ts';
import { textOf } from '../text-of.ts';
import { readFinishReason, signsOf } from './finish-status.ts';
import { reasoningText } from './reasoning-text.ts';
import { readUsage } from './usage.ts';

/** A response that is over and has not failed, or `null`. Read loosely. */
export function readAnswer(body: JsonObject): Answer | null {
  const output = body['output'];
  if (!Array.isArray(output) || !isOver(body['status'])) return null;
  return {
    id: textOf(body['id']),
    model: textOf(body['model']),
    content: joined(output.filter(isObject).flatMap(readItem)),
    finishReason: readFinishReason(body, signsOf(output)),
    stopSequence: null,
    usage: readUsage(body['usage'], body['service_tier']),
  };
}

/** Some compatible servers leave the status out. */
function isOver(status: Json | undefined): boolean {
  return status === undefined || status === 'completed' || status === 'incomplete';
}

function readItem(item: JsonObject): readonly AnswerBlock[] {
  const name = textOf(item['type']);
  switch (name) {
    case 'message':
      return readParts(item['content']);
    case 'reasoning': {
      const text = reasoningText(item);
      return text === '' ? [] : [{ type: 'thinking', text, signature: null }];
    }
    case 'function_call':
      return [
        {
          type: 'tool-use',
          id: textOf(item['call_id']),
          name: textOf(item['name']),
          input: readInput(item['arguments']),
        },
      ];
    default:
      return [{ type: 'opaque', name, raw: item }];
  }
}

function readParts(content: Json | undefined): readonly AnswerBlock[] {
  if (!Array.isArray(content)) return [];
  return content.filter(isObject).flatMap((part: JsonObject) => {
    const text = textOf(part['text']) + textOf(part['refusal']);
    return text === '' ? [] : [{ type: 'text', text } as const];
  });
}

/** Neighbours of one kind are one block, as they are in a stream. */
function joined(blocks: readonly AnswerBlock[]): readonly AnswerBlock[] {
  const result: AnswerBlock[] = [];
  for (const block of blocks) {
    const last = result.at(-1);
    if (last?.type === 'text' && block.type === 'text') {
      result[result.length - 1] = { type: 'text', text: last.text + block.text };
    } else if (last?.type === 'thinking' && block.type === 'thinking') {
      const text = last.text + block.text;
      result[result.length - 1] = { type: 'thinking', text, signature: null };
    } else {
      result.push(block);
    }
  }
  return result;
}
