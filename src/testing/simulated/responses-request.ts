import type { JsonObject } from '../../core/json.ts';
import { objectOr, objectsIn, textOr } from './loose-json.ts';
import { readOpenaiRequest } from './openai-request.ts';
import type { SimulatedRequest } from './simulated-request.ts';

/** A `POST /v1/responses` body as a simulated model reads it: as Chat Completions would have said it. */
export function readResponsesRequest(body: JsonObject): SimulatedRequest {
  const { instructions, input, tools, tool_choice: choice, text } = body;
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : objectsIn(input);
  const told = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : [];
  const format = objectOr(objectOr(text)['format']);
  return readOpenaiRequest({
    messages: [...told, ...items.map(asMessage)],
    ...(tools === undefined ? {} : { tools: objectsIn(tools).map(asTool) }),
    tool_choice: asChoice(choice ?? null),
    response_format: { type: format['type'] ?? 'text', json_schema: format },
    max_tokens: body['max_output_tokens'] ?? null,
  });
}

function asMessage(item: JsonObject): JsonObject {
  switch (item['type']) {
    case 'function_call':
      return { role: 'assistant', content: null, tool_calls: [item] };
    case 'function_call_output':
      return { role: 'tool', content: item['output'] ?? '' };
    case 'reasoning':
      return { role: 'assistant', content: null };
    default:
      return { role: item['role'] ?? 'user', content: item['content'] ?? '' };
  }
}

function asTool(tool: JsonObject): JsonObject {
  return { type: 'function', function: tool };
}

function asChoice(choice: JsonObject[string]): JsonObject[string] {
  const name = textOr(objectOr(choice)['name']);
  return name === '' ? choice : { type: 'function', function: { name } };
}
