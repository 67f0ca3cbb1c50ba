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
  return (
    Array.isArray(row['messages']) ||
    (Array.isArray(row['input']) && rowText({ text: row['text'] ?? null }) === null)
  );
}

/** The body of a request in any dialect, with what a client may leave out in a file filled in. */
export function bodyOfRequest({ body: row, headers, path }: RequestInFile): RowBody {
  const plain = isOllama(row) ? withoutOllama(row) : row;
  const spoken: JsonObject = {
    ...plain,
    ...(Array.isArray(plain['messages']) && messagesOf(plain['messages'])),
  };
  const dialect = dialectOf(spoken, { headers, path });
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

interface RequestInFile {
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
  /** Where it was sent; `null`: nobody says. */
  readonly path: string | null;
}

const DIALECT_OF_PATH: readonly (readonly [RegExp, ClientDialect])[] = [
  [/\/messages(\/|$)/, 'anthropic-messages'],
  [/\/chat\/completions$|\/api\/chat$/, 'openai-chat'],
  [/\/responses$/, 'openai-responses'],
];

/** Its address decides, then what only one dialect has, then whose model it names. */
function dialectOf(
  body: JsonObject,
  { headers, path }: Pick<RequestInFile, 'headers' | 'path'>,
): ClientDialect {
  const sent = DIALECT_OF_PATH.find(([pattern]) => path !== null && pattern.test(path));
  if (sent !== undefined) return sent[1];
  const model = typeof body['model'] === 'string' ? body['model'] : '';
  if (/claude/i.test(model)) return dialectOfBody(body, { ...headers, 'anthropic-version': '' });
  const [first] = list(body['messages']);
  const isChat =
    /(^|\/)(gpt|chatgpt|o\d)/i.test(model) || (isObject(first) && first['role'] === 'system');
  if (!isChat) return dialectOfBody(body, headers);
  // An older name of a limit that OpenAI took, too: it tells nothing here.
  const { max_tokens: _limit, ...telling } = body;
  return dialectOfBody(telling, headers);
}

/**
 * A row that is itself a body has columns about the row beside it: its id, what is right about it, where it
 * is from. They are no part of the call, and a field nobody knows would keep it from being translated.
 */
export function requestOfRow(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).filter(([name]) => REQUEST_FIELDS.has(name)));
}

const REQUEST_FIELDS: ReadonlySet<string> = new Set(
  `model messages system input instructions tools tool_choice functions function_call
  parallel_tool_calls max_tokens max_completion_tokens max_output_tokens max_tool_calls temperature
  top_p top_k n seed stop stop_sequences stream stream_options response_format reasoning
  reasoning_effort thinking output_config output_format text verbosity include metadata user
  safety_identifier store service_tier speed truncation background previous_response_id conversation
  prompt modalities audio prediction web_search_options logit_bias logprobs top_logprobs
  frequency_penalty presence_penalty prompt_cache_key prompt_cache_options prompt_cache_retention
  cache_control context_management container mcp_servers options keep_alive format think`.split(
    /\s+/,
  ),
);

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
    (tool) => typeof tool === 'string' || (isObject(tool) && !DEFINED.some((key) => key in tool)),
  );
}

/** What a tool has that a dialect defines. */
const DEFINED = ['type', 'function', 'input_schema', 'parameters'];

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
    const { images, tool_name: _tool, tool_calls: _calls, ...said } = message;
    const plain: JsonObject = {
      ...said,
      ...(list(images).length > 0 && { content: shown(said, images) }),
    };
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
    ...(format !== undefined && { response_format: formatOf(format) }),
  };
}

function formatOf(format: Json): JsonObject {
  if (!isObject(format)) return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: 'answer', schema: format } };
}

function shown({ content }: JsonObject, images: Json | undefined): readonly JsonObject[] {
  return [
    { type: 'text', text: textOf(content) ?? '' },
    ...list(images).map((image) => {
      const url = `data:image/png;base64,${typeof image === 'string' ? image : ''}`;
      return { type: 'image_url', image_url: { url } };
    }),
  ];
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
