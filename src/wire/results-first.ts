import type { Message } from '../core/call.ts';

/**
 * System messages that stand between calls of tools and their results come after the results: elsewhere a
 * result has to follow its call at once.
 */
export function resultsFirst(messages: readonly Message[]): readonly Message[] {
  const ordered: Message[] = [];
  let held: Message[] = [];
  let awaitsResults = false;
  for (const message of messages) {
    if (message.role === 'system' && awaitsResults) {
      held.push(message);
      continue;
    }
    const isAnswer = message.content.some(({ type }) => type === 'tool-result');
    ordered.push(...(isAnswer ? [message, ...held] : [...held, message]));
    held = [];
    awaitsResults = message.content.some(({ type }) => type === 'tool-use');
  }
  return [...ordered, ...held];
}
