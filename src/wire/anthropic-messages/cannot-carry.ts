import type { Call, ContentBlock } from '../../core/call.ts';
import { canBeHeld } from './held-schema.ts';

/** What of a call from another dialect has no place in a Messages body. */
export function cannotCarry(call: Call): readonly string[] {
  if (call.dialect === 'anthropic-messages') return [];
  return [...call.dialectOnly, ...LOSSES.flatMap(({ name, when }) => (when(call) ? [name] : []))];
}

const HIGHEST_TEMPERATURE = 1;

const LOSSES: readonly { readonly name: string; readonly when: (call: Call) => boolean }[] = [
  // An instruction to answer in JSON would be a wish, where the client asked for a promise.
  {
    name: 'JSON output without a schema',
    when: ({ outputFormat }) => outputFormat?.kind === 'json-object',
  },
  // The API refuses text without any visible character, and without it the model would go on by itself.
  {
    name: 'a last message without words',
    when: ({ system, messages }) =>
      messages.at(-1)?.role !== 'assistant' &&
      !(messages.at(-1)?.content ?? system).some(saysSomething),
  },
  {
    name: 'a schema that leaves its properties open or holds itself',
    when: ({ outputFormat }) =>
      outputFormat?.kind === 'json-schema' && !canBeHeld(outputFormat.schema),
  },
  {
    name: `temperature above ${HIGHEST_TEMPERATURE}`,
    when: ({ temperature }) => temperature !== null && temperature > HIGHEST_TEMPERATURE,
  },
  {
    name: 'a stop sequence of white space only',
    when: ({ stopSequences }) => stopSequences.some((sequence) => sequence.trim() === ''),
  },
  {
    name: 'an image in a system message',
    when: ({ system, messages }) =>
      system.some(isImage) ||
      messages.some(({ role, content }) => role === 'system' && content.some(isImage)),
  },
  {
    name: 'an image in an assistant message',
    when: ({ messages }) =>
      messages.some(({ role, content }) => role === 'assistant' && content.some(isImage)),
  },
];

function isImage(block: ContentBlock): boolean {
  return block.type === 'image';
}

function saysSomething(block: ContentBlock): boolean {
  if (block.type === 'text') return block.text.trim() !== '';
  return block.type !== 'thinking' && block.type !== 'opaque';
}
