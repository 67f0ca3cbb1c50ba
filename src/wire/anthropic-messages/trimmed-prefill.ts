import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';

/**
 * Turns whose started answer, the last one, ends in no white space: the API refuses one that does, and the
 * model goes on from the same word either way. What needs no change stays the object it is.
 */
export function withTrimmedPrefill<Turn extends Json>(
  turns: readonly Turn[],
): readonly (Turn | JsonObject)[] {
  const last: Json | undefined = turns.at(-1);
  if (!isObject(last) || last['role'] !== 'assistant') return turns;
  const content = trimmedContent(last['content']);
  if (content === last['content']) return turns;
  const before = turns.slice(0, -1);
  return content === undefined ? before : [...before, { ...last, content }];
}

/** `undefined`: there was nothing but white space in it. */
function trimmedContent(content: Json | undefined): Json | undefined {
  if (typeof content === 'string') return content.trimEnd() || undefined;
  if (!Array.isArray(content)) return content;
  const blocks = trimmedBlocks(content as readonly Json[]);
  return blocks.length === 0 ? undefined : blocks;
}

/** A block of nothing else goes, and the one before it is the end then. */
function trimmedBlocks(blocks: readonly Json[]): readonly Json[] {
  const last = blocks.at(-1);
  if (!isTextBlock(last)) return blocks;
  const text = last['text'].trimEnd();
  const before = blocks.slice(0, -1);
  if (text === '') return trimmedBlocks(before);
  return text === last['text'] ? blocks : [...before, { ...last, text }];
}

function isTextBlock(block: Json | undefined): block is JsonObject & { readonly text: string } {
  return isObject(block) && block['type'] === 'text' && typeof block['text'] === 'string';
}
