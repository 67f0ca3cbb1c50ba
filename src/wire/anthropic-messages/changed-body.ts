import { withoutAttribution } from '../../core/attribution.ts';
import type { RequestChange } from '../../core/decision.ts';
import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { withField, withoutField } from '../json-fields.ts';
import { textOf } from '../text-of.ts';
import {
  withFoldedSystem,
  withMessageEffort,
  withMessages,
  withoutMessageSettings,
  withoutThinkingBlocks,
} from './changed-messages.ts';
import { withoutThinking, withThinking } from './changed-thinking.ts';
import { withLoadedTools } from './loaded-tools.ts';
import { withTrimmedPrefill } from './trimmed-prefill.ts';

/**
 * A Messages body as its model is to see it. Nothing is taken out that is not there, and what no change
 * names is handed on as it is, down to the single object.
 */
export function changedBody(body: JsonObject, changes: readonly RequestChange[]): JsonObject {
  return changes.reduce(withChange, body);
}

function withChange(body: JsonObject, change: RequestChange): JsonObject {
  switch (change.field) {
    case 'model':
      // Whoever sends it elsewhere answers for what is refused there.
      return withMessages(withField(body, 'model', change.to), withTrimmedPrefill);
    case 'max_tokens':
      return withField(body, change.field, change.to);
    case 'effort':
      return withEffort(body, change.to);
    case 'thinking':
      return change.to === null ? withoutThinking(body) : withThinking(body, change.to);
    case 'temperature':
    case 'top_p':
    case 'top_k':
    case 'speed':
    case 'metadata':
      return withoutField(body, change.field);
    case 'system_messages':
      return withFoldedSystem(body);
    case 'message_settings':
      return withoutMessageSettings(body);
    case 'message_effort':
      return withMessageEffort(body, change.from, change.to);
    case 'thinking_blocks':
      return withoutThinkingBlocks(body, change.without);
    case 'deferred_tools':
      return withLoadedTools(body);
    case 'attribution':
      return withoutAttributionLine(body);
    case 'betas':
    case 'store':
      // The first is for a header (`changed-headers.ts`), the second nobody can say here.
      return body;
  }
}

/** Models without effort refuse `output_config` even when it is empty, so it goes with its last field. */
function withEffort(body: JsonObject, effort: string | null): JsonObject {
  const config = body['output_config'];
  if (effort !== null) {
    return withField(body, 'output_config', { ...(isObject(config) ? config : {}), effort });
  }
  if (!isObject(config) || config['effort'] === undefined) return body;
  const rest = withoutField(config, 'effort');
  return Object.keys(rest).length === 0
    ? withoutField(body, 'output_config')
    : withField(body, 'output_config', rest);
}

function withoutAttributionLine(body: JsonObject): JsonObject {
  const { system } = body;
  if (typeof system === 'string') return withSystem(body, withoutAttribution(system));
  if (!Array.isArray(system)) return body;
  const blocks: readonly Json[] = system;
  return withSystem(
    body,
    blocks.flatMap((block): readonly Json[] => {
      if (!isObject(block)) return [block];
      const text = textOf(block['text']);
      const rest = withoutAttribution(text);
      if (rest === text) return [block];
      return rest === '' ? [] : [{ ...block, text: rest }];
    }),
  );
}

/** An empty system prompt is none. */
function withSystem(body: JsonObject, system: string | readonly Json[]): JsonObject {
  return system.length === 0 ? withoutField(body, 'system') : withField(body, 'system', system);
}
