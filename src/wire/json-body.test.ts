import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH, readJsonBody } from './json-body.ts';
import { jsonFaultOffset } from './json-fault.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function read(text: string) {
  return readJsonBody(encoder.encode(text));
}

function messageOf(text: string): string {
  const result = read(text);
  return result.ok ? 'accepted' : result.message;
}

describe('refusals', () => {
  test.each([
    ['', 'The body is empty; it must be a JSON object.'],
    [' \n\t\r', 'The body is empty; it must be a JSON object.'],
    ['[]', 'The body must be a JSON object.'],
    ['"model"', 'The body must be a JSON object.'],
    ['null', 'The body must be a JSON object.'],
    ['hello', 'The body must be a JSON object.'],
    ['\uFEFF{}', 'The body must be a JSON object.'],
    ['{', 'The body is not valid JSON: it ends too early.'],
    ['{"a"', 'The body is not valid JSON: it ends too early.'],
    ['{"a":"b', 'The body is not valid JSON: it ends too early.'],
    ['{"a":"b\\', 'The body is not valid JSON: it ends too early.'],
    ['{"a":', 'The body is not valid JSON: it ends too early.'],
    ['{"a":1,}', 'The body is not valid JSON: unexpected character at line 1, column 8.'],
    ['{"a":1 "b":2}', 'The body is not valid JSON: unexpected character at line 1, column 8.'],
    ['{"a":1}x', 'The body is not valid JSON: unexpected character at line 1, column 8.'],
    ['{"a";1}', 'The body is not valid JSON: unexpected character at line 1, column 5.'],
    ['{a:1}', 'The body is not valid JSON: unexpected character at line 1, column 2.'],
    [
      '{\n"a": 1,\n "b": tru\n}',
      'The body is not valid JSON: unexpected character at line 3, column 7.',
    ],
    ['{"a":[1,2}', 'The body is not valid JSON: unexpected character at line 1, column 10.'],
    ['{"a":"\n"}', 'The body is not valid JSON: unexpected character at line 1, column 7.'],
    ['{"a":"\\x"}', 'The body is not valid JSON: unexpected character at line 1, column 8.'],
    ['{"a":"\\u00g0"}', 'The body is not valid JSON: unexpected character at line 1, column 11.'],
    ['{"\\x":1}', 'The body is not valid JSON: unexpected character at line 1, column 4.'],
    ['{"a":01}', 'The body is not valid JSON: unexpected character at line 1, column 7.'],
    ['{"a":NaN}', 'The body is not valid JSON: unexpected character at line 1, column 6.'],
    ['{"model":"a","model":"b"}', 'The field "model" stands in the body twice.'],
    ['{"model":"a","mod\\u0065l":"b"}', 'The field "model" stands in the body twice.'],
    ['{"__proto__":1,"__proto__":2}', 'The field "__proto__" stands in the body twice.'],
  ])('%j', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  test.each([
    [[0x7b, 0xff, 0x7d]],
    // A surrogate half written as bytes, and half a character.
    [[0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]],
    [[0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d]],
  ])('bytes that are not UTF-8: %j', (bytes) => {
    expect(readJsonBody(new Uint8Array(bytes))).toEqual({
      ok: false,
      message: 'The body is not valid UTF-8.',
    });
  });

  test('never quotes the content', () => {
    expect(messageOf('{"a":"secret" oops}')).not.toMatch(/secret|oops/);
  });
});

describe('nesting', () => {
  const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  const tooDeep = `The body is nested deeper than ${MAX_JSON_DEPTH} levels.`;

  test.each([
    ['at the limit', nested(MAX_JSON_DEPTH), 'accepted'],
    ['one above', nested(MAX_JSON_DEPTH + 1), tooDeep],
    ['100,000 arrays', nested(100_000), tooDeep],
    ['100,000 objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, tooDeep],
    ['100,000 that never close', '{"a":'.repeat(100_000), tooDeep],
    [
      'behind a fault',
      `{"a":1]${'['.repeat(100_000)}`,
      'The body is not valid JSON: unexpected character at line 1, column 7.',
    ],
    [
      'behind the end',
      `{}${'['.repeat(100_000)}`,
      'The body is not valid JSON: unexpected character at line 1, column 3.',
    ],
    ['only in text', JSON.stringify({ a: '['.repeat(100_000) }), 'accepted'],
    [
      'beside each other',
      JSON.stringify({ a: Array.from({ length: 100_000 }, () => []) }),
      'accepted',
    ],
  ])('%s', (_name, text, message) => {
    expect(messageOf(text)).toBe(message);
  });
});

describe('accepted bodies', () => {
  test('__proto__ pollutes nothing', () => {
    const result = read('{"__proto__":{"stream":true},"model":"a"}');
    if (!result.ok) throw new Error(result.message);
    expect(result.body.json['stream']).toBeUndefined();
    expect(({} as Record<string, unknown>)['stream']).toBeUndefined();
    expect(Object.keys(result.body.json)).toEqual(['__proto__', 'model']);
  });

  test.each([
    ['fields keep their order', `{"a":1,"b":"${'ü'.repeat(5_000)}","c":2}`],
    ['a large __proto__', `{"__proto__":{"stream":"${'x'.repeat(5_000)}"},"model":"a"}`],
    ['a name that begins with a byte order mark', `{"\uFEFFa":"${'x'.repeat(5_000)}","a":1}`],
    ['an escaped name', `{"\\u0061":"${'x'.repeat(5_000)}"}`],
  ])('large values are read as JSON.parse reads them: %s', (_name, text) => {
    const result = read(text);
    if (!result.ok) throw new Error(result.message);
    expect(JSON.stringify(result.body.json)).toBe(JSON.stringify(JSON.parse(text)));
    expect(({} as Record<string, unknown>)['stream']).toBeUndefined();
  });

  test.each([
    ['a fault in it', `{"a":"${'x'.repeat(5_000)}\\x"}`, 'line 1, column 5008'],
    ['a fault behind it', `{"a":["${'x'.repeat(5_000)}"].5}`, 'line 1, column 5010'],
    [
      'a fault between two',
      `{"a":"${'x'.repeat(5_000)}" "b":"${'x'.repeat(5_000)}"}`,
      'line 1, column 5009',
    ],
  ])('a large value with %s is refused', (_name, text, where) => {
    expect(messageOf(text)).toContain(where);
  });

  test('bytes in a large value that are not UTF-8 are refused', () => {
    const bytes = encoder.encode(`{"a":"${'x'.repeat(5_000)}"}`);
    bytes[100] = 0xff;
    expect(readJsonBody(bytes)).toEqual({ ok: false, message: 'The body is not valid UTF-8.' });
  });

  test('odd characters and deeper duplicates stay as they are', () => {
    const text =
      '{"a":"\\ud800 \\u0000 \u202e","b":{"c":1,"c":2},"d":[1.0,1e5,123456789012345678901]}';
    const result = read(text);
    if (!result.ok) throw new Error(result.message);
    expect(decoder.decode(result.body.bytes)).toBe(text);
    expect(result.body.json['a']).toBe('\ud800 \u0000 \u202e');
    expect(result.body.json['b']).toEqual({ c: 2 });
  });

  test.each([
    ['{}', []],
    [
      ' { "a" : 1 , "b":\t"x,}" } ',
      [
        ['a', '1'],
        ['b', '"x,}"'],
      ],
    ],
    [
      '{"a":{"b":[{}]},"c":[],"d":-1.5e+3}',
      [
        ['a', '{"b":[{}]}'],
        ['c', '[]'],
        ['d', '-1.5e+3'],
      ],
    ],
    [
      '{"a\\"b":"c\\\\","ü":null}',
      [
        ['a"b', '"c\\\\"'],
        ['ü', 'null'],
      ],
    ],
    [
      `{"a":"${'x'.repeat(1_000)}\\"${'\\\\'.repeat(300)}","b":1}`,
      [
        ['a', `"${'x'.repeat(1_000)}\\"${'\\\\'.repeat(300)}"`],
        ['b', '1'],
      ],
    ],
  ])('members of %.40j', (text, members) => {
    const result = read(text);
    if (!result.ok) throw new Error(result.message);
    const { bytes, span } = result.body;
    expect(
      span.members.map((member) => [
        member.name,
        decoder.decode(bytes.subarray(member.valueStart, member.valueEnd)),
      ]),
    ).toEqual(members);
  });
});

describe('any input', () => {
  const scrap = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '"b":',
    '\\',
    '\\"',
    '\\u00',
    ' ',
    '\n',
    '1',
    '-',
    '0.5',
    'e9',
    'true',
    'nul',
    'ü',
    `"${'long'.repeat(1_100)}"`,
    `[${'"größer →",'.repeat(500)}1]`,
  );
  const text = fc.array(scrap, { maxLength: 30 }).map((scraps) => scraps.join(''));

  test('accepted exactly when it is a JSON object without repeated fields', () => {
    const object = text.map((inner) => `{${inner}}`);
    fc.assert(
      fc.property(fc.oneof(text, object, fc.json()), (input) => {
        const result = read(input);
        if (result.ok) expect(result.body.json).toEqual(JSON.parse(input));
        else if (!/twice/.test(result.message)) {
          expect(() => {
            const value: unknown = JSON.parse(input);
            if (typeof value !== 'object' || value === null || Array.isArray(value))
              throw new Error();
          }).toThrow();
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('a fault is found where the text cannot go on, and only in what is not JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.json(),
          fc.json().map((json) => json.slice(0, -1)),
        ),
        (input) => {
          const offset = jsonFaultOffset(input);
          let isJson = true;
          try {
            JSON.parse(input);
          } catch {
            isJson = false;
          }
          if (isJson) expect(offset).toBe(input.length);
          expect(offset).toBeLessThanOrEqual(input.length);
          expect(jsonFaultOffset(input.slice(0, offset))).toBe(offset);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
