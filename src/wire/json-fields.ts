import type { Json, JsonObject } from '../core/json.ts';

/** The object with this field set; itself when the field has that value already. */
export function withField(object: JsonObject, name: string, value: Json): JsonObject {
  return object[name] === value ? object : { ...object, [name]: value };
}

/** The object without this field; itself when it has none. */
export function withoutField(object: JsonObject, name: string): JsonObject {
  if (object[name] === undefined) return object;
  const { [name]: _, ...others } = object;
  return others;
}
