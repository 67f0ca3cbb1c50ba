import type { ContentBlock } from './call.ts';

const ATTRIBUTION_START = 'x-anthropic-billing-header:';

/**
 * Does this text begin with the line Claude Code writes about itself at the head of its system prompt?
 * Anthropic takes it off by its place; to any other upstream it is text that differs from call to call.
 */
export function hasAttribution(text: string): boolean {
  return text.startsWith(ATTRIBUTION_START);
}

/** The text without that line; `''` when it is nothing else. */
export function withoutAttribution(text: string): string {
  if (!hasAttribution(text)) return text;
  const end = text.indexOf('\n');
  return end === -1 ? '' : text.slice(end + 1);
}

export function isAttributed(block: ContentBlock): boolean {
  return block.type === 'text' && hasAttribution(block.text);
}
