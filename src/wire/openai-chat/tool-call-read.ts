import type { ContentBlock } from '../../core/call.ts';
import type { Json } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import { requiredObject, requiredText } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/** A call an earlier turn made. */
export function readToolCall(field: NamedField, notes: ReadingNotes): ContentBlock {
  const call = requiredObject(field, notes);
  const { path } = field;
  const id = requiredText({ path: `${path}.id`, value: call['id'] }, notes);
  if (typeof call['type'] === 'string' && call['type'] !== 'function') {
    notes.onlyHere(`tool call of type \`${call['type']}\``);
    return { type: 'opaque', name: call['type'] };
  }
  const called = requiredObject({ path: `${path}.function`, value: call['function'] }, notes);
  const name = requiredText({ path: `${path}.function.name`, value: called['name'] }, notes);
  const written = { path: `${path}.function.arguments`, value: called['arguments'] };
  return { type: 'tool-use', id, name, input: readArguments(written, notes) };
}

/**
 * Models sometimes write broken JSON, and clients send it back as history. This dialect can repeat the
 * text as it is; the others need an object, so such a call stays here.
 */
export function readArguments({ path, value }: NamedField, notes: ReadingNotes): Json {
  if (typeof value !== 'string') {
    notes.wrong(path, 'a string of JSON');
    return {};
  }
  if (value.trim() === '') return {};
  const input = parseBoundedJson(value);
  if (isObject(input)) return input;
  notes.onlyHere('tool call whose arguments are not a JSON object');
  return value;
}
