import { lastUserText, type Call } from './call.ts';
import { isObject, type JsonObject } from './json.ts';

/** What a call that does the work of one tool gives it: the JSON of the last user text; nothing where it is none. */
export function toolInput(call: Call): JsonObject {
  try {
    const input: unknown = JSON.parse(lastUserText(call));
    return isObject(input) ? input : {};
  } catch {
    return {};
  }
}
