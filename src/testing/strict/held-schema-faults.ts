import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';

/** What Anthropic's page on structured outputs lists as refused, found anywhere in a schema. */
export function schemaFaults(schema: JsonObject): readonly string[] {
  const own = Object.entries(schema).flatMap(([name, value]) => keywordFaults(name, value));
  const { type, properties, items, anyOf } = schema;
  const isOpen =
    (type === 'object' || properties !== undefined) && schema['additionalProperties'] !== false;
  const inside = [
    ...(isObject(properties) ? Object.values(properties) : []),
    ...(isObject(schema['$defs']) ? Object.values(schema['$defs']) : []),
    ...(Array.isArray(anyOf) ? (anyOf as readonly Json[]) : []),
    items,
  ];
  return [
    ...own,
    ...(isOpen ? ['schema: additionalProperties must be false'] : []),
    ...inside.filter(isObject).flatMap(schemaFaults),
  ];
}

function keywordFaults(name: string, value: Json | undefined): readonly string[] {
  if (value === undefined) return [];
  const isRefused = REFUSED.has(name) || (name === 'minItems' && value !== 0 && value !== 1);
  return isRefused ? [`schema: ${name} is not supported`] : [];
}

const REFUSED = new Set([
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'propertyNames',
  'oneOf',
  'not',
  'if',
]);
