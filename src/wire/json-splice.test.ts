import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonBody } from './json-body.ts';
import { spliceJson } from './json-splice.ts';
import type { JsonEdit } from './json-splice.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function splice(text: string, edits: readonly JsonEdit[]): string {
  const result = readJsonBody(encoder.encode(text));
  if (!result.ok) throw new Error(result.message);
  return decoder.decode(spliceJson(result.body, edits));
}

const set = (path: string, value: unknown): JsonEdit => ({
  path: path.split('.'),
  json: JSON.stringify(value),
});
const remove = (path: string): JsonEdit => ({ path: path.split('.'), json: null });

const CASES: readonly (readonly [before: string, edits: readonly JsonEdit[], after: string])[] = [
  // nothing to do
  ['{ "a" : 1.0 }', [], '{ "a" : 1.0 }'],
  ['{ "a" : 1.0 }', [remove('b'), remove('c.d')], '{ "a" : 1.0 }'],
  // replace
  ['{"a":1,"model":"x","b":1.0}', [set('model', 'y')], '{"a":1,"model":"y","b":1.0}'],
  ['{ "model" :\n"x" , "b":1e5}', [set('model', 'ü')], '{ "model" :\n"ü" , "b":1e5}'],
  ['{"mod\\u0065l":"x"}', [set('model', 'y')], '{"mod\\u0065l":"y"}'],
  ['{"a":{"b":[1]},"c":2}', [set('a', null), set('c', { d: 1 })], '{"a":null,"c":{"d":1}}'],
  ['{"a":1}', [set('a', 2), set('a', 3)], '{"a":3}'],
  // remove
  ['{"a":1}', [remove('a')], '{}'],
  ['{ "a":1 }', [remove('a')], '{  }'],
  ['{"a":1, "b":2, "c":3}', [remove('a')], '{"b":2, "c":3}'],
  ['{"a":1, "b":2, "c":3}', [remove('b')], '{"a":1, "c":3}'],
  ['{"a":1, "b":2, "c":3 }', [remove('c')], '{"a":1, "b":2 }'],
  ['{"a":1, "b":2, "c":3 }', [remove('b'), remove('c')], '{"a":1 }'],
  ['{"a":1, "b":2, "c":3 }', [remove('a'), remove('b')], '{"c":3 }'],
  ['{"a":1, "b":2, "c":3}', [remove('a'), remove('c')], '{"b":2}'],
  ['{"a":1,"b":2}', [remove('a'), remove('b')], '{}'],
  ['{"a":1,"b":2}', [set('a', 5), remove('b')], '{"a":5}'],
  // add
  ['{}', [set('a', 1)], '{"a":1}'],
  ['{ }', [set('a', 1), set('b', 2)], '{"a":1,"b":2 }'],
  ['{"a":1 }', [set('b', 2)], '{"a":1,"b":2 }'],
  ['{"a":1 }', [remove('a'), set('b', 2)], '{"b":2 }'],
  ['{"a":1,"c":3}', [remove('c'), set('b', 2)], '{"a":1,"b":2}'],
  // one level below
  ['{"o":{"effort":"high","x":1.0}}', [set('o.effort', 'low')], '{"o":{"effort":"low","x":1.0}}'],
  ['{"o":{"effort":"high", "x":1.0}}', [remove('o.effort')], '{"o":{"x":1.0}}'],
  ['{"o":{ }}', [set('o.effort', 'low')], '{"o":{"effort":"low" }}'],
  ['{"a":1}', [set('o.effort', 'low'), set('o.x', 1)], '{"a":1,"o":{"effort":"low","x":1}}'],
  ['{"a":1}', [set('o.effort', 'low'), remove('o.effort')], '{"a":1}'],
  ['{"o":null}', [set('o.effort', 'low')], '{"o":{"effort":"low"}}'],
  ['{"o":[1]}', [remove('o.effort')], '{"o":[1]}'],
  ['{"o":{"e":1,"x":2,"e":3}}', [set('o.e', 4)], '{"o":{"e":4,"x":2,"e":4}}'],
  ['{"o":{"e":1,"x":2,"e":3}}', [remove('o.e')], '{"o":{"x":2}}'],
  // a whole field beats its parts
  ['{"o":{"e":1}}', [set('o', { x: 1 }), set('o.e', 4)], '{"o":{"x":1}}'],
  ['{"o":{"e":1}}', [set('o.e', 4), remove('o')], '{}'],
  // items by number, at any depth
  ['{"l":[1.0, 2 ,3]}', [{ path: ['l', 1], json: '"b"' }], '{"l":[1.0, "b" ,3]}'],
  ['{"l":[1.0, 2 ,3]}', [{ path: ['l', 0], json: null }], '{"l":[2 ,3]}'],
  ['{"l":[1.0, 2 ,3]}', [{ path: ['l', 2], json: null }], '{"l":[1.0, 2]}'],
  [
    '{"l":[1, 2, 3]}',
    [
      { path: ['l', 0], json: null },
      { path: ['l', 1], json: null },
      { path: ['l', 2], json: null },
    ],
    '{"l":[]}',
  ],
  ['{"l":[1]}', [{ path: ['l', 1], json: '2' }], '{"l":[1]}'],
  ['{"l":[]}', [{ path: ['l', 0], json: '2' }], '{"l":[]}'],
  ['{"l":{"0":1}}', [{ path: ['l', 0], json: '2' }], '{"l":{"0":1}}'],
  ['{"l":"text"}', [{ path: ['l', 0], json: '2' }], '{"l":"text"}'],
  ['{"l":[1]}', [set('l.e', 4)], '{"l":{"e":4}}'],
  [
    '{"m":[ {"c":[{"t":1.0},{"t":2.0}],"r":"u"} , {"r" : "s"} ],"z":1}',
    [
      { path: ['m', 0, 'c', 1, 't'], json: '3' },
      { path: ['m', 0, 'c', 0], json: null },
      { path: ['m', 1, 'r'], json: '"u"' },
    ],
    '{"m":[ {"c":[{"t":3}],"r":"u"} , {"r" : "u"} ],"z":1}',
  ],
  // what is not edited keeps its spelling
  [
    '{"big":123456789012345678901,"d":{"k":1,"k":2},"s":"\\ud800\\u0000\\/","m":1}',
    [set('m', 2)],
    '{"big":123456789012345678901,"d":{"k":1,"k":2},"s":"\\ud800\\u0000\\/","m":2}',
  ],
  ['{"__proto__":{"a":1},"m":1}', [set('m', 2)], '{"__proto__":{"a":1},"m":2}'],
];

