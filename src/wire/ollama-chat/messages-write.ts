import type { Call, ContentBlock, Message } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { resultsFirst } from '../results-first.ts';

/** System prompt, then the turns. Thinking of earlier turns is not sent: it cost tokens once already. */
export function writeMessages(call: Call): readonly JsonObject[] {
  const names = toolNames(call.messages);
  return [
    ...writeText('system', call.system),
    ...resultsFirst(call.messages).flatMap((message) => writeMessage(message, names)),
  ];
}

/** Ollama matches a result to its call by the tool's name; newer versions also by id. */
type ToolNames = ReadonlyMap<string, string>;

function toolNames(messages: readonly Message[]): ToolNames {
  const names = new Map<string, string>();
  for (const { content } of messages) {
    for (const block of content) if (block.type === 'tool-use') names.set(block.id, block.name);
  }
  return names;
}

function writeMessage({ role, content }: Message, names: ToolNames): readonly JsonObject[] {
  switch (role) {
    case 'system':
      return writeText('system', content);
    case 'assistant':
      return writeAssistant(content);
    case 'user':
      return [...content.flatMap((block) => writeToolResult(block, names)), ...writeUser(content)];
  }
}

function writeText(role: string, content: readonly ContentBlock[]): readonly JsonObject[] {
  const text = joinedText(content, '\n\n');
  return text === '' ? [] : [{ role, content: text }];
}

function writeToolResult(block: ContentBlock, names: ToolNames): readonly JsonObject[] {
  if (block.type !== 'tool-result') return [];
  const text = joinedText(block.content, '\n');
  return [
    {
      role: 'tool',
      // There is no flag for a failed tool, so the text has to say it.
      content: block.isError && !/^\s*error/i.test(text) ? `Error: ${text}` : text,
      tool_name: names.get(block.toolUseId) ?? '',
      tool_call_id: block.toolUseId,
    },
  ];
}

function writeUser(content: readonly ContentBlock[]): readonly JsonObject[] {
  const text = joinedText(content, '\n\n');
  const images = content.flatMap((block) =>
    block.type === 'image' && block.source.kind === 'base64' ? [block.source.data] : [],
  );
  if (text === '' && images.length === 0) return [];
  return [{ role: 'user', content: text, ...(images.length === 0 ? {} : { images }) }];
}

function writeAssistant(content: readonly ContentBlock[]): readonly JsonObject[] {
  const text = joinedText(content, '');
  const calls = content.flatMap(writeToolCall);
  if (text === '' && calls.length === 0) return [];
  return [
    { role: 'assistant', content: text, ...(calls.length === 0 ? {} : { tool_calls: calls }) },
  ];
}

function writeToolCall(block: ContentBlock): readonly JsonObject[] {
  if (block.type !== 'tool-use') return [];
  // Other inputs were kept from coming here by `dialectOnly`.
  const input = isObject(block.input) ? block.input : {};
  return [{ id: block.id, function: { name: block.name, arguments: input } }];
}

function joinedText(blocks: readonly ContentBlock[], separator: string): string {
  return blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(separator);
}
