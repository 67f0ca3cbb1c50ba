import type { Answer, AnswerBlock } from '../../core/answer.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AnswerEnvelope } from '../dialect.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeUsage } from './usage.ts';

/** An answer as a `message` object. `model` stays the one that answered: clients price by it. */
export function writeAnswer(answer: Answer, envelope: AnswerEnvelope): JsonObject {
  return {
    id: answer.id || envelope.id,
    type: 'message',
    role: 'assistant',
    model: answer.model,
    content: answer.content.flatMap(writeBlock),
    stop_reason: writeFinishReason(answer.finishReason),
    stop_sequence: answer.stopSequence,
    usage: writeUsage(answer.usage),
  };
}

function writeBlock(block: AnswerBlock): readonly JsonObject[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'text', text: block.text }];
    case 'thinking':
      return [{ type: 'thinking', thinking: block.text, signature: block.signature ?? '' }];
    case 'tool-use':
      return [{ type: 'tool_use', id: block.id, name: block.name, input: block.input }];
    case 'opaque':
      // What another dialect called by this name means nothing here.
      return block.raw['type'] === block.name ? [block.raw] : [];
  }
}
