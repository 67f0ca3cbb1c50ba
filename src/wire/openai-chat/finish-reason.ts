import type { Json } from '../../core/json.ts';
import type { FinishReason } from '../../core/outcome.ts';

/** What the answer held, where it says more than the word: some servers say `stop` for everything. */
export interface AnswerSigns {
  readonly usedTools: boolean;
  readonly refused: boolean;
}

export function readFinishReason(word: Json | undefined, signs: AnswerSigns): FinishReason {
  const reason = READ.get(word) ?? 'other';
  if (reason !== 'end') return reason;
  if (signs.refused) return 'refusal';
  return signs.usedTools ? 'tool_use' : 'end';
}

const READ: ReadonlyMap<Json | undefined, FinishReason> = new Map([
  ['stop', 'end'],
  ['length', 'max_tokens'],
  ['tool_calls', 'tool_use'],
  ['function_call', 'tool_use'],
  ['content_filter', 'refusal'],
]);

export function writeFinishReason(reason: FinishReason): string {
  return WRITTEN[reason];
}

/** OpenAI has no word for a stop sequence, a pause or a full context window; these are the nearest. */
const WRITTEN: Readonly<Record<FinishReason, string>> = {
  end: 'stop',
  max_tokens: 'length',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  pause: 'stop',
  refusal: 'content_filter',
  context_window: 'length',
  other: 'stop',
};
