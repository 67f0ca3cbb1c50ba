import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { numberOr, objectOr, objectsIn, textOr, textsIn } from '../simulated/loose-json.ts';
import { when } from './fault.ts';
import { falseClaims } from './loaded-claims.ts';

/** What an OpenAI-compatible server would refuse, or should never have been told. */
export function openaiRequestFaults(body: JsonObject): readonly string[] {
  const model = textOr(body['model']);
  const reasons = /^(gpt-5|o\d)/.test(model);
  const tools = objectsIn(body['tools']).map((tool) => objectOr(tool['function']));
  const limit = numberOr(body['max_completion_tokens'] ?? body['max_tokens'], 0);
  const effort = body['reasoning_effort'];
  return [
    ...unknownFields(body, OPENAI_FIELDS),
    ...strangeParts(body),
    ...chatFaults(objectsIn(body['messages'])),
    ...functionFaults(tools),
    ...when([
      [tools.length === 0 && body['tools'] !== undefined, 'tools is empty'],
      [
        tools.length === 0 &&
          (body['tool_choice'] !== undefined || body['parallel_tool_calls'] !== undefined),
        'tool_choice is only allowed when tools are specified',
      ],
      [limit > mostTokens(model), `${limit} tokens are above the limit`],
      [
        reasons && ['temperature', 'top_p', 'stop'].some((name) => body[name] !== undefined),
        'sampling is not supported with this model',
      ],
      [reasons && body['max_tokens'] !== undefined, 'max_tokens: use max_completion_tokens'],
      [effort !== undefined && !effortsOf(model).includes(textOr(effort)), 'reasoning_effort'],
      [textsIn(body['stop']).length > 4, 'stop: at most 4'],
      [
        tools.length > 0 && refusesChatTools(model, effort !== undefined),
        'Function tools are not supported in /v1/chat/completions: use /v1/responses',
      ],
    ]),
  ];
}

/** GPT-5.2 and 5.4 refuse function tools beside effort, GPT-5.5 in any case. */
function refusesChatTools(model: string, hasEffort: boolean): boolean {
  return model.startsWith('gpt-5.5') || (hasEffort && /^gpt-5\.[24]/.test(model));
}

const OPENAI_FIELDS = [
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'response_format',
  'reasoning_effort',
  'stream',
  'stream_options',
];

export function mostTokens(model: string): number {
  if (model.startsWith('gpt-5')) return 128_000;
  return model.startsWith('gpt-4.1') ? 32_768 : 16_384;
}

export function effortsOf(model: string): readonly string[] {
  if (model.startsWith('gpt-5-mini')) return ['minimal', 'low', 'medium', 'high'];
  return model.startsWith('gpt-5') ? ['low', 'medium', 'high', 'xhigh'] : [];
}

/** What Ollama would refuse, or should never have been told. */
export function ollamaRequestFaults(body: JsonObject): readonly string[] {
  const model = textOr(body['model']);
  const tools = objectsIn(body['tools']).map((tool) => objectOr(tool['function']));
  return [
    ...unknownFields(body, OLLAMA_FIELDS),
    ...strangeParts(body),
    ...chatFaults(objectsIn(body['messages'])),
    ...functionFaults(tools),
    ...when([
      [body['think'] !== undefined && !model.startsWith('qwen3'), `${model} does not think`],
      [
        body['think'] !== undefined && typeof body['think'] !== 'boolean',
        'think must be true or false for this model',
      ],
      [tools.length > 0 && model.startsWith('gemma3'), `${model} does not support tools`],
      [typeof objectOr(body['options'])['num_ctx'] !== 'number', 'options.num_ctx is missing'],
      [overflows(body), 'options.num_ctx holds less than the prompt and num_predict'],
      [
        objectsIn(body['messages']).some(({ content }) => typeof content !== 'string'),
        'content must be a string',
      ],
    ]),
  ];
}

/** By what English text takes at least: five characters per token. */
function overflows(body: JsonObject): boolean {
  const { num_ctx: context, num_predict: answer } = objectOr(body['options']);
  const characters = JSON.stringify(body['messages'] ?? []).length;
  return numberOr(context, Infinity) < characters / 5 + numberOr(answer, 0);
}

const OLLAMA_FIELDS = ['model', 'messages', 'tools', 'stream', 'format', 'think', 'options'];

export function unknownFields(body: JsonObject, known: readonly string[]): readonly string[] {
  return Object.keys(body)
    .filter((name) => !known.includes(name))
    .map((name) => `field ${name} is not known`);
}

/** Fields at any depth, but for schemas and inputs of tools, and words that only Anthropic has a use for. */
export function strangeParts(body: JsonObject): readonly string[] {
  const names = new Set<string>();
  const texts: string[] = [];
  walk(body, (name, value) => {
    names.add(name);
    if (typeof value === 'string') texts.push(value);
    return name !== 'parameters' && name !== 'arguments' && name !== 'format' && name !== 'schema';
  });
  return [
    ...falseClaims(body),
    ...FOREIGN_NAMES.filter((name) => names.has(name)).map((name) => `${name} is Anthropic's own`),
    ...(texts.some((text) => text.startsWith('x-anthropic-billing-header:'))
      ? ['the attribution differs from call to call']
      : []),
    ...(texts.some((text) => /tool_reference|"signature"/.test(text))
      ? ['a block of Anthropic’s was made text']
      : []),
  ];
}

const FOREIGN_NAMES = [
  'cache_control',
  'defer_loading',
  'tool_reference',
  'signature',
  'thinking',
  'metadata',
  'context_management',
  'output_config',
  'safeguards',
  'betas',
  'input_schema',
];

function walk(value: Json | undefined, visit: (name: string, value: Json) => boolean): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) walk(item, visit);
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined && visit(name, member)) walk(member, visit);
  }
}

/** Every call of a tool is answered at once, and nothing else is. */
function chatFaults(messages: readonly JsonObject[]): readonly string[] {
  const faults: string[] = [];
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    const fault = (text: string): number => faults.push(`messages.${index}: ${text}`);
    const role = textOr(message['role']);
    if (role === 'tool') {
      const id = textOr(message['tool_call_id']);
      if (!open.includes(id)) fault(`no call has the id ${id}`);
      open = open.filter((one) => one !== id);
      continue;
    }
    if (open.length > 0) fault(`the calls ${open.join(', ')} are not answered`);
    if (!['system', 'user', 'assistant'].includes(role)) fault(`role ${role} is not known`);
    open = objectsIn(message['tool_calls']).map(({ id }) => textOr(id));
    if (isEmpty(message['content']) && open.length === 0) fault('content is empty');
  }
  if (messages.every(({ role }) => role === 'system')) faults.push('nobody asks anything');
  if (messages.at(-1)?.['role'] === 'assistant') faults.push('the last message is the answer');
  return faults;
}

function isEmpty(content: Json | undefined): boolean {
  return content === undefined || content === null || (content as { length?: number }).length === 0;
}

export function functionFaults(functions: readonly JsonObject[]): readonly string[] {
  const names = functions.map(({ name }) => textOr(name));
  return when([
    [new Set(names).size < names.length, 'tools: names must be unique'],
    [names.some((name) => !/^[\w-]{1,64}$/.test(name)), 'tools: a name is not allowed'],
    [functions.some(({ parameters }) => !isObject(parameters)), 'tools: parameters are missing'],
  ]);
}
