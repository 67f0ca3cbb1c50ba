import type { Answer, AnswerBlock } from '../../core/answer.ts';
import { answerText } from '../../core/answer.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { AnswerEnvelope } from '../dialect.ts';
import { textOf } from '../text-of.ts';
import { readFinishReason, writeFinishReason } from './finish-reason.ts';
import { readToolCalls } from './tool-calls-read.ts';
import { readUsage, writeUsage } from './usage.ts';

/** A whole answer, or `null` when it is none or was not finished. Ollama gives answers no id. */
export function readAnswer(body: JsonObject): Answer | null {
  const message = body['message'];
  if (!isObject(message) || body['done'] !== true) return null;
  const content = readBlocks(message, body['created_at']);
  const usedTools = content.some((block) => block.type === 'tool-use');
  return {
    id: '',
    model: textOf(body['model']),
    content,
    finishReason: readFinishReason(body['done_reason'], usedTools),
    stopSequence: null,
    usage: readUsage(body),
  };
}

function readBlocks(message: JsonObject, createdAt: Json | undefined): readonly AnswerBlock[] {
  const thinking = textOf(message['thinking']);
  const said = textOf(message['content']);
  return [
    ...(thinking === '' ? [] : [{ type: 'thinking', text: thinking, signature: null } as const]),
    ...(said === '' ? [] : [{ type: 'text', text: said } as const]),
    ...readToolCalls(message, { createdAt, before: 0 }).map(
      (call) => ({ type: 'tool-use', ...call }) as const,
    ),
  ];
}

/** An answer as Ollama's body: what the simulated upstream speaks. */
export function writeAnswer(answer: Answer, envelope: AnswerEnvelope): JsonObject {
  const thinking = answer.content
    .map((block) => (block.type === 'thinking' ? block.text : ''))
    .join('');
  const calls = answer.content.flatMap((block) =>
    block.type === 'tool-use' ? [writeToolCall(block)] : [],
  );
  return {
    model: answer.model,
    created_at: createdAtText(envelope),
    message: {
      role: 'assistant',
      content: answerText(answer),
      ...(thinking === '' ? {} : { thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
    done: true,
    done_reason: writeFinishReason(answer.finishReason),
    ...writeUsage(answer.usage),
  };
}

export function writeToolCall({
  id,
  name,
  input,
}: {
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}): JsonObject {
  return { id, function: { name, arguments: input } };
}

export function createdAtText({ createdAt }: AnswerEnvelope): string {
  return new Date(createdAt * 1000).toISOString();
}
