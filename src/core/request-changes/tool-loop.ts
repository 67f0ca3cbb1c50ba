import type { ContentBlock, Message } from '../call.ts';

/**
 * Is a run of tool calls under way that does not begin with thinking of the model's own? One that thinks by
 * budget wants every such run to; coming into it later it has none, and thinks again from the next question
 * on. `foreign`: signatures of thinking that goes.
 */
export function isLoopWithoutThinking(
  messages: readonly Message[],
  foreign: readonly string[],
): boolean {
  const turns = turnsLeft(messages, foreign);
  const last = turns.at(-1);
  if (last === undefined || !hasResult(last)) return false;
  const asked = turns.findLastIndex((turn) => turn.role === 'user' && !hasResult(turn));
  return turns[asked + 1]?.content[0]?.type !== 'thinking';
}

/** The turns as they will be sent: messages that were nothing but foreign thinking leave no gap. */
function turnsLeft(messages: readonly Message[], foreign: readonly string[]): readonly Message[] {
  const turns: Message[] = [];
  for (const { role, content } of messages) {
    const kept = content.filter((block) => !isForeign(block, foreign));
    const last = turns.at(-1);
    if (role === 'system' || kept.length === 0) continue;
    if (last?.role === role) {
      turns[turns.length - 1] = { role, content: [...last.content, ...kept] };
    } else {
      turns.push({ role, content: kept });
    }
  }
  return turns;
}

function isForeign(block: ContentBlock, foreign: readonly string[]): boolean {
  return block.type === 'thinking' && foreign.includes(block.signature ?? '');
}

function hasResult({ content }: Message): boolean {
  return content.some(({ type }) => type === 'tool-result');
}
