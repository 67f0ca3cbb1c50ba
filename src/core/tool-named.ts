import type { Call, ContentBlock } from './call.ts';

/**
 * The tools a call is about: those whose results it brings back, or else the only one it offers.
 * What the results say is not read.
 */
export function toolsNamed(call: Call): readonly string[] {
  const answered = resultIds(call.messages.at(-1)?.content ?? []);
  if (answered.size > 0) return usedTools(call, answered);
  const [only, ...others] = call.tools;
  return only !== undefined && others.length === 0 ? [only.name] : [];
}

function resultIds(content: readonly ContentBlock[]): ReadonlySet<string> {
  return new Set(content.flatMap((block) => (block.type === 'tool-result' ? block.toolUseId : [])));
}

function usedTools(call: Call, ids: ReadonlySet<string>): readonly string[] {
  return call.messages
    .flatMap((message) => (message.role === 'assistant' ? message.content : []))
    .flatMap((block) => (block.type === 'tool-use' && ids.has(block.id) ? block.name : []));
}
