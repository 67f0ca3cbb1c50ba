import { isObject, type Json, type JsonObject } from '../../core/json.ts';

/** Names a row may give its text under, the likeliest first. */
export const TEXT_FIELDS = [
  'text',
  'prompt',
  'ask',
  'q',
  'question',
  'input',
  'content',
  'query',
  'utterance',
] as const;

/** The text of a row that is one, or has one; `null` without. */
export function rowText(row: JsonObject): string | null {
  for (const field of TEXT_FIELDS) {
    const text = textOf(row[field]);
    if (text !== null && text.trim() !== '') return text;
  }
  return null;
}

/** A text, or the texts of a list of parts, a line each; `null` for anything else. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  const texts = value.flatMap((part) => {
    if (typeof part === 'string') return [part];
    return isObject(part) && typeof part['text'] === 'string' ? [part['text']] : [];
  });
  return texts.length === 0 ? null : texts.join('\n');
}

/** One earlier turn of the conversation. */
export interface RowTurn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

const ASSISTANTS: ReadonlySet<unknown> = new Set(['assistant', 'model', 'ai', 'bot']);
const USERS: ReadonlySet<unknown> = new Set(['user', 'human']);

/** Earlier turns, each with role and `text` or `content`; what is nobody's turn is left out. */
export function rowTurns(row: JsonObject): readonly RowTurn[] {
  const given = row['turns'] ?? row['history'];
  return list(given).flatMap((turn): readonly RowTurn[] => {
    if (!isObject(turn)) return [];
    const role = turn['role'] ?? turn['from'];
    const text = textOf(turn['text']) ?? textOf(turn['content']) ?? textOf(turn['parts']);
    if (text === null || text === '') return [];
    if (USERS.has(role)) return [{ role: 'user', text }];
    return ASSISTANTS.has(role) ? [{ role: 'assistant', text }] : [];
  });
}

/** Names of the tools offered, however they are written. */
export function toolNames(tools: Json | undefined): readonly string[] {
  return list(tools).flatMap((tool) => {
    if (typeof tool === 'string') return tool === '' ? [] : [tool];
    if (!isObject(tool)) return [];
    const named = isObject(tool['function']) ? tool['function'] : tool;
    const name = named['name'] ?? named['type'];
    return typeof name === 'string' && name !== '' ? [name] : [];
  });
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
