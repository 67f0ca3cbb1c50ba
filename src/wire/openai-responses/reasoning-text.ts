import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { textOf } from '../text-of.ts';

/** Between the parts of a summary, which stand as paragraphs. */
export const PARAGRAPH = '\n\n';

/** What a reasoning item shows of the thinking: its summary, or, from open models, the thinking itself. */
export function reasoningText(item: JsonObject): string {
  return [...textsOf(item['summary']), ...textsOf(item['content'])].join(PARAGRAPH);
}

function textsOf(parts: Json | undefined): readonly string[] {
  if (!Array.isArray(parts)) return [];
  return parts.filter(isObject).flatMap((part: JsonObject) => {
    const text = textOf(part['text']);
    return text === '' ? [] : [text];
  });
}
