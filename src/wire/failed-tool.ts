import type { Call } from '../core/call.ts';

/** Is a tool result of this call marked as failed? Some dialects have no flag for it. */
export function hasFailedTool({ messages }: Call): boolean {
  return messages.some(({ content }) =>
    content.some((block) => block.type === 'tool-result' && block.isError),
  );
}
