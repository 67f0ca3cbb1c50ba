import type { JsonObject } from '../../core/json.ts';
import { numberOr, objectOr, objectsIn, textOr, textsIn } from './loose-json.ts';
import type { RefusedFeature, SimulatedModel } from './simulated-model.ts';
import {
  IMAGE_CHARACTERS,
  type SimulatedRequest,
  type SimulatedToolChoice,
} from './simulated-request.ts';

/** A `POST /v1/messages` body as a simulated model reads it. */
export function readAnthropicRequest(body: JsonObject): SimulatedRequest {
  const messages = objectsIn(body['messages']);
  const last = messages.at(-1) ?? {};
  const tools = objectsIn(body['tools']).map((tool) => ({
    name: textOr(tool['name']),
    schema: objectOr(tool['input_schema']),
  }));
  const format = objectOr(objectOr(body['output_config'])['format'] ?? body['output_format']);
  const system = textOfContent(body['system']);
  const read = [body['system'], body['messages'], body['tools'], body['tool_choice'], format];
  return {
    system,
    prompt: textOfContent(last['content']),
    afterToolResult: objectsIn(last['content']).some((block) => block['type'] === 'tool_result'),
    tools,
    toolChoice: toolChoiceOf(body['tool_choice']),
    format: format['type'] === 'json_schema' ? { schema: objectOr(format['schema']) } : null,
    maxTokens: numberOr(body['max_tokens'], 1024),
    stopSequences: textsIn(body['stop_sequences']),
    thinks: ['adaptive', 'enabled'].includes(textOr(objectOr(body['thinking'])['type'])),
    characters: charactersOf(body),
    key: JSON.stringify(read),
  };
}

/** What the model reads, in characters. Images count with their usual size, not that of their bytes. */
export function charactersOf(body: JsonObject): number {
  const messages = objectsIn(body['messages']);
  const parts = messages.map((message) => contentCharacters(message['content']) + 4);
  const tools = body['tools'] === undefined ? 0 : JSON.stringify(body['tools']).length + 1200;
  return contentCharacters(body['system']) + tools + parts.reduce((sum, part) => sum + part, 0);
}

export function contentCharacters(content: unknown): number {
  if (typeof content === 'string') return content.length;
  return objectsIn(content).reduce((sum, block) => {
    if (block['type'] === 'image' || block['type'] === 'document') return sum + IMAGE_CHARACTERS;
    if (block['type'] === 'tool_result') return sum + contentCharacters(block['content']) + 20;
    return sum + (textOr(block['text']) || JSON.stringify(block)).length;
  }, 0);
}

/** The message of the 400 that a model gives for what it does not take; `null` when it takes it all. */
export function refusalOf(body: JsonObject, model: SimulatedModel): string | null {
  const missing = missingField(body);
  if (missing !== null) return missing;
  if (numberOr(body['max_tokens'], 0) > model.outputTokens) {
    return `max_tokens: ${JSON.stringify(body['max_tokens'])} > ${model.outputTokens}, which is the maximum allowed number of output tokens for ${model.id}`;
  }
  const refused = REFUSALS.find(
    ({ feature, isUsed }) => model.refuses.includes(feature) && isUsed(body),
  );
  return refused === undefined ? null : `${refused.message} is not supported for ${model.id}.`;
}

function missingField(body: JsonObject): string | null {
  if (typeof body['max_tokens'] !== 'number') return 'max_tokens: Field required';
  if (!Array.isArray(body['messages'])) return 'messages: Field required';
  if (body['messages'].length === 0) return 'messages: at least one message is required';
  return null;
}

const REFUSALS: readonly {
  readonly feature: RefusedFeature;
  readonly message: string;
  isUsed(body: JsonObject): boolean;
}[] = [
  {
    feature: 'sampling',
    message: 'temperature, top_p or top_k: sampling control',
    isUsed: (body) => ['temperature', 'top_p', 'top_k'].some((name) => body[name] !== undefined),
  },
  {
    feature: 'thinking_budget',
    message: 'thinking.budget_tokens',
    isUsed: (body) => objectOr(body['thinking'])['type'] === 'enabled',
  },
  {
    feature: 'disabled_thinking',
    message: 'thinking.type: disabled',
    isUsed: (body) => objectOr(body['thinking'])['type'] === 'disabled',
  },
  {
    feature: 'forced_tool_choice',
    message: 'tool_choice: forcing a tool',
    isUsed: (body) => ['any', 'tool'].includes(textOr(objectOr(body['tool_choice'])['type'])),
  },
  {
    feature: 'prefill',
    message: 'messages: a final assistant message (prefill)',
    isUsed: (body) => objectsIn(body['messages']).at(-1)?.['role'] === 'assistant',
  },
  {
    feature: 'effort',
    message: 'output_config.effort',
    isUsed: (body) => objectOr(body['output_config'])['effort'] !== undefined,
  },
];

function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = objectsIn(content).map((block) =>
    block['type'] === 'tool_result' ? textOfContent(block['content']) : textOr(block['text']),
  );
  return parts.filter((part) => part !== '').join('\n');
}

function toolChoiceOf(value: unknown): SimulatedToolChoice {
  const choice = objectOr(value);
  switch (choice['type']) {
    case 'any':
      return { kind: 'required' };
    case 'none':
      return { kind: 'none' };
    case 'tool':
      return { kind: 'tool', name: textOr(choice['name']) };
    default:
      return { kind: 'auto' };
  }
}
