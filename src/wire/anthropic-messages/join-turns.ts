import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';

/** Messages of one role in a row as one turn. A turn that stood alone is handed on as it is. */
export function joinTurns(messages: readonly Json[]): readonly Json[] {
  const joined: Json[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (isTurn(last) && isTurn(message) && last['role'] === message['role']) {
      joined[joined.length - 1] = joinTwo(last, message);
    } else {
      joined.push(message);
    }
  }
  return joined;
}

function isTurn(message: Json | undefined): message is JsonObject {
  return isObject(message) && (message['role'] === 'user' || message['role'] === 'assistant');
}

/** Tool results come first, or the API does not take them for answers to the calls before. */
function joinTwo(first: JsonObject, second: JsonObject): JsonObject {
  const blocks = [...blocksOf(first), ...blocksOf(second)];
  const results = blocks.filter(isResult);
  const others = blocks.filter((block) => !isResult(block));
  return { ...first, content: [...results, ...others] };
}

function blocksOf({ content }: JsonObject): readonly Json[] {
  if (Array.isArray(content)) return content as readonly Json[];
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}

function isResult(block: Json): boolean {
  return isObject(block) && block['type'] === 'tool_result';
}
