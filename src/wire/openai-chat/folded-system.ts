import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { JsonEdit } from '../json-splice.ts';
import { systemReminder } from '../stand-in-text.ts';
import { textOf } from '../text-of.ts';

/** System messages between the others as marked text of the user; those before them are the system prompt. */
export function foldedSystemEdits({ messages }: JsonObject): readonly JsonEdit[] {
  const list: readonly Json[] = Array.isArray(messages) ? messages : [];
  const first = list.findIndex((message) => !isSystem(message));
  return list.flatMap((message, index) =>
    first !== -1 && index > first && isSystem(message) ? foldEdits(message, index) : [],
  );
}

function isSystem(message: Json): message is JsonObject {
  return isObject(message) && (message['role'] === 'system' || message['role'] === 'developer');
}

function foldEdits({ content }: JsonObject, index: number): readonly JsonEdit[] {
  const folded = Array.isArray(content)
    ? (content as readonly Json[]).map(foldPart)
    : systemReminder(textOf(content));
  return [
    { path: ['messages', index, 'role'], json: '"user"' },
    { path: ['messages', index, 'content'], json: JSON.stringify(folded) },
  ];
}

function foldPart(part: Json): Json {
  if (!isObject(part) || part['type'] !== 'text') return part;
  return { ...part, text: systemReminder(textOf(part['text'])) };
}
