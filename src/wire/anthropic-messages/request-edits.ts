import type { RequestChange } from '../../core/decision.ts';
import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { JsonEdit } from '../json-splice.ts';

/** What changes mean in a Messages body. Nothing is taken out that is not there. */
export function requestEdits(
  body: JsonObject,
  changes: readonly RequestChange[],
): readonly JsonEdit[] {
  return changes.flatMap((change) => editsFor(body, change));
}

function editsFor(body: JsonObject, change: RequestChange): readonly JsonEdit[] {
  switch (change.field) {
    case 'model':
    case 'max_tokens':
      return [set([change.field], change.to)];
    case 'effort':
      return change.to === null
        ? effortRemoval(body['output_config'])
        : [set(['output_config', 'effort'], change.to)];
    case 'thinking':
      return [...removal(body, 'thinking'), ...thinkingEditsRemoval(body['context_management'])];
    case 'temperature':
    case 'top_p':
    case 'top_k':
      return removal(body, change.field);
  }
}

/** Models without effort refuse `output_config` even when it is empty, so it goes with its last field. */
function effortRemoval(config: Json | undefined): readonly JsonEdit[] {
  if (!isObject(config) || config['effort'] === undefined) return [];
  const isLast = Object.keys(config).length === 1;
  return [{ path: isLast ? ['output_config'] : ['output_config', 'effort'], json: null }];
}

/** The API refuses to clear thinking from the context of a call that does not think. */
function thinkingEditsRemoval(management: Json | undefined): readonly JsonEdit[] {
  if (!isObject(management) || !Array.isArray(management['edits'])) return [];
  const edits: readonly Json[] = management['edits'];
  const kept = edits.filter((edit) => !clearsThinking(edit));
  if (kept.length === edits.length) return [];
  if (kept.length > 0) return [set(['context_management', 'edits'], kept)];
  const isLast = Object.keys(management).length === 1;
  return [{ path: isLast ? ['context_management'] : ['context_management', 'edits'], json: null }];
}

function clearsThinking(edit: Json): boolean {
  return (
    isObject(edit) && typeof edit['type'] === 'string' && edit['type'].startsWith('clear_thinking')
  );
}

function removal(body: JsonObject, name: string): readonly JsonEdit[] {
  return body[name] === undefined ? [] : [{ path: [name], json: null }];
}

function set(path: readonly string[], value: Json): JsonEdit {
  return { path, json: JSON.stringify(value) };
}
