import type { FinishReason } from '../../core/outcome.ts';
import type { Json } from '../../core/json.ts';

/** `stop_reason` of an answer. A word nobody knows yet is `other`. */
export function readFinishReason(stopReason: Json | undefined): FinishReason {
  return (typeof stopReason === 'string' && REASONS.get(stopReason)) || 'other';
}

/** `other` has no word of its own; an answer that is whole has ended its turn. */
export function writeFinishReason(reason: FinishReason): string {
  return STOP_REASONS[reason];
}

const STOP_REASONS: Readonly<Record<FinishReason, string>> = {
  end: 'end_turn',
  max_tokens: 'max_tokens',
  stop_sequence: 'stop_sequence',
  tool_use: 'tool_use',
  pause: 'pause_turn',
  refusal: 'refusal',
  context_window: 'model_context_window_exceeded',
  other: 'end_turn',
};

const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'end'],
  ['max_tokens', 'max_tokens'],
  ['stop_sequence', 'stop_sequence'],
  ['tool_use', 'tool_use'],
  ['pause_turn', 'pause'],
  ['refusal', 'refusal'],
  ['model_context_window_exceeded', 'context_window'],
]);
