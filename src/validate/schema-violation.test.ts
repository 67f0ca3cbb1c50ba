import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/json.ts';
import { schemaViolation } from './schema-violation.ts';

const CASES: readonly (readonly [schema: JsonObject, value: Json, said: string | null])[] = [
  [{}, 5, null],
  // type
  [{ type: 'string' }, 'a', null],
  [{ type: 'string' }, 5, 'at the root: number where string is wanted'],
  [{ type: 'integer' }, 5, null],
  [{ type: 'integer' }, 5.5, 'at the root: number where integer is wanted'],
  [{ type: 'number' }, 5.5, null],
  [{ type: 'null' }, null, null],
  [{ type: 'array' }, {}, 'at the root: object where array is wanted'],
  [{ type: 'object' }, [], 'at the root: array where object is wanted'],
  [{ type: ['string', 'null'] }, null, null],
  [{ type: ['string', 'null'] }, true, 'at the root: boolean where string or null is wanted'],
  [{ type: 'no-such-type' }, 5, null],
  [{ type: [5] }, 5, null],
  [{ type: 5 }, 5, null],
  // objects
  [{ required: ['a'] }, { a: 1 }, null],
  [{ required: ['a'] }, {}, 'at the root: a is missing'],
  [{ required: ['a'] }, 'text', null],
  [{ required: 'a' }, {}, null],
  [{ properties: { a: { type: 'string' } } }, { a: 1 }, '/a: number where string is wanted'],
  [{ properties: { a: { type: 'string' } } }, { b: 1 }, null],
  [{ properties: { a: {} }, additionalProperties: false }, { a: 1 }, null],
  [
    { properties: { a: {} }, additionalProperties: false },
    { b: 1 },
    'at the root: a key that is not in the schema',
  ],
  [{ additionalProperties: { type: 'string' } }, { b: 1 }, '/*: number where string is wanted'],
  [
    { properties: { 'a/b~c': { type: 'string' } } },
    { 'a/b~c': 1 },
    '/a~1b~0c: number where string is wanted',
  ],
  [{ properties: { a: false } }, { a: 1 }, '/a: nothing is allowed here'],
  [{ properties: { a: true } }, { a: 1 }, null],
  [{ properties: 5 }, { a: 1 }, null],
  // arrays
  [{ items: { type: 'number' } }, [1, 'a'], '/1: string where number is wanted'],
  [{ items: { type: 'number' } }, [], null],
  [{ minItems: 1 }, [], 'at the root: below minItems 1'],
  [{ maxItems: 1 }, [1, 2], 'at the root: above maxItems 1'],
  [{ minItems: 1, maxItems: 2 }, [1], null],
  // values
  [{ enum: ['a', 5, null] }, 5, null],
  [{ enum: ['a'] }, 'b', 'at the root: not one of the values that are allowed'],
  [{ enum: 'a' }, 'b', null],
  [{ enum: [{ a: [1], b: 2 }] }, { b: 2, a: [1] }, null],
  [{ enum: [{ a: 1 }] }, { a: 2 }, 'at the root: not one of the values that are allowed'],
  [{ enum: [{ a: 1 }] }, { a: 1, b: 2 }, 'at the root: not one of the values that are allowed'],
  [{ enum: [{ a: 1 }] }, { b: 1 }, 'at the root: not one of the values that are allowed'],
  [{ enum: [[1, 2]] }, [1, 2], null],
  [{ enum: [[1, 2]] }, [1], 'at the root: not one of the values that are allowed'],
  [{ enum: [[1]] }, { 0: 1 }, 'at the root: not one of the values that are allowed'],
  [{ const: 'a' }, 'a', null],
  [{ const: 'a' }, 'b', 'at the root: not the one value that is allowed'],
  [{ const: null }, null, null],
  // bounds
  [{ minLength: 2 }, 'a', 'at the root: below minLength 2'],
  [{ maxLength: 1 }, 'ab', 'at the root: above maxLength 1'],
  [{ maxLength: 1 }, '😀', null],
  [{ minimum: 2 }, 1, 'at the root: below minimum 2'],
  [{ maximum: 2 }, 3, 'at the root: above maximum 2'],
  [{ minimum: 'x', maximum: null }, 3, null],
  [{ minimum: 2 }, 'a', null],
  // combinations
  [{ allOf: [{ type: 'number' }, { minimum: 5 }] }, 4, 'at the root: below minimum 5'],
  [{ allOf: [{ type: 'number' }, { minimum: 5 }] }, 6, null],
  [{ anyOf: [{ type: 'number' }, { type: 'null' }] }, null, null],
  [
    { anyOf: [{ type: 'number' }, { type: 'null' }] },
    'a',
    'at the root: fits none of the shapes that are allowed',
  ],
  [{ oneOf: [{ type: 'number' }, { type: 'null' }] }, 5, null],
  [{ oneOf: [{ type: 'number' }, { minimum: 1 }] }, 5, 'at the root: fits several shapes'],
  [{ oneOf: [{ type: 'null' }] }, 5, 'at the root: fits none of the shapes that are allowed'],
  [{ anyOf: 5, oneOf: 5, allOf: 5 }, 5, null],
  // references
  [
    { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } },
    5,
    'at the root: number where string is wanted',
  ],
  [
    { $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'string' } } },
    5,
    'at the root: number where string is wanted',
  ],
  [{ items: { $ref: '#' }, type: 'array' }, [[], [5]], '/1/0: number where array is wanted'],
  [{ $ref: '#/$defs/none' }, 5, null],
  [{ $ref: '#/$defs/none/deeper' }, 5, null],
  [{ $ref: 'https://example.com/schema' }, 5, null],
  [{ $ref: '#' }, 5, null],
  // what is not known is ignored
  [{ pattern: '^a$', format: 'email', if: false }, 'b', null],
];

describe('a value against a schema', () => {
  it.each(CASES)('%j %j: %s', (schema, value, said) => {
    expect(schemaViolation(value, schema)).toBe(said);
  });
});

describe('where it gives up', () => {
  it('finds nothing wrong below its depth', () => {
    let deep: Json = 'not a list';
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(schemaViolation(deep, { type: 'array', items: { $ref: '#' } })).toBeNull();
    expect(schemaViolation(deep, { enum: [deep, 'a'] })).toBeNull();
  });

  it('finds nothing wrong when a schema asks for endless work', () => {
    const both = [{ $ref: '#' }, { $ref: '#' }];
    expect(schemaViolation([], { anyOf: both, oneOf: both, allOf: both })).toBeNull();
    const long = Array.from({ length: 100_000 }, (_, index) => index);
    expect(schemaViolation([...long, 'x'], { items: { type: 'number' } })).toBeNull();
  });
});
