import type { Answer } from '../core/answer.ts';
import { answerText } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import type { Validator } from './validator.ts';

/** There is an answer at all, and it is whole: not refused, not cut by a limit the client never set. */
export const answered: Validator = {
  name: 'answered',
  applies: () => true,
  check(answer, call) {
    switch (answer.finishReason) {
      case 'refusal':
        return 'the model refused';
      case 'context_window':
        return 'cut off: the context window was full';
      case 'max_tokens':
        return cutByClient(answer, call)
          ? nothingSaid(answer)
          : "cut off at the model's own token limit";
      case 'stop_sequence':
        // A client that stops at its own mark may mean an empty answer.
        return null;
      case 'end':
      case 'tool_use':
      case 'pause':
      case 'other':
        return nothingSaid(answer);
    }
  },
};

/**
 * Whether it was the client's own limit that cut the answer: then a stronger model would be cut too.
 * The limit an upstream got may be lower than the client's, which only the counted tokens show.
 */
function cutByClient(answer: Answer, call: Call): boolean {
  if (call.maxOutputTokens === null) return false;
  return (
    answer.usage.state !== 'reported' || answer.usage.usage.outputTokens >= call.maxOutputTokens
  );
}

function nothingSaid(answer: Answer): string | null {
  const said = answer.content.some((block) => block.type === 'tool-use' || block.type === 'opaque');
  return said || answerText(answer).trim() !== '' ? null : 'no text and no tool call';
}
