import type { ContentBlock, Message } from '../../core/call.ts';
import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { EFFORTS } from '../../core/model.ts';
import { optionalList, requiredObject } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import type { ReadingNotes } from '../reading-notes.ts';
import { readContent } from './content-read.ts';

/** Messages as they stand. */
export function readMessages(field: NamedField, notes: ReadingNotes): readonly Message[] {
  const list = optionalList(field, notes);
  if (list.length === 0) notes.wrong(field.path, 'a list with at least one message');
  return list.map((value, index) => {
    const path = `${field.path}[${index}]`;
    const body = requiredObject({ path, value }, notes);
    noteOwnFields(body, notes);
    const role = readRole({ path: `${path}.role`, value: body['role'] }, notes);
    return {
      role,
      content: readOwnContent(role, { path: `${path}.content`, value: body['content'] }, notes),
      ...readSettings(body['output_config']),
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
function noteOwnFields(message: JsonObject, notes: ReadingNotes): void {
  for (const name of Object.keys(message)) {
    if (CARRIED.has(name) || message[name] === null) continue;
    notes.onlyHere(`field \`${name}\` of a message`);
  }
  // How hard to think from there on: other servers take one effort for the whole call.
  if (isObject(message['output_config'])) notes.leftBehind('output_config of a message');
}

const CARRIED: ReadonlySet<string> = new Set(['role', 'content', 'output_config']);

function readSettings(config: Json | undefined): Pick<Message, 'settings'> {
  if (!isObject(config)) return {};
  const effort = EFFORTS.find((known) => known === config['effort']) ?? null;
  return { settings: { effort } };
}
