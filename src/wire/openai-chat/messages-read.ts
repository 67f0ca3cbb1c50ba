import type { ContentBlock, Message } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { textOf } from '../text-of.ts';
import { readContent } from './content-read.ts';
import { optionalList, optionalText, requiredObject, requiredText } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { EARLIER_THINKING } from '../left-behind.ts';
import type { ReadingNotes } from '../reading-notes.ts';
import { readToolCall } from './tool-call-read.ts';

export interface Conversation {
  readonly system: readonly ContentBlock[];
  readonly messages: readonly Message[];
}

/**
 * System and developer messages before all others are the system prompt; later ones stay where they are.
 * Tool messages that follow each other answer the parallel calls of one turn and become one message.
 */
export function readMessages(field: NamedField, notes: ReadingNotes): Conversation {
  const list = optionalList(field, notes);
  if (list.length === 0) notes.wrong(field.path, 'a list with at least one message');
  const messages = list.map((value, index) => {
    const path = `${field.path}[${index}]`;
    return readMessage({ path, body: requiredObject({ path, value }, notes) }, notes);
  });
  const first = messages.findIndex(({ role }) => role !== 'system');
  const head = first === -1 ? messages : messages.slice(0, first);
  return {
    system: head.flatMap(({ content }) => content),
    messages: joinResults(messages.slice(head.length)),
  };
}

/** In this dialect a message holds a tool result only if it is nothing else. */
function joinResults(messages: readonly Message[]): readonly Message[] {
  const joined: Message[] = [];
  let results: ContentBlock[] | null = null;
  for (const message of messages) {
    const [result] = message.content;
    if (result?.type !== 'tool-result') {
      results = null;
      joined.push(message);
    } else if (results === null) {
      results = [result];
      joined.push({ role: 'user', content: results });
    } else {
      results.push(result);
    }
  }
  return joined;
}

interface MessageBody {
  readonly path: string;
  readonly body: JsonObject;
}

function readMessage({ path, body }: MessageBody, notes: ReadingNotes): Message {
  const role = textOf(body['role']);
  // The name of a function or tool is known from its call; that of a speaker is told to the model.
  if (typeof body['name'] === 'string' && role !== 'tool') notes.onlyHere('name of a message');
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: readOwnContent({ path, body }, notes) };
    case 'user':
      return { role: 'user', content: readOwnContent({ path, body }, notes) };
    case 'assistant':
      return { role: 'assistant', content: readAssistant({ path, body }, notes) };
    case 'tool':
      return { role: 'user', content: [readToolResult({ path, body }, notes)] };
    case 'function':
      notes.onlyHere('message of role `function`');
      return { role: 'user', content: [{ type: 'opaque', name: 'function' }] };
    default:
      notes.wrong(`${path}.role`, 'system, developer, user, assistant or tool');
      return { role: 'user', content: [] };
  }
}

function readOwnContent({ path, body }: MessageBody, notes: ReadingNotes): readonly ContentBlock[] {
  return readContent({ path: `${path}.content`, value: body['content'] }, notes);
}

function readToolResult({ path, body }: MessageBody, notes: ReadingNotes): ContentBlock {
  return {
    type: 'tool-result',
    toolUseId: requiredText({ path: `${path}.tool_call_id`, value: body['tool_call_id'] }, notes),
    // OpenAI has no flag for it: what went wrong stands in the text.
    isError: false,
    content: readOwnContent({ path, body }, notes),
  };
}

function readAssistant({ path, body }: MessageBody, notes: ReadingNotes): readonly ContentBlock[] {
  for (const name of ['function_call', 'audio']) {
    if (isObject(body[name])) notes.onlyHere(`\`${name}\` of a message`);
  }
  const inside = (name: string): NamedField => ({ path: `${path}.${name}`, value: body[name] });
  const thinking = optionalText(inside('reasoning_content'), notes);
  if (thinking) notes.leftBehind(EARLIER_THINKING);
  const refusal = optionalText(inside('refusal'), notes);
  const content = inside('content');
  const calls = inside('tool_calls');
  return [
    ...(thinking ? [{ type: 'thinking', text: thinking, signature: null } as const] : []),
    ...(content.value === undefined || content.value === null ? [] : readContent(content, notes)),
    ...(refusal ? [{ type: 'text', text: refusal } as const] : []),
    ...optionalList(calls, notes).map((value, index) =>
      readToolCall({ path: `${calls.path}[${index}]`, value }, notes),
    ),
  ];
}
