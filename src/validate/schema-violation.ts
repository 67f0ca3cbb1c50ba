import type { Json, JsonObject } from '../core/json.ts';
import { isObject } from '../core/json.ts';

/** Nesting of schemas, `$ref` steps included, below which nothing is checked. */
const MAX_DEPTH = 64;
/** Schemas applied to values in one check. What is left after that counts as fitting. */
const MAX_STEPS = 50_000;

/**
 * Where a value breaks a JSON schema, and how, as `/pointer: what is wrong`; `null` when it fits.
 *
 * Knows the subset that structured output is asked with: `type`, `properties`, `required`,
 * `additionalProperties`, `items`, `enum`, `const`, the length, count and number bounds, `anyOf`, `oneOf`,
 * `allOf`, `$ref` within the schema. Other keywords are ignored. Bounded in depth and work: where
 * it gives up it finds nothing wrong, for an answer is only rejected on evidence.
 */
export function schemaViolation(value: Json, schema: JsonObject): string | null {
  return violation(value, schema, {
    root: schema,
    pointer: '',
    depth: 0,
    work: { steps: 0, gaveUp: false },
  });
}

interface Place {
  readonly root: JsonObject;
  /** Where the value is within the answer, as a JSON pointer. */
  readonly pointer: string;
  readonly depth: number;
  /** Shared by all places of one check. */
  readonly work: { steps: number; gaveUp: boolean };
}

type Rule = (value: Json, schema: JsonObject, place: Place) => string | null;

const RULES: readonly Rule[] = [
  reference,
  type,
  constant,
  enumeration,
  textLength,
  numberRange,
  objectShape,
  arrayShape,
  allOf,
  anyOf,
  oneOf,
];

function violation(value: Json, schema: Json | undefined, place: Place): string | null {
  place.work.steps += 1;
  if (place.depth > MAX_DEPTH || place.work.steps > MAX_STEPS) {
    place.work.gaveUp = true;
    return null;
  }
  if (schema === false) return says(place, 'nothing is allowed here');
  if (!isObject(schema)) return null;
  for (const rule of RULES) {
    const found = rule(value, schema, place);
    if (found !== null) return found;
  }
  return null;
}

function reference(value: Json, schema: JsonObject, place: Place): string | null {
  if (typeof schema['$ref'] !== 'string') return null;
  return violation(value, resolve(place.root, schema['$ref']), deeper(place));
}

/** `#`, `#/$defs/name` or any longer pointer into the schema; elsewhere is not followed. */
function resolve(root: JsonObject, ref: string): Json | undefined {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined;
  let target: Json | undefined = root;
  for (const part of ref.split('/').slice(1, MAX_DEPTH)) {
    if (!isObject(target)) return undefined;
    const key: string = part.replaceAll('~1', '/').replaceAll('~0', '~');
    target = Object.hasOwn(target, key) ? target[key] : undefined;
  }
  return target;
}

function type(value: Json, schema: JsonObject, place: Place): string | null {
  const wanted = typeof schema['type'] === 'string' ? [schema['type']] : schema['type'];
  if (!Array.isArray(wanted)) return null;
  const names = wanted.filter((name) => typeof name === 'string');
  if (names.length === 0 || names.some((name) => isOfType(value, name))) return null;
  return says(place, `${typeName(value)} where ${names.join(' or ')} is wanted`);
}

function isOfType(value: Json, name: string): boolean {
  if (name === 'integer') return Number.isInteger(value);
  return typeName(value) === name || !TYPE_NAMES.includes(name);
}

const TYPE_NAMES = ['null', 'boolean', 'number', 'string', 'array', 'object'];

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function constant(value: Json, schema: JsonObject, place: Place): string | null {
  const wanted = schema['const'];
  if (wanted === undefined || sameJson(value, wanted)) return null;
  return says(place, 'not the one value that is allowed');
}

function enumeration(value: Json, schema: JsonObject, place: Place): string | null {
  const allowed = schema['enum'];
  if (!Array.isArray(allowed)) return null;
  place.work.steps += allowed.length;
  if (allowed.some((wanted) => sameJson(value, wanted))) return null;
  return says(place, 'not one of the values that are allowed');
}

