import type { Call, ContentBlock, Message } from './call.ts';

/**
 * The call as those say it whom it belongs to: system text, tools offered, and what the user wrote. What
 * models said and tools brought back is left out, whatever stands in it. `null` when nothing is.
 */
export function trustedPart(call: Call): Call | null {
  const messages = call.messages.flatMap(trustedMessage);
  if (messages.length === call.messages.length && messages.every(isSameAs(call))) return null;
  const kept = messages.flatMap(({ content }) => content);
  const characters = [...call.system, ...kept].reduce((sum, block) => sum + lengthOf(block), 0);
  const images = kept.filter(({ type }) => type === 'image').length;
  return { ...call, messages, size: { characters, images, documents: 0 } };
}

function trustedMessage(message: Message): readonly Message[] {
  if (message.role === 'assistant') return [];
  if (!message.content.some(isForeign)) return [message];
  const content = message.content.filter((block) => !isForeign(block));
  return content.length === 0 ? [] : [{ ...message, content }];
}

function isForeign({ type }: ContentBlock): boolean {
  return type === 'tool-result' || type === 'tool-reference';
}

function isSameAs(call: Call): (message: Message, index: number) => boolean {
  return (message, index) => message === call.messages[index];
}

function lengthOf(block: ContentBlock): number {
  return 'text' in block ? block.text.length : 0;
}
