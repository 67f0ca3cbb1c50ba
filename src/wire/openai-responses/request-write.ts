import type { Call, OutputFormat, ToolChoice, ToolDefinition } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { changedCall } from '../changed-call.ts';
import type { WriteTarget } from '../dialect.ts';
import { joinedText } from '../openai-chat/messages-write.ts';
import { isStrictSchema } from '../openai-chat/strict-schema.ts';
import { writeInput } from './input-write.ts';

/**
 * A call from another dialect as a Responses body. Left out on purpose: the client's name for its end user
 * (given to one vendor, not to the next) and whether thinking is on (effort says how much). Nothing is to be
 * stored: no other dialect asks for it.
 */
export function writeRequest(asked: Call, target: WriteTarget): JsonObject {
  const call = changedCall(asked, target.changes);
  const instructions = joinedText(call.system, '\n\n');
  return {
    model: target.model,
    ...given('instructions', instructions === '' ? null : instructions),
    input: writeInput(call.messages),
    ...given('tools', call.tools.length === 0 ? null : call.tools.map(writeTool)),
    ...given('tool_choice', call.toolChoice && writeToolChoice(call.toolChoice)),
    ...given('parallel_tool_calls', call.parallelToolCalls),
    ...given('max_output_tokens', call.maxOutputTokens),
    ...given('temperature', call.temperature),
    ...given('top_p', call.topP),
    ...given('text', call.outputFormat && { format: writeFormat(call.outputFormat) }),
    ...given('reasoning', call.effort && { effort: call.effort }),
    store: false,
    ...(target.stream ? { stream: true } : {}),
  };
}

function given(name: string, value: Json): JsonObject {
  return value === null ? {} : { [name]: value };
}

/** Unsaid means strict here and nowhere else. */
function writeTool({ name, description, inputSchema, strict }: ToolDefinition): JsonObject {
  return {
    type: 'function',
    name,
    ...given('description', description),
    parameters: inputSchema,
    strict: strict ?? false,
  };
}

function writeToolChoice(choice: ToolChoice): Json {
  return choice.kind === 'tool' ? { type: 'function', name: choice.name } : choice.kind;
}

/** As in Chat Completions: a name is required, and an unsaid wish binds wherever the API lets it. */
function writeFormat(format: OutputFormat): JsonObject {
  if (format.kind === 'json-object') return { type: 'json_object' };
  const { name, schema, strict } = format;
  return {
    type: 'json_schema',
    name: name ?? 'answer',
    schema,
    strict: strict ?? isStrictSchema(schema),
  };
}