test.each(CASES)('%j', (before, edits, after) => {
  expect(splice(before, edits)).toBe(after);
});

describe('any body and any edits', () => {
  const space = fc.constantFrom('', ' ', '\n  ', '\t', '\r\n');
  const name = fc.oneof(
    fc.constantFrom('a', 'b', 'c', 'o', 'p'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const scalar = fc.oneof(
    fc.constantFrom('1.0', '1e5', '-0', '123456789012345678901', 'true', 'null'),
    fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)),
  );
  const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, scalar, tie('object'), tie('array')),
    array: fc
      .array(fc.tuple(space, tie('value')), { maxLength: 4 })
      .map((items) => `[${items.map((item) => item.join('')).join(',')}]`),
    object: objectText(tie('value')),
  }));

  function objectText(member: fc.Arbitrary<string>, unique = false): fc.Arbitrary<string> {
    const members = fc.tuple(space, name, space, space, member, space);
    const list = unique
      ? fc.uniqueArray(members, { maxLength: 6, selector: (parts) => parts[1] })
      : fc.array(members, { maxLength: 4 });
    return fc.tuple(space, list).map(([inner, parts]) => {
      const texts = parts.map(
        ([a, key, b, c, text, d]) => `${a}${JSON.stringify(key)}${b}:${c}${text}${d}`,
      );
      return `{${texts.length === 0 ? inner : texts.join(',')}}`;
    });
  }

  const body = fc.tuple(space, objectText(value, true), space).map((parts) => parts.join(''));
  const edit: fc.Arbitrary<JsonEdit> = fc.record({
    path: fc.oneof(
      name.map((one) => [one]),
      fc.tuple(name, name),
    ),
    json: fc.option(scalar),
  });

  /** Edits beside each other: no field twice, and no whole field together with one of its parts. */
  const each = fc.uniqueArray(edit, { maxLength: 5, selector: ({ path }) => JSON.stringify(path) });
  const edits = each.filter((list) => {
    const whole = new Set(list.filter(({ path }) => path.length === 1).map(({ path }) => path[0]));
    return list.every(({ path }) => path.length === 1 || !whole.has(path[0]));
  });

  test('splice then parse is parse then edit', () => {
    fc.assert(
      fc.property(body, edits, (text, list) => {
        expect(JSON.parse(splice(text, list))).toEqual(
          editParsed(JSON.parse(text) as object, list),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test('fields that no edit names keep their bytes and their order', () => {
    fc.assert(
      fc.property(body, edits, (text, list) => {
        const touched = new Set(list.map(({ path }) => String(path[0])));
        expect(untouched(splice(text, list), touched)).toEqual(untouched(text, touched));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The same edits on the parsed value, the plain way. */
function editParsed(json: object, edits: readonly JsonEdit[]): unknown {
  const fields = new Map<string, unknown>(Object.entries(json));
  for (const { path, json: text } of edits) {
    const [name = '', part] = path.map(String);
    const value: unknown = text === null ? undefined : JSON.parse(text);
    if (part === undefined) setOrDelete(fields, name, value);
    else {
      const parent = fields.get(name);
      const isObject = typeof parent === 'object' && parent !== null && !Array.isArray(parent);
      const parts = new Map<string, unknown>(isObject ? Object.entries(parent) : []);
      setOrDelete(parts, part, value);
      if (isObject || value !== undefined) fields.set(name, Object.fromEntries(parts));
    }
  }
  return Object.fromEntries(fields);
}

function setOrDelete(fields: Map<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) fields.delete(name);
  else fields.set(name, value);
}

function untouched(text: string, touched: ReadonlySet<string | undefined>) {
  const result = readJsonBody(encoder.encode(text));
  if (!result.ok) throw new Error(result.message);
  const { bytes, span } = result.body;
  return span.members
    .filter((member) => !touched.has(member.name))
    .map((member) => [
      member.name,
      decoder.decode(bytes.subarray(member.valueStart, member.valueEnd)),
    ]);
}
