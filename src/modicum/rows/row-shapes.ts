import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { list, textOf } from './row-fields.ts';

/**
 * Shapes that other tools keep prompts in, as the rows that are known here: a bare list of messages, one
 * `message`, `instruction` with its `input`, Gemini's `contents`, ShareGPT's `conversations`. Anything else
 * comes back as it is.
 */
export function asKnownRow(row: unknown): unknown {
  if (isMessages(row)) return { messages: row };
  if (!isObject(row)) return row;
  if (Array.isArray(row['conversations'])) return fromShareGpt(row, row['conversations']);
  if ('contents' in row) return fromGemini(row);
  if (typeof row['instruction'] === 'string') return fromInstruction(row, row['instruction']);
  const { message, ...rest } = row;
  if (isObject(message)) return { ...rest, messages: [message] };
  return typeof message === 'string' && !('text' in row) ? { ...rest, text: message } : row;
}

/** A list whose members each say who speaks. */
export function isMessages(value: unknown): value is readonly JsonObject[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => isObject(one) && typeof one['role'] === 'string')
  );
}

/** A conversation is kept with its last answer; the call is what came before it. */
function fromShareGpt(row: JsonObject, conversations: readonly Json[]): JsonObject {
  const { conversations: _conversations, ...rest } = row;
  const spoken = conversations.map((turn) => {
    if (!isObject(turn)) return turn;
    const { from, value, ...other } = turn;
    const role = ROLES.get(from) ?? from ?? null;
    return { ...other, role, content: value ?? turn['content'] ?? null };
  });
  const last = spoken.findLastIndex((turn) => !isObject(turn) || turn['role'] !== 'assistant');
  return { ...rest, messages: spoken.slice(0, last + 1) };
}

const ROLES: ReadonlyMap<unknown, string> = new Map([
  ['human', 'user'],
  ['gpt', 'assistant'],
  ['model', 'assistant'],
  ['bot', 'assistant'],
]);

function fromGemini(row: JsonObject): JsonObject {
  const { contents, systemInstruction, system_instruction, generationConfig, tools, ...rest } = row;
  const told = systemInstruction ?? system_instruction;
  const system = isObject(told) ? textOf(told['parts']) : textOf(told);
  const offered = list(tools).flatMap((tool) =>
    isObject(tool) ? list(tool['functionDeclarations'] ?? tool['function_declarations']) : [tool],
  );
  const messages = (Array.isArray(contents) ? list(contents) : [contents ?? null]).map(
    (content) => {
      if (typeof content === 'string') return { role: 'user', content };
      if (!isObject(content)) return content;
      const role = ROLES.get(content['role']) ?? content['role'] ?? 'user';
      return { role, content: textOf(content['parts']) };
    },
  );
  const most = isObject(generationConfig) ? generationConfig['maxOutputTokens'] : undefined;
  return {
    ...rest,
    messages: system === null ? messages : [{ role: 'system', content: system }, ...messages],
    ...(most !== undefined && { max_completion_tokens: most }),
    ...(offered.length > 0 && { tools: offered }),
  };
}

function fromInstruction(row: JsonObject, instruction: string): JsonObject {
  const { instruction: _instruction, input, ...rest } = row;
  const about = textOf(input);
  const text = about === null || about.trim() === '' ? instruction : `${instruction}\n\n${about}`;
  return { ...rest, text };
}
