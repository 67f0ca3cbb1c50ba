import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { dialectOfBody, type ClientDialect } from '../../gateway/body-dialect.ts';
import { list, rowText, rowTurns, textOf, toolNames } from './row-fields.ts';

/** A row as the request it stands for. */
export interface RowBody {
  readonly dialect: ClientDialect;
  readonly body: JsonObject;
}

/** More than any answer to a row would take; nothing is asked for. */
const MAX_TOKENS = 4_096;

/** A text with what surrounds it, as a call of the Messages API. `null`: there is no text in it. */
export function bodyOfText(row: JsonObject): RowBody | null {
  const text = rowText(row);
  if (text === null) return null;
  const system = textOf(row['system']) ?? textOf(row['instructions']) ?? '';
  const turns = rowTurns(row).map((turn) => ({ role: turn.role, content: turn.text }));
  const tools = toolNames(row['tools']).map((name) => ({ name, input_schema: { type: 'object' } }));
  return {
    dialect: 'anthropic-messages',
    body: {
      model: OWN_NAME,
      max_tokens: MAX_TOKENS,
      ...(system !== '' && { system }),
      messages: [...turns, { role: 'user', content: text }],
      ...(tools.length > 0 && { tools }),
    },
  };
}

/** What every row is asked as: what the policy makes of the call when nobody names a model. */
export const OWN_NAME = 'modicum/auto';

/** Whether a row is itself the body of a request. */
export function isRequestBody(row: JsonObject): boolean {
  return Array.isArray(row['messages']) || (Array.isArray(row['input']) && !('text' in row));
}

/** The body of a request in any dialect, with what a client may leave out in a file filled in. */
export function bodyOfRequest(row: JsonObject, headers: Readonly<Record<string, string>>): RowBody {
  const plain = isOllama(row) ? withoutOllama(row) : row;
  const spoken: JsonObject = {
    ...plain,
    ...(Array.isArray(plain['messages']) && messagesOf(plain['messages'])),
  };
  const dialect = dialectOfBody(spoken, headers);
  const needsLimit = dialect === 'anthropic-messages' && !('max_tokens' in spoken);
  return {
    dialect,
    body: {
      ...spoken,
      model: OWN_NAME,
      ...(needsLimit && { max_tokens: MAX_TOKENS }),
      ...(hasBareTools(spoken) && { tools: definedTools(spoken['tools'], dialect) }),
    },
  };
}

/** Roles and texts under the names that the dialects have for them. */
function messagesOf(messages: readonly Json[]): { readonly messages: readonly Json[] } {
  return {
    messages: messages.map((message) => {
      if (!isObject(message) || 'content' in message || 'tool_calls' in message) return message;
      const { text, parts, ...rest } = message;
      return { ...rest, content: textOf(text) ?? textOf(parts) ?? '' };
    }),
  };
}

function hasBareTools(body: JsonObject): boolean {
  return list(body['tools']).some(
    (tool) => typeof tool === 'string' || (isObject(tool) && Object.keys(tool).length === 1),
  );
}

function definedTools(tools: Json | undefined, dialect: ClientDialect): readonly JsonObject[] {
  return toolNames(tools).map((name) => {
    if (dialect === 'anthropic-messages') return { name, input_schema: { type: 'object' } };
    const described = { name, parameters: { type: 'object' } };
    return dialect === 'openai-chat'
      ? { type: 'function', function: described }
      : { type: 'function', ...described };
  });
}

/** Fields that only Ollama's own chat has. */
const OLLAMA_FIELDS = ['options', 'keep_alive', 'format', 'think'];

function isOllama(row: JsonObject): boolean {
  if (OLLAMA_FIELDS.some((field) => field in row)) return true;
  return list(row['messages']).some(
    (message) =>
      isObject(message) && ('images' in message || callsOf(message).some(hasObjectArguments)),
  );
}

/** Ollama's chat is OpenAI's with arguments as objects, without ids, and with settings of its own. */
function withoutOllama(row: JsonObject): JsonObject {
  const { options: _options, keep_alive: _alive, format, think: _think, ...rest } = row;
  let calls = 0;
  let results = 0;
  const messages = list(row['messages']).map((message) => {
    if (!isObject(message)) return message;
    const { images: _images, tool_name: _tool, tool_calls: _calls, ...plain } = message;
    if (plain['role'] === 'tool') {
      results += 1;
      return { ...plain, tool_call_id: plain['tool_call_id'] ?? `call_${results}` };
    }
    const made = callsOf(message).map((one) => {
      calls += 1;
      return asOpenAiCall(one, `call_${calls}`);
    });
    return { ...plain, ...(made.length > 0 && { tool_calls: made }) };
  });
  return {
    ...rest,
    messages,
    ...(format !== undefined && { response_format: { type: 'json_object' } }),
  };
}

function callsOf(message: JsonObject): readonly JsonObject[] {
  return list(message['tool_calls']).filter(isObject);
}

function hasObjectArguments(call: JsonObject): boolean {
  return isObject(call['function']) && isObject(call['function']['arguments']);
}

function asOpenAiCall(call: JsonObject, id: string): JsonObject {
  const named = isObject(call['function']) ? call['function'] : {};
  const given = named['arguments'];
  const told = typeof given === 'string' ? given : JSON.stringify(given ?? {});
  return { id, type: 'function', ...call, function: { ...named, arguments: told } };
}
