import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { withField, withoutField } from '../json-fields.ts';
import { systemReminder } from '../stand-in-text.ts';
import { textOf } from '../text-of.ts';
import { joinTurns } from './join-turns.ts';

/**
 * System messages between the others as marked text of the user, where they stand; empty ones are left
 * out. The turns around them become one: roles have to take turns.
 */
export function withFoldedSystem(body: JsonObject): JsonObject {
  return withMessages(body, (messages) => {
    if (!messages.some((message) => roleOf(message) === 'system')) return messages;
    const folded = messages.flatMap((message): readonly Json[] =>
      isObject(message) && message['role'] === 'system' ? foldMessage(message) : [message],
    );
    return joinTurns(folded);
  });
}

function foldMessage({ content }: JsonObject): readonly JsonObject[] {
  const text = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const blocks = Array.isArray(text) ? (text as readonly Json[]).flatMap(foldBlock) : [];
  return blocks.length === 0 ? [] : [{ role: 'user', content: blocks }];
}

/** Text without any visible character is refused by the API. */
function foldBlock(block: Json): readonly Json[] {
  if (!isObject(block) || block['type'] !== 'text') return [block];
  const text = textOf(block['text']);
  return text.trim() === '' ? [] : [{ ...block, text: systemReminder(text) }];
}

/** What a system message held besides its settings stays; one that held nothing else goes. */
export function withoutMessageSettings(body: JsonObject): JsonObject {
  return withMessages(body, (messages) => {
    const kept = messages.flatMap((message) => {
      if (!isObject(message) || message['output_config'] === undefined) return [message];
      return isEmptySystem(message) ? [] : [withoutField(message, 'output_config')];
    });
    return kept.length === messages.length ? kept : joinTurns(kept);
  });
}

function isEmptySystem({ role, content }: JsonObject): boolean {
  const isEmpty = Array.isArray(content) ? content.length === 0 : !content;
  return role === 'system' && isEmpty;
}

export function withMessageEffort(body: JsonObject, from: string, to: string): JsonObject {
  return withMessages(body, (messages) =>
    messages.map((message) => {
      if (!isObject(message)) return message;
      const config = message['output_config'];
      if (!isObject(config) || config['effort'] !== from) return message;
      return withField(message, 'output_config', { ...config, effort: to });
    }),
  );
}

/** A message that was nothing but thinking goes with it. `''` stands for every missing signature. */
export function withoutThinkingBlocks(body: JsonObject, signatures: readonly string[]): JsonObject {
  const gone = new Set(signatures);
  return withMessages(body, (messages) => {
    const kept = messages.flatMap((message) => {
      if (!isObject(message) || !Array.isArray(message['content'])) return [message];
      const content: readonly Json[] = message['content'];
      const rest = content.filter((block) => !gone.has(signatureOf(block) ?? NOT_THINKING));
      if (rest.length === content.length) return [message];
      return rest.length === 0 ? [] : [withField(message, 'content', rest)];
    });
    return kept.length === messages.length ? kept : joinTurns(kept);
  });
}

/** No signature: they are text without line breaks. */
const NOT_THINKING = '\n';

/** Of a thinking block; `null` for any other. */
function signatureOf(block: Json): string | null {
  if (!isObject(block)) return null;
  if (block['type'] === 'thinking') return textOf(block['signature']);
  return block['type'] === 'redacted_thinking' ? textOf(block['data']) : null;
}

/** A call needs a turn: a list that would be empty stays as it is. */
export function withMessages(
  body: JsonObject,
  change: (messages: readonly Json[]) => readonly Json[],
): JsonObject {
  const { messages } = body;
  if (!Array.isArray(messages)) return body;
  const changed = change(messages as readonly Json[]);
  return changed.length === 0 ? body : withField(body, 'messages', changed);
}

function roleOf(message: Json): Json | undefined {
  return isObject(message) ? message['role'] : undefined;
}
