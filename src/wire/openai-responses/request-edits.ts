import type { RequestChange } from '../../core/decision.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { JsonEdit } from '../json-splice.ts';
import { isReasoningModel } from '../openai-chat/output-limit-field.ts';
import { textOf } from '../text-of.ts';

/** Changes as edits to the client's own bytes. Fields that are not there are not taken out. */
export function requestEdits(
  body: JsonObject,
  changes: readonly RequestChange[],
): readonly JsonEdit[] {
  const target = changes.find((change) => change.field === 'model')?.to ?? body['model'];
  return changes.flatMap((change) =>
    change.field === 'store' ? storeEdits(body, textOf(target)) : editsFor(body, change),
  );
}

function editsFor(
  body: JsonObject,
  change: Exclude<RequestChange, { field: 'store' }>,
): readonly JsonEdit[] {
  switch (change.field) {
    case 'model':
      return [set(['model'], change.to)];
    case 'max_tokens':
      return [set(['max_output_tokens'], change.to)];
    case 'effort':
      return change.to === null ? takeOutEffort(body) : [set(EFFORT, change.to)];
    case 'thinking': {
      // Only `none` is about whether to think; the other words are effort, which has its own change.
      const stays = change.to?.kind === 'disabled' || effortOf(body) !== 'none';
      return stays ? [] : takeOutEffort(body);
    }
    case 'thinking_blocks':
      return reasoningEdits(body, change.without);
    case 'temperature':
    case 'top_p':
      return Object.hasOwn(body, change.field) ? [{ path: [change.field], json: null }] : [];
    default:
      // The other changes are about what no client can write in this dialect.
      return [];
  }
}

/** Takes out the reasoning items with these encrypted contents; `''` stands for those that have none. */
function reasoningEdits(body: JsonObject, without: readonly string[]): readonly JsonEdit[] {
  const input: readonly Json[] = Array.isArray(body['input']) ? body['input'] : [];
  return input.flatMap((item, index) =>
    isObject(item) &&
    item['type'] === 'reasoning' &&
    without.includes(textOf(item['encrypted_content']))
      ? [{ path: ['input', index], json: null }]
      : [],
  );
}

const EFFORT = ['reasoning', 'effort'];
const ENCRYPTED = 'reasoning.encrypted_content';

function effortOf(body: JsonObject): Json | undefined {
  return isObject(body['reasoning']) ? body['reasoning']['effort'] : undefined;
}

function takeOutEffort(body: JsonObject): readonly JsonEdit[] {
  return effortOf(body) === undefined ? [] : [{ path: EFFORT, json: null }];
}

/**
 * Nothing is to be stored. A reasoning item can then only be sent back with its encrypted content, which has
 * to be asked for; models that do not reason refuse the question.
 */
function storeEdits(body: JsonObject, target: string): readonly JsonEdit[] {
  const store = set(['store'], false);
  if (!isReasoningModel(target)) return [store];
  const include: readonly Json[] = Array.isArray(body['include']) ? body['include'] : [];
  return include.includes(ENCRYPTED) ? [store] : [store, set(['include'], [...include, ENCRYPTED])];
}

function set(path: readonly string[], value: Json): JsonEdit {
  return { path, json: JSON.stringify(value) };
}
