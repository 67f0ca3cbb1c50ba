import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { readJsonBody } from './json-body.ts';
import { jsonDifference } from './json-difference.ts';
import { spliceJson, type JsonEdit } from './json-splice.ts';

const [A, B, C] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

test.each<[string, JsonObject, JsonObject, readonly JsonEdit[]]>([
  ['nothing', { l: [A, B] }, { l: [A, B] }, []],
  ['a field', { a: 1, b: 2 }, { a: 1, b: 3 }, [{ path: ['b'], json: '3' }]],
  ['a field out', { a: 1, b: 2 }, { b: 2 }, [{ path: ['a'], json: null }]],
  ['a field named like a method', { valueOf: 1 }, {}, [{ path: ['valueOf'], json: null }]],
  ['a field in', { a: {} }, { a: { x: [] } }, [{ path: ['a', 'x'], json: '[]' }]],
  ['an item out', { l: [A, B, C] }, { l: [A, C] }, [{ path: ['l', 1], json: null }]],
  [
    'an item changed within',
    { l: [A, B, C] },
    { l: [A, { id: 'x' }, C] },
    [{ path: ['l', 1, 'id'], json: '"x"' }],
  ],
  [
    'two items made one',
    { l: [A, B, C] },
    { l: [{ id: 'ab' }, C] },
    [
      { path: ['l', 0, 'id'], json: '"ab"' },
      { path: ['l', 1], json: null },
    ],
  ],
  ['a list that grew', { l: [A] }, { l: [A, B] }, [{ path: ['l'], json: JSON.stringify([A, B]) }]],
  ['another kind of value', { l: [A] }, { l: { x: 1 } }, [{ path: ['l'], json: '{"x":1}' }]],
])('%s', (_, before, after, edits) => {
  expect(jsonDifference(before, after)).toEqual(edits);
});

test('the edits make the one of the other, whatever both are', () => {
  const json = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.jsonValue({ maxDepth: 3 }),
  ) as fc.Arbitrary<JsonObject>;
  fc.assert(
    fc.property(json, json, (before, after) => {
      const read = readJsonBody(new TextEncoder().encode(JSON.stringify(before)));
      if (!read.ok) throw new Error(read.message);
      const bytes = spliceJson(read.body, jsonDifference(read.body.json, after));
      expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(
        JSON.parse(JSON.stringify(after)),
      );
    }),
    { numRuns: 2_000 },
  );
});
