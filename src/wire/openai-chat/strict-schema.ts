import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';

/** OpenAI takes ten levels of nesting: the root and nine below it. */
const DEEPEST = 9;

/**
 * Does OpenAI take this schema with `strict`? Its rules: the root is an object without `anyOf`, every object
 * names all its properties as required and takes no others, and no keyword stands in it that strict mode
 * does not know. In doubt it is not: a schema that is not strict is never refused.
 */
export function isStrictSchema(schema: JsonObject): boolean {
  return schema['type'] === 'object' && schema['anyOf'] === undefined && isStrict(schema, 0);
}

function isStrict(schema: Json | undefined, depth: number): boolean {
  if (!isObject(schema) || depth > DEEPEST) return false;
  if (Object.keys(schema).some((name) => !KNOWN.has(name))) return false;
  return isClosed(schema) && partsOf(schema).every((part) => isStrict(part, depth + 1));
}

/** Of anything but an object: yes. */
function isClosed(schema: JsonObject): boolean {
  const { type, properties, required } = schema;
  const isObjectSchema =
    type === 'object' ||
    (Array.isArray(type) && type.includes('object')) ||
    properties !== undefined;
  if (!isObjectSchema) return true;
  const isNamed = (name: string): boolean => Array.isArray(required) && required.includes(name);
  return (
    schema['additionalProperties'] === false &&
    isObject(properties) &&
    Object.keys(properties).every(isNamed)
  );
}

function partsOf(schema: JsonObject): readonly (Json | undefined)[] {
  const maps = ['properties', '$defs', 'definitions'].flatMap((name) => {
    const map = schema[name];
    return isObject(map) ? Object.values(map) : [];
  });
  const { items, anyOf } = schema;
  const choices: readonly Json[] = Array.isArray(anyOf) ? anyOf : [];
  return [...maps, ...(items === undefined ? [] : [items]), ...choices];
}

/** `allOf`, `oneOf`, `not`, `if`, `patternProperties` and the like are refused in strict mode. */
const KNOWN: ReadonlySet<string> = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'anyOf',
  'enum',
  'const',
  'description',
  'title',
  '$ref',
  '$defs',
  'definitions',
  '$schema',
]);
