import type { ContentBlock, Message } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { requiredText } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { EARLIER_THINKING, noteLeftBehind } from '../left-behind.ts';
import { readArguments } from '../openai-chat/tool-call-read.ts';
import type { ReadingNotes } from '../reading-notes.ts';
import { textOf } from '../text-of.ts';
import { readContent } from './content-read.ts';
import { reasoningText } from './reasoning-text.ts';

/** One item of the input. `work`: what a model did besides speaking; `output`: what came back for it. */
export interface Item extends Message {
  readonly kind: 'message' | 'work' | 'output';
}

interface ItemBody {
  readonly path: string;
  readonly body: JsonObject;
}

export function readItem(item: ItemBody, notes: ReadingNotes): Item {
  const type = item.body['type'] ?? 'message';
  switch (type) {
    case 'message':
      return readMessage(item, notes);
    case 'function_call':
      return work([readCall(item, notes)]);
    case 'function_call_output':
      return { kind: 'output', role: 'user', content: [readOutput(item, notes)] };
    case 'reasoning':
      notes.leftBehind(EARLIER_THINKING);
      return work([readReasoningItem(item.body)]);
    default:
      return readOther(item, type, notes);
  }
}

function work(content: readonly ContentBlock[]): Item {
  return { kind: 'work', role: 'assistant', content };
}

/** What only its own model can read proves whose it is: the signature of other dialects. */
function readReasoningItem(body: JsonObject): ContentBlock {
  const encrypted = textOf(body['encrypted_content']);
  return {
    type: 'thinking',
    text: reasoningText(body),
    signature: encrypted === '' ? null : encrypted,
  };
}

/** Items of hosted and custom tools, of computers and shells: their own vendor alone knows them. */
function readOther({ path }: ItemBody, type: Json, notes: ReadingNotes): Item {
  const name = requiredText({ path: `${path}.type`, value: type }, notes);
  if (name !== '') notes.onlyHere(`input item \`${name}\``);
  const block: ContentBlock = { type: 'opaque', name };
  return name.endsWith('_output')
    ? { kind: 'output', role: 'user', content: [block] }
    : work([block]);
}

function readMessage(item: ItemBody, notes: ReadingNotes): Item {
  noteLeftBehind(item.body, ['phase'], notes);
  const content = readContent(inside(item, 'content'), notes);
  return { kind: 'message', role: readRole(item, notes), content };
}

function readRole({ path, body }: ItemBody, notes: ReadingNotes): Message['role'] {
  const role = body['role'];
  if (role === 'system' || role === 'developer') return 'system';
  if (role === 'user' || role === 'assistant') return role;
  notes.wrong(`${path}.role`, 'user, assistant, system or developer');
  return 'user';
}

function readCall(item: ItemBody, notes: ReadingNotes): ContentBlock {
  noteProgram(item.body, notes);
  return {
    type: 'tool-use',
    id: requiredText(inside(item, 'call_id'), notes),
    name: requiredText(inside(item, 'name'), notes),
    input: readArguments(inside(item, 'arguments'), notes),
  };
}

function readOutput(item: ItemBody, notes: ReadingNotes): ContentBlock {
  noteProgram(item.body, notes);
  return {
    type: 'tool-result',
    toolUseId: requiredText(inside(item, 'call_id'), notes),
    // OpenAI has no flag for it: what went wrong stands in the text.
    isError: false,
    content: readContent(inside(item, 'output'), notes),
  };
}

/** A call made by a program of the hosted interpreter, or a tool of a namespace. */
function noteProgram(body: JsonObject, notes: ReadingNotes): void {
  const caller = body['caller'];
  if (isObject(caller) && caller['type'] !== 'direct') notes.onlyHere('caller of a function call');
  if (textOf(body['namespace']) !== '') notes.onlyHere('namespace of a function call');
}

function inside({ path, body }: ItemBody, name: string): NamedField {
  return { path: `${path}.${name}`, value: body[name] };
}
