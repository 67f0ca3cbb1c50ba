import type { Call, ContentBlock, ImageSource, Message } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { resultsFirst } from '../results-first.ts';

/**
 * System prompt, then the turns. Thinking of earlier turns is not sent: its signature belongs to the model
 * that thought it, and OpenAI's API has no place for it.
 */
export function writeMessages(call: Call): readonly JsonObject[] {
  return [...writeSystem(call.system), ...resultsFirst(call.messages).flatMap(writeMessage)];
}

function writeMessage({ role, content }: Message): readonly JsonObject[] {
  switch (role) {
    case 'system':
      return writeSystem(content);
    case 'assistant':
      return writeAssistant(content);
    case 'user':
      return [...content.flatMap(writeToolResult), ...writeUser(content)];
  }
}

function writeSystem(content: readonly ContentBlock[]): readonly JsonObject[] {
  const text = joinedText(content, '\n\n');
  return text === '' ? [] : [{ role: 'system', content: text }];
}

/** Tool results come first: they must follow the message whose calls they answer. */
function writeToolResult(block: ContentBlock): readonly JsonObject[] {
  if (block.type !== 'tool-result') return [];
  const text = joinedText(block.content, '\n');
  const content = block.isError ? markedAsError(text) : text;
  return [{ role: 'tool', tool_call_id: block.toolUseId, content }];
}

/** OpenAI has no flag for a failed tool, so the text has to say it. */
export function markedAsError(text: string): string {
  return /^\s*error/i.test(text) ? text : `Error: ${text}`;
}

/** A single text is sent as a string: the form every compatible server knows. */
function writeUser(content: readonly ContentBlock[]): readonly JsonObject[] {
  const said = content.filter(({ type }) => type === 'text' || type === 'image');
  const [first] = said;
  if (first === undefined) return [];
  const isOneText = said.length === 1 && first.type === 'text';
  return [{ role: 'user', content: isOneText ? first.text : said.flatMap(writePart) }];
}

function writePart(block: ContentBlock): readonly JsonObject[] {
  if (block.type === 'text') return [{ type: 'text', text: block.text }];
  if (block.type !== 'image') return [];
  return [{ type: 'image_url', image_url: { url: imageUrl(block.source) } }];
}

export function imageUrl(source: ImageSource): string {
  return source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
}

function writeAssistant(content: readonly ContentBlock[]): readonly JsonObject[] {
  const text = joinedText(content, '');
  const calls = content.flatMap(writeToolCall);
  if (text === '' && calls.length === 0) return [];
  return [
    {
      role: 'assistant',
      content: text === '' ? null : text,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
  ];
}

function writeToolCall(block: ContentBlock): readonly JsonObject[] {
  if (block.type !== 'tool-use') return [];
  const { id, name, input } = block;
  return [{ id, type: 'function', function: { name, arguments: JSON.stringify(input) } }];
}

export function joinedText(blocks: readonly ContentBlock[], separator: string): string {
  return blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(separator);
}
