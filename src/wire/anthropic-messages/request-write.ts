import type { Call, OutputFormat, ToolChoice, ToolDefinition } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Effort } from '../../core/model.ts';
import { changedCall } from '../changed-call.ts';
import type { WriteTarget } from '../dialect.ts';
import { writeThinking } from './changed-thinking.ts';
import { canBeHeld, heldSchema, strictSchema } from './held-schema.ts';
import { writeConversation } from './messages-write.ts';

/** The API wants a limit. This is room for a long answer, and every model allows it. */
const DEFAULT_MAX_TOKENS = 8192;

/** A call as a Messages body, with what the decision changes for the model's sake. */
export function writeRequest(call: Call, target: WriteTarget): JsonObject {
  const changed = changedCall(call, target.changes);
  const { system, messages } = writeConversation(changed);
  return {
    model: target.model,
    max_tokens: changed.maxOutputTokens ?? DEFAULT_MAX_TOKENS + budgetOf(changed),
    ...(system.length === 0 ? {} : { system }),
    messages,
    ...writeTools(changed),
    ...writeSettings(changed),
    ...(target.stream ? { stream: true } : {}),
  };
}

/** Thinking counts towards the limit. */
function budgetOf({ thinking }: Call): number {
  return thinking?.kind === 'budget' ? thinking.budgetTokens : 0;
}

function writeSettings(call: Call): JsonObject {
  const { temperature, topP, topK, stopSequences, thinking, user } = call;
  const output = { ...writeEffort(call.effort), ...writeFormat(call.outputFormat) };
  return {
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
    ...(topK === null ? {} : { top_k: topK }),
    ...(stopSequences.length === 0 ? {} : { stop_sequences: stopSequences }),
    ...(thinking === null ? {} : { thinking: writeThinking(thinking) }),
    ...(Object.keys(output).length === 0 ? {} : { output_config: output }),
    ...(user === null ? {} : { metadata: { user_id: user } }),
  };
}

/** Without tools the API refuses a choice among them. */
function writeTools({ tools, toolChoice, parallelToolCalls }: Call): JsonObject {
  if (tools.length === 0) return {};
  const oneAtATime = parallelToolCalls === false && toolChoice?.kind !== 'none';
  const choice = toolChoice ?? (oneAtATime ? { kind: 'auto' as const } : null);
  if (choice === null) return { tools: tools.map(writeTool) };
  const disabled = oneAtATime ? { disable_parallel_tool_use: true } : {};
  return { tools: tools.map(writeTool), tool_choice: { ...writeChoice(choice), ...disabled } };
}

/** The API wants a schema of type object; a tool without parameters has none at all elsewhere. */
function writeTool({ name, description, inputSchema, strict }: ToolDefinition): JsonObject {
  const schema = strictSchema(inputSchema);
  const isHeld = strict === true && canBeHeld(schema);
  return {
    name,
    ...(description === null ? {} : { description }),
    input_schema: isHeld ? heldSchema(schema) : { type: 'object', ...inputSchema },
    ...(isHeld ? { strict } : {}),
  };
}

function writeChoice(choice: ToolChoice): JsonObject {
  switch (choice.kind) {
    case 'auto':
    case 'none':
      return { type: choice.kind };
    case 'required':
      return { type: 'any' };
    case 'tool':
      return { type: 'tool', name: choice.name };
  }
}

/** Anthropic's lowest word is `low`. */
function writeEffort(effort: Effort | null): JsonObject {
  return effort === null ? {} : { effort: effort === 'minimal' ? 'low' : effort };
}

/** A schema always binds here, so there is no `strict`; `cannotCarry` keeps the rest away. */
function writeFormat(format: OutputFormat | null): JsonObject {
  if (format?.kind !== 'json-schema') return {};
  return { format: { type: 'json_schema', schema: heldSchema(format.schema) } };
}
