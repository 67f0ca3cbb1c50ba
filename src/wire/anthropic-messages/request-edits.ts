import type { RequestChange } from '../../core/decision.ts';
import type { JsonObject } from '../../core/json.ts';
import { jsonDifference } from '../json-difference.ts';
import type { JsonEdit } from '../json-splice.ts';
import { changedBody } from './changed-body.ts';

/** What changes mean in a Messages body, as edits to the client's bytes. */
export function requestEdits(
  body: JsonObject,
  changes: readonly RequestChange[],
): readonly JsonEdit[] {
  return jsonDifference(body, changedBody(body, changes));
}
