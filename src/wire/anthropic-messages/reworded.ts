import type { Call } from '../../core/call.ts';

/** Only what stands before the first turn is a system prompt here (`messages-write.ts`). */
export function reworded({ messages }: Call): readonly string[] {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const isLate = first !== -1 && messages.slice(first).some(({ role }) => role === 'system');
  return isLate ? ['system message moved into user text'] : [];
}
