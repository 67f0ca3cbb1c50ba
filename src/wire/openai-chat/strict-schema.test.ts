import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { isStrictSchema } from './strict-schema.ts';

const TEXT = { type: 'string' };

function closed(properties: JsonObject, rest: JsonObject = {}): JsonObject {
  const required = Object.keys(properties);
  return { type: 'object', properties, required, additionalProperties: false, ...rest };
}

function nested(levels: number): JsonObject {
  return levels === 0 ? closed({}) : closed({ inner: nested(levels - 1) });
}

describe('a schema is strict', () => {
  it.each<[string, JsonObject]>([
    ['without properties', closed({})],
    ['with every property required', closed({ a: TEXT, b: { type: ['string', 'null'] } })],
    ['with objects inside', closed({ a: closed({ b: TEXT }) })],
    ['with closed objects in a list', closed({ a: { type: 'array', items: closed({ b: TEXT }) } })],
    ['with a choice', closed({ a: { anyOf: [TEXT, closed({ b: TEXT }), { type: 'null' }] } })],
    ['with definitions', closed({ a: { $ref: '#/$defs/b' } }, { $defs: { b: closed({}) } })],
    ['with fixed values', closed({ a: { enum: ['x', 'y'], description: 'D' }, b: { const: 1 } })],
    ['with a property that is named like a keyword', closed({ allOf: TEXT, not: TEXT })],
    ['as deep as OpenAI allows', nested(9)],
  ])('%s', (_name, schema) => {
    expect(isStrictSchema(schema)).toBe(true);
  });
});

describe('a schema is not strict', () => {
  it.each<[string, JsonObject]>([
    ['when it says nothing', {}],
    ['when its root is no object', TEXT],
    ['when its root is a choice', closed({}, { anyOf: [closed({})] })],
    ['with an optional property', closed({ a: TEXT, b: TEXT }, { required: ['a'] })],
    [
      'without `required`',
      { type: 'object', properties: { a: TEXT }, additionalProperties: false },
    ],
    ['when it is open', { type: 'object', properties: { a: TEXT }, required: ['a'] }],
    ['when it is open to a kind', closed({ a: TEXT }, { additionalProperties: TEXT })],
    ['without properties at all', { type: 'object', additionalProperties: false }],
    ['with an open object inside', closed({ a: { type: 'object', properties: {} } })],
    ['with an open object that may be null', closed({ a: { type: ['object', 'null'] } })],
    ['with an open object in a list', closed({ a: { type: 'array', items: { properties: {} } } })],
    ['with an open object in a choice', closed({ a: { anyOf: [TEXT, { type: 'object' }] } })],
    ['with an open definition', closed({}, { $defs: { b: { type: 'object' } } })],
    ['with an old open definition', closed({}, { definitions: { b: { type: 'object' } } })],
    ['with `allOf`', closed({ a: { allOf: [TEXT] } })],
    ['with `oneOf`', closed({ a: { oneOf: [TEXT] } })],
    ['with a yes for a schema', closed({ a: true })],
    ['when it is deeper than OpenAI allows', nested(10)],
    ['when it is deeper than anyone reads', nested(2_000)],
  ])('%s', (_name, schema) => {
    expect(isStrictSchema(schema)).toBe(false);
  });

  it('whenever one property is not required', () => {
    const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(names, fc.nat(), (all, at) => {
        const properties = Object.fromEntries(all.map((name) => [name, TEXT]));
        const missing = all[at % all.length];
        const required = all.filter((name) => name !== missing);
        expect(isStrictSchema(closed(properties, { required: all }))).toBe(true);
        expect(isStrictSchema(closed(properties, { required }))).toBe(false);
      }),
    );
  });
});