/** Equal as JSON: keys in any order. Bounded in depth, because answers are written by others. */
function sameJson(left: Json, right: Json, depth = 0): boolean {
  if (left === right) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return false;
    return left.every((item, index) => sameJson(item as Json, right[index] as Json, depth + 1));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(right, key) && sameJson(left[key] ?? null, right[key] ?? null, depth + 1),
  );
}

function textLength(value: Json, schema: JsonObject, place: Place): string | null {
  if (typeof value !== 'string') return null;
  // The standard counts code points, JavaScript counts half of a surrogate pair as one.
  const count = Array.from(value).length;
  return outside({ count, schema, from: 'minLength', to: 'maxLength' }, place);
}

function numberRange(value: Json, schema: JsonObject, place: Place): string | null {
  if (typeof value !== 'number') return null;
  return outside({ count: value, schema, from: 'minimum', to: 'maximum' }, place);
}

interface Range {
  readonly count: number;
  readonly schema: JsonObject;
  readonly from: string;
  readonly to: string;
}

function outside({ count, schema, from, to }: Range, place: Place): string | null {
  const lowest = schema[from];
  const highest = schema[to];
  if (typeof lowest === 'number' && count < lowest) return says(place, `below ${from} ${lowest}`);
  if (typeof highest === 'number' && count > highest) return says(place, `above ${to} ${highest}`);
  return null;
}

function objectShape(value: Json, schema: JsonObject, place: Place): string | null {
  if (!isObject(value)) return null;
  return missingKey(value, schema, place) ?? wrongProperty(value, schema, place);
}

function missingKey(value: JsonObject, schema: JsonObject, place: Place): string | null {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required.find((key) => typeof key === 'string' && !Object.hasOwn(value, key));
  // The key is the schema's own word, not the answer's.
  return typeof missing === 'string' ? says(place, `${missing} is missing`) : null;
}

function wrongProperty(value: JsonObject, schema: JsonObject, place: Place): string | null {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const others = schema['additionalProperties'];
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const known = Object.hasOwn(properties, key);
    if (!known && others === false) return says(place, 'a key that is not in the schema');
    const found = known
      ? violation(item, properties[key], deeper(place, key))
      : violation(item, others, deeper(place, '*'));
    if (found !== null) return found;
  }
  return null;
}

function arrayShape(value: Json, schema: JsonObject, place: Place): string | null {
  if (!Array.isArray(value)) return null;
  const count = outside({ count: value.length, schema, from: 'minItems', to: 'maxItems' }, place);
  if (count !== null || schema['items'] === undefined) return count;
  for (const [index, item] of value.entries()) {
    const found = violation(item as Json, schema['items'], deeper(place, String(index)));
    if (found !== null) return found;
  }
  return null;
}

function allOf(value: Json, schema: JsonObject, place: Place): string | null {
  const all = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
  for (const part of all) {
    const found = violation(value, part as Json, deeper(place));
    if (found !== null) return found;
  }
  return null;
}

function anyOf(value: Json, schema: JsonObject, place: Place): string | null {
  if (!Array.isArray(schema['anyOf'])) return null;
  return fitting(value, schema['anyOf'] as readonly Json[], place) > 0
    ? null
    : says(place, 'fits none of the shapes that are allowed');
}

function oneOf(value: Json, schema: JsonObject, place: Place): string | null {
  if (!Array.isArray(schema['oneOf'])) return null;
  const count = fitting(value, schema['oneOf'] as readonly Json[], place);
  // Shapes that were not read to their end seem to fit, which is no evidence against the answer.
  if (count === 1 || (count > 1 && place.work.gaveUp)) return null;
  return says(
    place,
    count === 0 ? 'fits none of the shapes that are allowed' : 'fits several shapes',
  );
}

function fitting(value: Json, shapes: readonly Json[], place: Place): number {
  return shapes.filter((shape) => violation(value, shape, deeper(place)) === null).length;
}

function deeper(place: Place, key?: string): Place {
  const pointer = key === undefined ? place.pointer : `${place.pointer}/${escaped(key)}`;
  return { ...place, pointer, depth: place.depth + 1 };
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function says(place: Place, what: string): string {
  return `${place.pointer === '' ? 'at the root' : place.pointer}: ${what}`;
}
