import type { Call } from './call.ts';
import type { RequestChange } from './decision.ts';

/**
 * What must be different in a Responses body because nothing is stored, whatever the model: the upstream is
 * told so, and reasoning of earlier turns that it could only look up (what another dialect's model thought,
 * or what came without its encrypted content) stays away.
 */
export function statelessChanges(call: Call): readonly RequestChange[] {
  if (call.dialect !== 'openai-responses') return [];
  return [
    ...(call.storedUnlessTold === true ? ([{ field: 'store', to: false }] as const) : []),
    ...(hasUnsignedThinking(call) ? ([{ field: 'thinking_blocks', without: [''] }] as const) : []),
  ];
}

function hasUnsignedThinking({ messages }: Call): boolean {
  return messages.some(({ content }) =>
    content.some((block) => block.type === 'thinking' && block.signature === null),
  );
}
