import type { Answer } from '../../core/answer.ts';
import { answerText } from '../../core/answer.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AnswerEnvelope } from '../dialect.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeUsage } from './usage.ts';

/**
 * An answer as a `chat.completion` with one choice. All text is one string and comes before the tool
 * calls; blocks of other dialects and signatures have no place.
 */
export function writeAnswer(answer: Answer, envelope: AnswerEnvelope): JsonObject {
  const usage = writeUsage(answer.usage);
  return {
    id: answer.id || envelope.id,
    object: 'chat.completion',
    created: envelope.createdAt,
    model: answer.model,
    choices: [
      {
        index: 0,
        message: writeMessage(answer),
        logprobs: null,
        finish_reason: writeFinishReason(answer.finishReason),
      },
    ],
    ...(usage === null ? {} : { usage }),
  };
}

function writeMessage(answer: Answer): JsonObject {
  const text = answerText(answer);
  const thinking = answer.content
    .map((block) => (block.type === 'thinking' ? block.text : ''))
    .join('');
  const calls = answer.content.flatMap((block) =>
    block.type === 'tool-use'
      ? [
          {
            id: block.id,
            type: 'function',
            function: { name: block.name, arguments: JSON.stringify(block.input) },
          },
        ]
      : [],
  );
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(thinking === '' ? {} : { reasoning_content: thinking }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}
