import type { Call, ContentBlock } from '../../core/call.ts';

/** What of a call from another dialect has no place in a Responses body. */
export function cannotCarry(call: Call): readonly string[] {
  if (call.dialect === 'openai-responses') return [];
  return [...call.dialectOnly, ...LOSSES.flatMap(({ name, when }) => (when(call) ? [name] : []))];
}

const LOWEST_LIMIT = 16;
const LONGEST_TOOL_NAME = 64;

const LOSSES: readonly { readonly name: string; readonly when: (call: Call) => boolean }[] = [
  {
    name: `a limit below ${LOWEST_LIMIT} tokens`,
    when: ({ maxOutputTokens }) => maxOutputTokens !== null && maxOutputTokens < LOWEST_LIMIT,
  },
  { name: 'stop sequences', when: ({ stopSequences }) => stopSequences.length > 0 },
  {
    name: `tool name longer than ${LONGEST_TOOL_NAME} characters`,
    when: ({ tools }) => tools.some(({ name }) => name.length > LONGEST_TOOL_NAME),
  },
  { name: 'a started answer', when: ({ messages }) => messages.at(-1)?.role === 'assistant' },
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
