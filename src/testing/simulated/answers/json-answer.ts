import { isObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { Random } from '../../seeded-random.ts';
import { numberOr, objectOr, textOr, textsIn } from '../loose-json.ts';
import { foundNumber, foundText } from './found-value.ts';
import { bestLabel } from './label-answer.ts';
import { subjectWords } from './words.ts';

/** Where the values of made-up JSON come from. */
export interface Material {
  readonly text: string;
  readonly random: Random;
}

/**
 * A value that fits a JSON Schema, filled from the text where the text has something under the name.
 * Knows the common subset: types, enum, const, properties, items, bounds, formats, `$ref` into `$defs`,
 * `anyOf`/`oneOf` (its first) and `allOf` (merged).
 */
export function jsonFor(schema: JsonObject, material: Material): Json {
  return valueFor({ schema, root: schema, name: '', depth: 0 }, material);
}

/** An object with these fields, their types told by their names. */
export function jsonForFields(names: readonly string[], material: Material): JsonObject {
  const properties = Object.fromEntries(names.map((name) => [name, { type: guessedType(name) }]));
  const root = { type: 'object', properties, required: names };
  return objectOr(valueFor({ schema: root, root, name: '', depth: 0 }, material));
}

/** The field names a prompt asks for: `fields: a, b` or `keys a, b and c`. Empty when it names none. */
export function askedFields(text: string): readonly string[] {
  const list =
    /\b(?:fields|keys)\b(?:[^:\n]{0,40}:)?\s{1,3}([\w`"', ]{3,400})/i.exec(text)?.[1] ?? '';
  const names = list
    .split(/,|\band\b/)
    .map((name) => name.replace(/[`"'\s]+/g, ' ').trim())
    .filter((name) => /^[A-Za-z_]\w{0,40}$/.test(name));
  return [...new Set(names)];
}

interface Place {
  readonly schema: JsonObject;
  readonly root: JsonObject;
  /** The property the value goes to; the items of a list bear the list's name. */
  readonly name: string;
  readonly depth: number;
}

/** Deeper than this, a schema that refers to itself gets the smallest value. */
const DEEPEST = 12;

function valueFor(place: Place, material: Material): Json {
  const schema = resolved(place);
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return chosen(schema['enum'] as readonly Json[], material);
  const here = { ...place, schema };
  switch (typeOf(schema)) {
    case 'object':
      return objectFor(here, material);
    case 'array':
      return arrayFor(here, material);
    case 'number':
    case 'integer':
      return numberFor(here, material);
    case 'boolean':
      return material.random.chance(/error|invalid|fail/i.test(place.name) ? 0.2 : 0.7);
    case 'null':
      return null;
    default:
      return textFor(here, material);
  }
}

function resolved(place: Place): JsonObject {
  let schema = place.schema;
  for (let hops = 0; hops < DEEPEST; hops++) {
    const reference = textOr(schema['$ref']);
    const options = schema['anyOf'] ?? schema['oneOf'];
    if (reference.startsWith('#/')) schema = lookUp(place.root, reference);
    else if (Array.isArray(options)) schema = objectOr(options[0]);
    else if (Array.isArray(schema['allOf'])) schema = merged(schema['allOf'] as readonly Json[]);
    else return schema;
  }
  return schema;
}

function lookUp(root: JsonObject, reference: string): JsonObject {
  let value: unknown = root;
  for (const step of reference.slice(2).split('/')) value = objectOr(value)[step];
  return objectOr(value);
}

function merged(parts: readonly Json[]): JsonObject {
  const objects = parts.filter((part) => isObject(part));
  const properties = Object.assign({}, ...objects.map((part) => part['properties'])) as JsonObject;
  const required = objects.flatMap((part) => textsIn(part['required']));
  return { ...Object.assign({}, ...objects), properties, required } as JsonObject;
}

function typeOf(schema: JsonObject): string {
  const type = schema['type'];
  if (Array.isArray(type))
    return textOr(
      type.find((each) => each !== 'null'),
      'null',
    );
  if (typeof type === 'string') return type;
  if (schema['properties'] !== undefined) return 'object';
  return schema['items'] === undefined ? 'string' : 'array';
}

function chosen(values: readonly Json[], { text, random }: Material): Json {
  const words = values.filter((value) => typeof value === 'string');
  return words.length === values.length && words.length > 0
    ? bestLabel(words, text, random)
    : random.pick(values);
}

function objectFor(place: Place, material: Material): JsonObject {
  const required = new Set(textsIn(place.schema['required']));
  const entries = Object.entries(objectOr(place.schema['properties']))
    .filter(([name]) => required.has(name) || place.depth < DEEPEST)
    .map(([name, schema]) => {
      const child = { ...place, schema: objectOr(schema), name, depth: place.depth + 1 };
      return [name, valueFor(child, material)] as const;
    });
  return Object.fromEntries(entries);
}

function arrayFor(place: Place, material: Material): readonly Json[] {
  const { schema, depth } = place;
  const least = numberOr(schema['minItems'], 0);
  const usual = depth >= DEEPEST ? least : /error|problem|issue/i.test(place.name) ? 1 : 3;
  const length = Math.min(Math.max(least, usual), numberOr(schema['maxItems'], usual + least));
  const item = { ...place, schema: objectOr(schema['items']), depth: depth + 1 };
  if (typeOf(resolved(item)) !== 'string' || resolved(item)['enum'] !== undefined) {
    return Array.from({ length }, () => valueFor(item, material));
  }
  const words = material.random.shuffled(subjectWords(material.text, length + 3));
  return Array.from({ length }, (_, at) => words[at] ?? `item ${at + 1}`);
}

function numberFor(place: Place, { text, random }: Material): number {
  const { schema, name } = place;
  const isShare = /confidence|probability|share|ratio/i.test(name);
  const least = numberOr(schema['minimum'], numberOr(schema['exclusiveMinimum'], -1) + 1);
  const most = numberOr(schema['maximum'], isShare ? 1 : Number.MAX_SAFE_INTEGER);
  const found = isShare
    ? random.integer(62, 99) / 100
    : (foundNumber(name, text, random) ?? random.integer(1, 40));
  const inside = Math.min(Math.max(found, least), most);
  return typeOf(schema) === 'integer' ? Math.round(inside) : inside;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-11-20',
  'date-time': '2026-11-20T09:00:00Z',
  time: '09:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/simulated',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function textFor(place: Place, { text, random }: Material): string {
  const { schema, name } = place;
  const format = FORMATS[textOr(schema['format'])];
  if (format !== undefined) return format;
  const words = subjectWords(text, 4).join(' ');
  const value = foundText(name, text, random) ?? (words === '' ? 'not stated' : words);
  const padded = value.padEnd(numberOr(schema['minLength'], 0), '.');
  return padded.slice(0, numberOr(schema['maxLength'], 400));
}

function guessedType(name: string): string {
  if (/^(?:is|has|needs)_|valid|urgent|^ok$/i.test(name)) return 'boolean';
  if (/count|quantity|score|confidence|amount|total$/i.test(name)) return 'number';
  return /(?:errors|tags|items|names|topics|keywords|list)$/i.test(name) ? 'array' : 'string';
}
