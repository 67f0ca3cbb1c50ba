import type { Call, ContentBlock, Message, ToolDefinition } from '../core/call.ts';
import { toolLoaded, toolMissing } from './stand-in-text.ts';

/** Tools without any deferring: what a search found, or a call used, is like any other; the rest is out. */
export function loadedTools({ tools, messages, toolChoice }: Call): readonly ToolDefinition[] {
  const forced = toolChoice?.kind === 'tool' ? [toolChoice.name] : [];
  const found = new Set([
    ...forced,
    ...messages.flatMap(({ content }) => content.flatMap(namesIn)),
  ]);
  return tools.flatMap((tool) => {
    const { deferred, ...definition } = tool;
    if (deferred === undefined) return [tool];
    return found.has(tool.name) ? [definition] : [];
  });
}

function namesIn(block: ContentBlock): readonly string[] {
  switch (block.type) {
    case 'tool-use':
    case 'tool-reference':
      return [block.name];
    case 'tool-result':
      return block.content.flatMap(namesIn);
    default:
      return [];
  }
}

/** Where a search said that it found a tool, text says so, and whether it is there. */
export function tellLoadedTools(call: Pick<Call, 'messages' | 'tools'>): readonly Message[] {
  const defined = new Set(call.tools.map(({ name }) => name));
  const tell = (block: ContentBlock): ContentBlock => {
    if (block.type === 'tool-result') return { ...block, content: block.content.map(tell) };
    if (block.type !== 'tool-reference') return block;
    const { name } = block;
    return { type: 'text', text: defined.has(name) ? toolLoaded(name) : toolMissing(name) };
  };
  return call.messages.map((message) => ({ ...message, content: message.content.map(tell) }));
}
