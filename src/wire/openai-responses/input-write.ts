import type { ContentBlock, Message } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { imageUrl, joinedText, markedAsError } from '../openai-chat/messages-write.ts';
import { resultsFirst } from '../results-first.ts';

/**
 * The turns as items. Thinking of earlier turns is not sent: here it is an item that only its own model can
 * read.
 */
export function writeInput(messages: readonly Message[]): readonly JsonObject[] {
  return resultsFirst(messages).flatMap(writeMessage);
}

function writeMessage({ role, content }: Message): readonly JsonObject[] {
  switch (role) {
    case 'system':
      return writeSystem(content);
    case 'assistant':
      return content.flatMap(writeDone);
    case 'user':
      return [...content.flatMap(writeOutput), ...writeUser(content)];
  }
}

function writeSystem(content: readonly ContentBlock[]): readonly JsonObject[] {
  const text = joinedText(content, '\n\n');
  return text === '' ? [] : [{ type: 'message', role: 'system', content: text }];
}

/** What a model said and called, in its order. */
function writeDone(block: ContentBlock): readonly JsonObject[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'message', role: 'assistant', content: block.text }];
    case 'tool-use': {
      const { id, name, input } = block;
      return [{ type: 'function_call', call_id: id, name, arguments: JSON.stringify(input) }];
    }
    default:
      return [];
  }
}

/** Outputs come first: they must follow the calls that they answer. */
function writeOutput(block: ContentBlock): readonly JsonObject[] {
  if (block.type !== 'tool-result') return [];
  return [{ type: 'function_call_output', call_id: block.toolUseId, output: outputOf(block) }];
}

type Result = Extract<ContentBlock, { type: 'tool-result' }>;

/** There is no flag for a failed tool, so the text has to say it. */
function outputOf({ content, isError }: Result): Json {
  if (content.some(({ type }) => type === 'image')) {
    const mark: readonly JsonObject[] = isError ? [{ type: 'input_text', text: 'Error' }] : [];
    return [...mark, ...content.flatMap(writePart)];
  }
  const text = joinedText(content, '\n');
  return isError ? markedAsError(text) : text;
}

/** A single text is sent as a string. */
function writeUser(content: readonly ContentBlock[]): readonly JsonObject[] {
  const parts = content.flatMap(writePart);
  const [first] = parts;
  if (first === undefined) return [];
  const isOneText = parts.length === 1 && first['type'] === 'input_text';
  return [{ type: 'message', role: 'user', content: isOneText ? (first['text'] ?? '') : parts }];
}

function writePart(block: ContentBlock): readonly JsonObject[] {
  if (block.type === 'text') return [{ type: 'input_text', text: block.text }];
  if (block.type !== 'image') return [];
  return [{ type: 'input_image', detail: 'auto', image_url: imageUrl(block.source) }];
}
