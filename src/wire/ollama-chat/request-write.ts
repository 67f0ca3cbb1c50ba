import type { Call, OutputFormat, ToolDefinition } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Effort } from '../../core/model.ts';
import { changedCall } from '../changed-call.ts';
import type { WriteTarget } from '../dialect.ts';
import { writeMessages } from './messages-write.ts';

/**
 * A call as the body of `POST /api/chat`. `num_ctx` is always set: Ollama's default is 4 k on small
 * machines, and what does not fit is cut at the front without a word. How long a model stays loaded is
 * the operator's setting (`keep_alive` is not sent).
 */
export function writeRequest(asked: Call, target: WriteTarget): JsonObject {
  const call = changedCall(asked, target.changes);
  const offersTools = call.tools.length > 0 && call.toolChoice?.kind !== 'none';
  return {
    model: target.model,
    messages: writeMessages(call),
    // Ollama streams unless told not to.
    stream: target.stream,
    ...given('tools', offersTools ? call.tools.map(writeTool) : null),
    ...given('format', call.outputFormat && writeFormat(call.outputFormat)),
    ...given('think', writeThink(call)),
    options: {
      num_ctx: target.contextTokens,
      ...given('num_predict', call.maxOutputTokens),
      ...given('temperature', call.temperature),
      ...given('top_p', call.topP),
      ...given('top_k', call.topK),
      ...given('stop', call.stopSequences.length === 0 ? null : call.stopSequences),
    },
  };
}

function given(name: string, value: Json): JsonObject {
  return value === null ? {} : { [name]: value };
}

function writeTool({ name, description, inputSchema }: ToolDefinition): JsonObject {
  return {
    type: 'function',
    function: { name, description: description ?? '', parameters: inputSchema },
  };
}

function writeFormat(format: OutputFormat): Json {
  return format.kind === 'json-object' ? 'json' : format.schema;
}

/**
 * A call that says nothing leaves it to the model. Models that cannot think refuse `true` and a level, so
 * for those the decision takes thinking and effort out of the call.
 */
function writeThink({ thinking, effort }: Call): Json {
  if (thinking?.kind === 'disabled') return false;
  if (effort !== null) return LEVELS[effort];
  return thinking === null ? null : true;
}

/** Ollama knows three levels. */
const LEVELS: Readonly<Record<Effort, string>> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
};
