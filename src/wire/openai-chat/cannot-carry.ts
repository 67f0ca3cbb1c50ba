import type { Call, ContentBlock } from '../../core/call.ts';

/** What of a call from another dialect has no place in an OpenAI body. */
export function cannotCarry(call: Call): readonly string[] {
  if (call.dialect === 'openai-chat') return [];
  return [...call.dialectOnly, ...LOSSES.flatMap(({ name, when }) => (when(call) ? [name] : []))];
}

const MOST_STOP_SEQUENCES = 4;
const LONGEST_TOOL_NAME = 64;

const LOSSES: readonly { readonly name: string; readonly when: (call: Call) => boolean }[] = [
  // At Anthropic it warms the cache; elsewhere it is refused, or means no limit.
  { name: 'a limit of 0 tokens', when: ({ maxOutputTokens }) => maxOutputTokens === 0 },
  {
    name: `more than ${MOST_STOP_SEQUENCES} stop sequences`,
    when: ({ stopSequences }) => stopSequences.length > MOST_STOP_SEQUENCES,
  },
  {
    name: `tool name longer than ${LONGEST_TOOL_NAME} characters`,
    when: ({ tools }) => tools.some(({ name }) => name.length > LONGEST_TOOL_NAME),
  },
  { name: 'a started answer', when: ({ messages }) => messages.at(-1)?.role === 'assistant' },
  {
    name: 'an image in a tool result',
    when: ({ messages }) => messages.some(({ content }) => content.some(isResultWithImage)),
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

function isResultWithImage(block: ContentBlock): boolean {
  return block.type === 'tool-result' && block.content.some(isImage);
}

function isImage(block: ContentBlock): boolean {
  return block.type === 'image';
}
