import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { schemaFaults } from '../../testing/strict/held-schema-faults.ts';
import { canBeHeld, heldOtherwise, heldSchema } from './held-schema.ts';

const text = { type: 'string' };
const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...more,
});
const CLOSED = { additionalProperties: false };
const IS_CLOSED = 'schema closed to properties it does not name';
const IS_TOLD = 'limits of the schema moved into its descriptions';

describe('a schema that Anthropic holds an answer to', () => {
  test.each<[JsonObject, JsonObject, readonly string[]]>([
    [object({ a: text }, CLOSED), object({ a: text }, CLOSED), []],
    [object({ a: text }), object({ a: text }, CLOSED), [IS_CLOSED]],
    [object({ a: text }, { additionalProperties: true }), object({ a: text }, CLOSED), [IS_CLOSED]],
    [
      object({ a: { type: 'array', items: object({ b: text }) } }, CLOSED),
      object({ a: { type: 'array', items: object({ b: text }, CLOSED) } }, CLOSED),
      [IS_CLOSED],
    ],
    [
      object({ a: { ...text, description: 'A name.', minLength: 1, pattern: '^a' } }, CLOSED),
      object(
        { a: { ...text, description: 'A name.\nMust keep to {"minLength":1,"pattern":"^a"}' } },
        CLOSED,
      ),
      [IS_TOLD],
    ],
    [
      { type: 'array', items: { type: 'integer', maximum: 9 }, minItems: 2 },
      {
        type: 'array',
        items: { type: 'integer', description: 'Must keep to {"maximum":9}' },
        description: 'Must keep to {"minItems":2}',
      },
      [IS_TOLD],
    ],
    [
      { type: 'array', items: { ...text, format: 'date' }, minItems: 1, $schema: 'x' },
      { type: 'array', items: { ...text, format: 'date' }, minItems: 1 },
      [],
    ],
    [
      { ...text, format: 'color' },
      { ...text, description: 'Must keep to {"format":"color"}' },
      [IS_TOLD],
    ],
    [{ enum: ['a', null] }, { enum: ['a', null] }, []],
    [{ enum: [{}] }, { description: 'Must keep to {"enum":[{}]}' }, [IS_TOLD]],
    [{ oneOf: [text] }, { anyOf: [text] }, [IS_TOLD]],
    [
      { $ref: '#/$defs/x', $defs: { x: object({ a: text }) } },
      { $ref: '#/$defs/x', $defs: { x: object({ a: text }, CLOSED) } },
      [IS_CLOSED],
    ],
    [
      { type: ['object', 'null'], properties: { minLength: { type: 'integer' } } },
      { type: ['object', 'null'], properties: { minLength: { type: 'integer' } }, ...CLOSED },
      [IS_CLOSED],
    ],
  ])('%j', (schema, expected, otherwise) => {
    expect(canBeHeld(schema)).toBe(true);
    expect(heldSchema(schema)).toEqual(expected);
    expect(schemaFaults(expected)).toEqual([]);
    expect(heldOtherwise(schema)).toEqual(otherwise);
  });

  test.each<[string, JsonObject]>([
    ['takes any property', { type: 'object' }],
    ['takes any property of one kind', object({}, { additionalProperties: text })],
    ['does so inside', object({ a: { type: 'array', items: { type: 'object' } } })],
    ['requires what it does not name', object({ a: text }, { required: ['b'] })],
    [
      'holds itself',
      object({ a: { $ref: '#/$defs/x' } }, { $defs: { x: object({ b: { $ref: '#/$defs/x' } }) } }),
    ],
    ['points at its root', object({ a: { $ref: '#' } })],
    ['points elsewhere', object({ a: { $ref: 'https://example.com/x' } })],
    ['points at nothing', object({ a: { $ref: '#/$defs/x' } })],
    ['points at what is no name', object({ a: { $ref: 1 } })],
    ['wants several at once', { allOf: [object({ a: text })] }],
  ])('is not one that %s', (_, schema) => {
    expect(canBeHeld(schema)).toBe(false);
  });

  test('always passes the independent rules', () => {
    const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
      schema: fc.oneof(
        { depthSize: 'small' },
        fc.record({
          type: fc.constantFrom('string', 'integer'),
          minLength: fc.option(fc.nat(), { nil: undefined }),
          maximum: fc.option(fc.nat(), { nil: undefined }),
          description: fc.option(fc.string(), { nil: undefined }),
        }) as fc.Arbitrary<JsonObject>,
        fc.record({
          type: fc.constant('array'),
          items: tie('schema'),
          minItems: fc.nat(3),
        }) as fc.Arbitrary<JsonObject>,
        fc.record({
          type: fc.constant('object'),
          properties: fc.dictionary(fc.string(), tie('schema')),
          additionalProperties: fc.boolean(),
        }) as fc.Arbitrary<JsonObject>,
      ),
    }));
    fc.assert(
      fc.property(schema, (one) => {
        if (canBeHeld(one)) expect(schemaFaults(heldSchema(one))).toEqual([]);
      }),
    );
  });
});
