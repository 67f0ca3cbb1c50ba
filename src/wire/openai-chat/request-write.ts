import type { Call, OutputFormat, ToolChoice, ToolDefinition } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { changedCall } from '../changed-call.ts';
import type { WriteTarget } from '../dialect.ts';
import { writeMessages } from './messages-write.ts';
import { outputLimitField } from './output-limit-field.ts';
import { isStrictSchema } from './strict-schema.ts';

/**
 * A call from another dialect as an OpenAI body. Left out on purpose: the client's name for its end user
 * (given to one vendor, not to the next) and whether thinking is on (effort says how much; a model that
 * always thinks has no switch).
 */
export function writeRequest(asked: Call, target: WriteTarget): JsonObject {
  const call = changedCall(asked, target.changes);
  return {
    model: target.model,
    messages: writeMessages(call),
    ...given('tools', call.tools.length === 0 ? null : call.tools.map(writeTool)),
    ...given('tool_choice', call.toolChoice && writeToolChoice(call.toolChoice)),
    ...given('parallel_tool_calls', call.parallelToolCalls),
    ...given(outputLimitField(target.model), call.maxOutputTokens),
    ...given('temperature', call.temperature),
    ...given('top_p', call.topP),
    ...given('stop', call.stopSequences.length === 0 ? null : call.stopSequences),
    ...given('response_format', call.outputFormat && writeOutputFormat(call.outputFormat)),
    ...given('reasoning_effort', call.effort),
    // Usage comes in a stream only if it is asked for, and without it the cost is unknown.
    ...(target.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}

function given(name: string, value: Json): JsonObject {
  return value === null ? {} : { [name]: value };
}

function writeTool(tool: ToolDefinition): JsonObject {
  return {
    type: 'function',
    function: {
      name: tool.name,
      ...given('description', tool.description),
      parameters: tool.inputSchema,
      // Unsaid means the same here as elsewhere: not strict.
      ...given('strict', tool.strict),
    },
  };
}

function writeToolChoice(choice: ToolChoice): Json {
  if (choice.kind === 'tool') return { type: 'function', function: { name: choice.name } };
  return choice.kind;
}

/**
 * A name is required here and means nothing elsewhere. Other dialects hold the model to the schema in any
 * case; here only `strict` does, so an unsaid wish is one wherever the API takes it: a schema with
 * optional fields would be refused. Whether the answer keeps to it is then for the validators.
 */
function writeOutputFormat(format: OutputFormat): JsonObject {
  if (format.kind === 'json-object') return { type: 'json_object' };
  const { name, schema, strict } = format;
  return {
    type: 'json_schema',
    json_schema: { name: name ?? 'answer', schema, strict: strict ?? isStrictSchema(schema) },
  };
}
