import type { RequestChange } from '../../core/decision.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { JsonEdit } from '../json-splice.ts';
import { textOf } from '../text-of.ts';
import { foldedSystemEdits } from './folded-system.ts';
import { outputLimitField } from './output-limit-field.ts';

/** Changes as edits to the client's own bytes. Fields that are not there are not taken out. */
export function requestEdits(
  body: JsonObject,
  changes: readonly RequestChange[],
): readonly JsonEdit[] {
  const target = changes.find((change) => change.field === 'model')?.to ?? body['model'];
  return changes.flatMap((change) =>
    change.field === 'max_tokens'
      ? limitFields(body, textOf(target)).map((name) => set(name, change.to))
      : editsFor(body, change),
  );
}

function editsFor(
  body: JsonObject,
  change: Exclude<RequestChange, { field: 'max_tokens' }>,
): readonly JsonEdit[] {
  switch (change.field) {
    case 'model':
      return [set('model', change.to)];
    case 'effort':
      return change.to === null
        ? takeOut(body, 'reasoning_effort')
        : [set('reasoning_effort', change.to)];
    case 'thinking':
      // Only `none` is about whether to think; the other words are effort, which has its own change.
      return change.to?.kind !== 'disabled' && body['reasoning_effort'] === 'none'
        ? takeOut(body, 'reasoning_effort')
        : [];
    case 'temperature':
    case 'top_p':
    case 'top_k':
      return takeOut(body, change.field);
    case 'system_messages':
      return foldedSystemEdits(body);
    default:
      // The other changes are about what no client can write in this dialect.
      return [];
  }
}

/** The limits the client wrote, else the one the target knows. */
function limitFields(body: JsonObject, target: string): readonly string[] {
  const written = ['max_tokens', 'max_completion_tokens'].filter((name) =>
    Object.hasOwn(body, name),
  );
  return written.length > 0 ? written : [outputLimitField(target)];
}

function set(name: string, value: Json): JsonEdit {
  return { path: [name], json: JSON.stringify(value) };
}

function takeOut(body: JsonObject, name: string): readonly JsonEdit[] {
  return Object.hasOwn(body, name) ? [{ path: [name], json: null }] : [];
}

/**
 * Asks for usage in a stream whose client did not: without it the cost stays unknown. The chunk that
 * answers it is kept from the client (`isUsageChunk`).
 */
export function usageEdit(body: JsonObject): readonly JsonEdit[] {
  if (body['stream'] !== true) return [];
  const options = body['stream_options'];
  if (!isObject(options)) return [{ path: ['stream_options'], json: '{"include_usage":true}' }];
  if (options['include_usage'] === true) return [];
  return [{ path: ['stream_options', 'include_usage'], json: 'true' }];
}
