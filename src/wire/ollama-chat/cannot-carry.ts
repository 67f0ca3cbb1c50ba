import type { Call, ContentBlock } from '../../core/call.ts';

/** What of a call has no place in Ollama's native chat. */
export function cannotCarry(call: Call): readonly string[] {
  return [...call.dialectOnly, ...LOSSES.flatMap(({ name, when }) => (when(call) ? [name] : []))];
}

const LOSSES: readonly { readonly name: string; readonly when: (call: Call) => boolean }[] = [
  // At Anthropic it warms the cache; elsewhere it is refused, or means no limit.
  { name: 'a limit of 0 tokens', when: ({ maxOutputTokens }) => maxOutputTokens === 0 },
  {
    name: 'a forced tool choice',
    when: ({ toolChoice }) => toolChoice?.kind === 'required' || toolChoice?.kind === 'tool',
  },
  {
    name: 'one tool call at a time',
    when: ({ tools, parallelToolCalls }) => tools.length > 0 && parallelToolCalls === false,
  },
  { name: 'a started answer', when: ({ messages }) => messages.at(-1)?.role === 'assistant' },
  { name: 'an image by address', when: (call) => blocksOf(call).some(isImageByAddress) },
  { name: 'an image in a tool result', when: (call) => blocksOf(call).some(isResultWithImage) },
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

function blocksOf(call: Call): readonly ContentBlock[] {
  return call.messages.flatMap(({ content }) => content);
}

function isImage(block: ContentBlock): boolean {
  return block.type === 'image';
}

/** Ollama fetches nothing: images come as data. */
function isImageByAddress(block: ContentBlock): boolean {
  return block.type === 'image' && block.source.kind === 'url';
}

function isResultWithImage(block: ContentBlock): boolean {
  return block.type === 'tool-result' && block.content.some(isImage);
}
