import type { Thinking } from '../../core/call.ts';
import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { withField, withoutField } from '../json-fields.ts';

/** A body that asks for thinking this way; what its `thinking` says besides stays. */
export function withThinking(body: JsonObject, thinking: Thinking): JsonObject {
  const asked = isObject(body['thinking']) ? body['thinking'] : {};
  const kept = OWN_FIELDS.reduce(withoutField, asked);
  const { block_binding: binding } = asked;
  return withField(body, 'thinking', {
    ...(binding === undefined || thinking.governsBinding === undefined
      ? kept
      : { ...kept, block_binding: binding }),
    ...writeThinking(thinking),
  });
}

const OWN_FIELDS = ['type', 'budget_tokens', 'display', 'block_binding'];

/** `thinking` as the API knows it. */
export function writeThinking(thinking: Thinking): JsonObject {
  const display = thinking.display === undefined ? {} : { display: thinking.display };
  return thinking.kind === 'budget'
    ? { type: 'enabled', budget_tokens: thinking.budgetTokens, ...display }
    : { type: thinking.kind, ...display };
}

export function withoutThinking(body: JsonObject): JsonObject {
  return withoutThinkingEdits(withoutField(body, 'thinking'));
}

/** The API refuses to clear thinking from the context of a call that does not think. */
function withoutThinkingEdits(body: JsonObject): JsonObject {
  const management = body['context_management'];
  if (!isObject(management) || !Array.isArray(management['edits'])) return body;
  const edits: readonly Json[] = management['edits'];
  const kept = edits.filter((edit) => !clearsThinking(edit));
  if (kept.length === edits.length) return body;
  const rest =
    kept.length > 0 ? withField(management, 'edits', kept) : withoutField(management, 'edits');
  return Object.keys(rest).length === 0
    ? withoutField(body, 'context_management')
    : withField(body, 'context_management', rest);
}

function clearsThinking(edit: Json): boolean {
  return (
    isObject(edit) && typeof edit['type'] === 'string' && edit['type'].startsWith('clear_thinking')
  );
}
