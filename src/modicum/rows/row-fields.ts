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

/** Who speaks beside the two sides: what they said is no part of what was asked. */
const OTHERS: ReadonlySet<unknown> = new Set(['system', 'developer', 'tool', 'function']);

/** What would be lost or taken for something else without a word; `null`: nothing. */
export function rowProblem(row: JsonObject): string | null {
  const many = TEXT_FIELDS.find(
    (field) => list(row[field]).filter((part) => typeof part === 'string').length > 1,
  );
  if (many !== undefined) return `its ${many} is several texts: give each a row of its own`;
  const given = row['turns'] ?? row['history'] ?? [];
  if (!Array.isArray(given)) return `its turns are no list; ${TURN}`;
  const wrong = list(given).findIndex((turn) => !isTurn(turn));
  return wrong < 0 ? null : `turn ${wrong + 1} is none; ${TURN}`;
}

const TURN = 'a turn is {"role": "user" or "assistant", "text": "…"}';

function isTurn(turn: Json): boolean {
  if (!isObject(turn)) return false;
  const role = turn['role'] ?? turn['from'];
  if (OTHERS.has(role)) return true;
  if (!USERS.has(role) && !ASSISTANTS.has(role)) return false;
  return ['text', 'content', 'parts'].some((field) => field in turn);
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
