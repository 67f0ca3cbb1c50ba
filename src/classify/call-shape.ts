import type { Call } from '../core/call.ts';
import type { JsonObject } from '../core/json.ts';
import { isObject } from '../core/json.ts';
import type { TaskType } from '../core/task.ts';

/** What the form of a call says about its work, whatever its words. */
export interface ShapeSignal {
  readonly taskType: TaskType;
  /** As it stands among the signals of a classification. */
  readonly name: string;
}

/** Read from the schema an answer must fit; `null` when there is none or it says nothing. */
export function callShape(call: Call): ShapeSignal | null {
  if (call.outputFormat?.kind !== 'json-schema') return null;
  const properties = propertiesOf(call.outputFormat.schema);
  const names = Object.keys(properties);
  if (names.length === 0) return null;
  if (names.length === 1 && names[0] === 'title') {
    return { taskType: 'generate_title', name: 'schema:title' };
  }
  if (isDecision(properties)) return { taskType: 'yes_no_decision', name: 'schema:boolean' };
  if (enums(properties) === 1 && names.length <= 3) {
    return { taskType: 'classify_text', name: 'schema:enum' };
  }
  return { taskType: 'extract_fields', name: 'schema:fields' };
}

function propertiesOf(schema: JsonObject): JsonObject {
  return isObject(schema['properties']) ? schema['properties'] : {};
}

/** One boolean, alone or with a word of why: `{ ok, reason }`. */
function isDecision(properties: JsonObject): boolean {
  const booleans = Object.values(properties).filter(
    (property) => isObject(property) && property['type'] === 'boolean',
  );
  return booleans.length === 1 && Object.keys(properties).length <= 2;
}

function enums(properties: JsonObject): number {
  return Object.values(properties).filter(
    (property) => isObject(property) && Array.isArray(property['enum']),
  ).length;
}
