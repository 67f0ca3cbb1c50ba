import type { ContentBlock, Message } from '../../core/call.ts';
import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { optionalList, requiredObject } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import type { ReadingNotes } from '../reading-notes.ts';
import { readContent } from './content-read.ts';

/** Messages as they stand. `effort` is the body's own, which a message may repeat or change. */
export function readMessages(
  field: NamedField,
  effort: Json | undefined,
  notes: ReadingNotes,
): readonly Message[] {
  const list = optionalList(field, notes);
  if (list.length === 0) notes.wrong(field.path, 'a list with at least one message');
  return list.map((value, index) => {
    const path = `${field.path}[${index}]`;
    const body = requiredObject({ path, value }, notes);
    noteOwnFields(body, effort, notes);
    const role = readRole({ path: `${path}.role`, value: body['role'] }, notes);
    return {
      role,
      content: readOwnContent(role, { path: `${path}.content`, value: body['content'] }, notes),
    };
  });
}

function readRole({ path, value }: NamedField, notes: ReadingNotes): Message['role'] {
  if (value === 'user' || value === 'assistant' || value === 'system') return value;
  notes.wrong(path, 'user, assistant or system');
  return 'user';
}

/** Claude Code sends system messages with nothing in them but settings. */
function readOwnContent(
  role: Message['role'],
  field: NamedField,
  notes: ReadingNotes,
): readonly ContentBlock[] {
  if (role === 'system' && (field.value === undefined || field.value === null)) return [];
  return readContent(field, notes);
}

/** Whatever else a message says of itself may change the answer, so it is not lost without a word. */
function noteOwnFields(message: JsonObject, effort: Json | undefined, notes: ReadingNotes): void {
  for (const name of Object.keys(message)) {
    const value = message[name];
    if (name === 'role' || name === 'content' || value === null) continue;
    if (name === 'output_config' && repeatsEffort(value, effort)) continue;
    notes.onlyHere(`field \`${name}\` of a message`);
  }
}

function repeatsEffort(config: Json | undefined, effort: Json | undefined): boolean {
  return (
    isObject(config) &&
    Object.entries(config).every(([name, value]) => name === 'effort' && value === effort)
  );
}
