import type { Json } from '../../core/json.ts';
import type { FinishReason } from '../../core/outcome.ts';

/** `load` and `unload` answer a request without messages: nothing was said. */
export function readFinishReason(word: Json | undefined, usedTools: boolean): FinishReason {
  if (word === 'length') return 'max_tokens';
  if (word !== 'stop') return 'other';
  return usedTools ? 'tool_use' : 'end';
}

export function writeFinishReason(reason: FinishReason): string {
  return reason === 'max_tokens' || reason === 'context_window' ? 'length' : 'stop';
}
