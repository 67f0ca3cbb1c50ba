import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';

/**
 * A schema as Anthropic holds an answer to it: every object takes only what it names, and limits that the
 * API refuses (lengths, ranges, patterns) stand in the description as words. What keeps to it keeps to the
 * client's own, but for those limits, which validators judge by the client's own schema.
 */
export function heldSchema(schema: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  const told: Record<string, Json> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (value === undefined || LABELS.has(name)) continue;
    if (name === 'oneOf') kept['anyOf'] = mapSchema('anyOf', value);
    else if (isTaken(name, value)) kept[name] = mapSchema(name, value);
    else if (name !== 'additionalProperties') told[name] = value;
  }
  const closed = describesObject(schema) ? { additionalProperties: false } : {};
  return { ...kept, ...closed, ...describe(schema['description'], told) };
}

/** Could an answer be held to it at all? Not where properties are free, or a schema holds itself. */
export function canBeHeld(schema: JsonObject): boolean {
  return (
    !isFree(schema) && hasPlainReferences(schema, schema, []) && parts(schema).every(canBeHeld)
  );
}

/** What holding it says otherwise, in a few words for people. */
export function heldOtherwise(schema: JsonObject): readonly string[] {
  const all = withParts(schema);
  const isOpen = all.some((one) => describesObject(one) && one['additionalProperties'] !== false);
  const isLimited = all.some((one) =>
    Object.entries(one).some(
      ([name, value]) =>
        value !== undefined &&
        !LABELS.has(name) &&
        name !== 'additionalProperties' &&
        !isTaken(name, value),
    ),
  );
  return [
    ...(isOpen ? ['schema closed to properties it does not name'] : []),
    ...(isLimited ? ['limits of the schema moved into its descriptions'] : []),
  ];
}

/** Of a strict tool; one without parameters has an empty schema elsewhere. */
export function strictSchema(inputSchema: JsonObject): JsonObject {
  const isEmpty = Object.keys(inputSchema).every((name) => name === 'type' || LABELS.has(name));
  return { type: 'object', ...(isEmpty ? { properties: {} } : {}), ...inputSchema };
}

/** They say nothing of the answer. */
const LABELS: ReadonlySet<string> = new Set(['$schema', '$id', '$comment', 'examples']);

const TAKEN: ReadonlySet<string> = new Set([
  'type',
  'properties',
  'required',
  'items',
  'anyOf',
  'const',
  'default',
  'title',
  'description',
  '$ref',
  '$defs',
  'definitions',
]);

const FORMATS: ReadonlySet<Json> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

function isTaken(name: string, value: Json): boolean {
  switch (name) {
    case 'format':
      return FORMATS.has(value);
    case 'minItems':
      return value === 0 || value === 1;
    case 'enum':
      return Array.isArray(value) && value.every((one) => one === null || typeof one !== 'object');
    case 'items':
      return isObject(value);
    default:
      return TAKEN.has(name);
  }
}

/** The schemas in this keyword held as well. */
function mapSchema(name: string, value: Json): Json {
  const held = (one: Json): Json => (isObject(one) ? heldSchema(one) : one);
  if (MAPS.has(name) && isObject(value)) {
    const entries = Object.entries(value).flatMap(([key, one]) =>
      one === undefined ? [] : [[key, held(one)] as const],
    );
    return Object.fromEntries(entries);
  }
  if (name === 'items') return held(value);
  return name === 'anyOf' && Array.isArray(value) ? value.map(held) : value;
}

const MAPS: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions']);

function describe(description: Json | undefined, told: JsonObject): JsonObject {
  if (Object.keys(told).length === 0) return {};
  const words = `Must keep to ${JSON.stringify(told)}`;
  const own = typeof description === 'string' && description !== '' ? `${description}\n` : '';
  return { description: own + words };
}

function describesObject({ type, properties }: JsonObject): boolean {
  return (
    type === 'object' || (Array.isArray(type) && type.includes('object')) || isObject(properties)
  );
}

/** Closed, it would take nothing; or several have to hold at once, of which each would refuse the others. */
function isFree(schema: JsonObject): boolean {
  if (schema['allOf'] !== undefined) return true;
  if (!describesObject(schema)) return false;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required: readonly Json[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const isNamed = required.every((name) => typeof name === 'string' && name in properties);
  if (!isNamed) return true;
  return Object.keys(properties).length === 0 && !isMeantEmpty(schema);
}

/** It names no property because there is none. */
function isMeantEmpty({ properties, additionalProperties: others }: JsonObject): boolean {
  return others === false || (others === undefined && properties !== undefined);
}

/** Each points at a definition of its own schema, and following them comes to an end. */
function hasPlainReferences(
  root: JsonObject,
  schema: JsonObject,
  seen: readonly string[],
): boolean {
  return withParts(schema).every((one) => {
    const reference = one['$ref'];
    if (reference === undefined) return true;
    const [, place = '', name = ''] =
      typeof reference === 'string'
        ? (/^#\/(\$defs|definitions)\/([^/]+)$/.exec(reference) ?? [])
        : [];
    const definitions = root[place];
    const target = isObject(definitions) ? definitions[name] : undefined;
    return (
      isObject(target) && !seen.includes(name) && hasPlainReferences(root, target, [...seen, name])
    );
  });
}

function withParts(schema: JsonObject): readonly JsonObject[] {
  return [schema, ...parts(schema).flatMap(withParts)];
}

function parts(schema: JsonObject): readonly JsonObject[] {
  const inMaps = [...MAPS].flatMap((name) => {
    const map = schema[name];
    return isObject(map) ? Object.values(map) : [];
  });
  const choices = ['anyOf', 'oneOf'].flatMap((name): readonly Json[] => {
    const list = schema[name];
    return Array.isArray(list) ? (list as readonly Json[]) : [];
  });
  return [...inMaps, ...choices, schema['items']].filter(isObject);
}
