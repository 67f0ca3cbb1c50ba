import type { Call, CallSize, ContentBlock } from '../../core/call.ts';
import { isObject } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import { jsonCharacters } from './json-characters.ts';

/** Counts what the model will read. Tools come raw, because those of the server count too. */
export function callSize(
  { system, messages }: Pick<Call, 'system' | 'messages'>,
  tools: Json | undefined,
): CallSize {
  const size = { characters: 0, images: 0, documents: 0 };
  countBlocks(system, size);
  for (const message of messages) countBlocks(message.content, size);
  if (Array.isArray(tools)) {
    for (const tool of tools) size.characters += toolCharacters(tool);
  }
  return size;
}

type Tally = { -readonly [Name in keyof CallSize]: CallSize[Name] };

/** A deferred tool is not read until the model looks for it. */
function toolCharacters(tool: Json): number {
  return isObject(tool) && tool['defer_loading'] === true ? 0 : jsonCharacters(tool);
}

function countBlocks(blocks: readonly ContentBlock[], size: Tally): void {
  for (const block of blocks) countBlock(block, size);
}

function countBlock(block: ContentBlock, size: Tally): void {
  switch (block.type) {
    case 'text':
    case 'thinking':
      size.characters += block.text.length;
      return;
    case 'image':
      size.images++;
      return;
    case 'tool-use':
      size.characters += block.name.length + jsonCharacters(block.input);
      return;
    case 'tool-result':
      countBlocks(block.content, size);
      return;
    case 'tool-reference':
      size.characters += block.name.length;
      return;
    case 'opaque':
      if (block.name === 'document') size.documents++;
  }
}
