import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { textOf } from '../text-of.ts';

export interface OllamaToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}

export interface ToolCallOrigin {
  /** `created_at` of the answer or of the first line of its stream. */
  readonly createdAt: Json | undefined;
  /** How many calls of the same answer came before. */
  readonly before: number;
}

/**
 * The calls of a message. Versions before August 2026 give no ids, so one is made from when the answer
 * was created and the call's place in it: clients key results by id, and two turns of a conversation must
 * not share one.
 */
export function readToolCalls(
  message: JsonObject,
  { createdAt, before }: ToolCallOrigin,
): readonly OllamaToolCall[] {
  const calls = message['tool_calls'];
  if (!Array.isArray(calls)) return [];
  return calls.filter(isObject).map((call, position) => {
    const called = isObject(call['function']) ? call['function'] : {};
    return {
      id: textOf(call['id']) || `call_${digits(createdAt)}_${before + position}`,
      name: textOf(called['name']),
      input: isObject(called['arguments']) ? called['arguments'] : {},
    };
  });
}

/** `2026-11-20T10:26:31.123456789Z` as `20261120102631123456789`: to the nanosecond, and valid in an id. */
function digits(createdAt: Json | undefined): string {
  return textOf(createdAt).replace(/\D/g, '').slice(0, 23) || '0';
}
