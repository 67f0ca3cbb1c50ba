import type { Call, CallSize, ContentBlock } from '../../core/call.ts';

/** Counts what the model will read. Files have their own count, because their text is not here. */
export function callSize({
  system,
  messages,
  tools,
}: Pick<Call, 'system' | 'messages' | 'tools'>): CallSize {
  const size = { characters: 0, images: 0, documents: 0 };
  countBlocks(system, size);
  for (const message of messages) countBlocks(message.content, size);
  for (const tool of tools) size.characters += JSON.stringify(tool).length;
  return size;
}

type Tally = { -readonly [Name in keyof CallSize]: CallSize[Name] };

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
      size.characters += block.name.length + JSON.stringify(block.input).length;
      return;
    case 'tool-result':
      countBlocks(block.content, size);
      return;
    case 'tool-reference':
      return;
    case 'opaque':
      if (block.name === 'file') size.documents++;
  }
}
