import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { editPolicy, editedValue, type PolicyEdit } from './edit-policy.ts';

const set = (path: string, value: unknown): PolicyEdit => ({ path: path.split('.'), value });
const unset = (path: string): PolicyEdit => ({ path: path.split('.') });

/** What was written, the change, and the text expected to the letter. */
const CASES: readonly (readonly [string, string, PolicyEdit, string])[] = [
  ['a value', 'a: 1\n', set('a', 2), 'a: 2\n'],
  [
    'a value with a comment and odd spaces',
    '# top\na:   1   # why\n\n# b\nb: 2\n',
    set('a', 'x y'),
    '# top\na:   x y   # why\n\n# b\nb: 2\n',
  ],
  ['a value in quotation marks', 'a: "1"\nb: \'2\'\n', set('b', 'z'), 'a: "1"\nb: z\n'],
  [
    'a value in a flow map',
    'm: { a: 1, b: 2 } # c\n',
    set('m.a', [1]),
    'm: { a: [1], b: 2 } # c\n',
  ],
  [
    'a new key of a flow map',
    'm: { a: 1 } # c\n',
    set('m.b.c', 2),
    'm: { a: 1, b: { c: 2 } } # c\n',
  ],
  ['a new key of an empty flow map', 'm: {}\n', set('m.b', 2), 'm: { b: 2 }\n'],
  [
    'a new key of a block map, before the next one',
    'm:\n  a: 1 # one\n  # about nothing\nn: 2\n',
    set('m.b', 'env:KEY'),
    'm:\n  a: 1 # one\n  b: env:KEY\n  # about nothing\nn: 2\n',
  ],
  [
    'a new key after a deeper map, four spaces in',
    'm:\n    a:\n        x: 1\n',
    set('m.b', true),
    'm:\n    a:\n        x: 1\n    b: true\n',
  ],
  [
    'new maps at the end',
    'version: 1',
    set('tiers.0.timeout', '30s'),
    'version: 1\ntiers:\n  0:\n    timeout: 30s',
  ],
  ['the first key of a file of comments', '# mine\n', set('version', 1), '# mine\nversion: 1\n'],
  [
    'a key without a value',
    'm:\n  a: # later\nn: 1\n',
    set('m.a', 1),
    'm:\n  a: 1 # later\nn: 1\n',
  ],
  ['a map without a value', 'm: # later\nn: 1\n', set('m.a', 1), 'm: # later\n  a: 1\nn: 1\n'],
  [
    'a list in lines',
    'm:\n  list: # two\n    - a\n    - b # last\n  n: 1\n',
    set('m.list', ['c']),
    'm:\n  list: [c] # two # last\n  n: 1\n',
  ],
  ['text in lines', 'a: |\n  one\n  two\nb: 1\n', set('a', 'x'), 'a: x\nb: 1\n'],
  ['an item of a list', 'l: [a, b]\n', set('l.1', { model: 'c' }), 'l: [a, { model: c }]\n'],
  [
    'a number that is a key',
    'tiers:\n  0: { a: 1 }\n',
    set('tiers.0.a', 2),
    'tiers:\n  0: { a: 2 }\n',
  ],
  ['a JSON file', '{ "a": 1 }', set('b', 'x'), '{ "a": 1, "b": "x" }'],
  ['text that needs quotation marks', 'a: 1\n', set('a', 'yes: [no'), 'a: "yes: [no"\n'],
  [
    'a key with dots and a colon',
    'm:\n  a: 1\n',
    { path: ['m', 'qwen2.5:7b'], value: 2 },
    'm:\n  a: 1\n  qwen2.5:7b: 2\n',
  ],
  ['nothing', '# c\na: 1\n', set('a', 1), '# c\na: 1\n'],
  ['a key taken out', 'a: 1 # x\nb: 2 # y\n# end\n', unset('a'), 'b: 2 # y\n# end\n'],
  [
    'a map taken out with its lines',
    'm:\n  a: 1\n  b:\n    c: 2\n    d: 3\nn: 1\n',
    unset('m.b'),
    'm:\n  a: 1\nn: 1\n',
  ],
  ['the last key of a map taken out', 'm:\n  a:\n    b: 1\nn: 1\n', unset('m.a.b'), 'n: 1\n'],
  ['one of a flow map taken out', 'm: { a: 1, b: 2, c: 3 }\n', unset('m.a'), 'm: { b: 2, c: 3 }\n'],
  ['the last of a flow map taken out', 'm: { a: 1, b: 2 }\n', unset('m.b'), 'm: { a: 1 }\n'],
  ['what is not there taken out', 'a: 1\n', unset('m.b'), 'a: 1\n'],
];

describe('an edit', () => {
  test.each(CASES)('of %s leaves everything else as it was', (_, before, edit, after) => {
    expect(editPolicy(before, [edit])).toBe(after);
  });

  test('that fits nowhere is made by writing the file anew, comments kept', () => {
    const text = '# mine\na: &x { b: 1 } # why\nc: *x\n';
    const after = editPolicy(text, [set('d', 1)]);
    expect(parse(after)).toEqual({ a: { b: 1 }, c: { b: 1 }, d: 1 });
    expect(after).toContain('# why');
  });

  test('behind an alias is refused, not made in two places', () => {
    expect(() => editPolicy('a: &x { b: 1 }\nc: *x\n', [set('c.b', 2)])).toThrow('edit it by hand');
  });

  test('of the built-in policy keeps every comment', () => {
    const text = readFileSync(new URL('../../catalog/modicum.yaml', import.meta.url), 'utf8');
    const after = editPolicy(text, [
      set('tiers.0.models', ['local/llama3.1:8b']),
      set('claude_code.bind.title', 'modicum/tier-1'),
      set('models.m.kind', 'ollama'),
      unset('tools.review_security'),
    ]);
    const comments = (one: string) => one.match(/#.*$/gm);
    expect(comments(after)).toEqual(comments(text));
    expect(after.split('\n').length).toBe(text.split('\n').length - 1);
  });
});

const key = fc.constantFrom('a', 'b', 'c.d', '0', 'e:f', 'null', 'true');
const scalar = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('- x', '# y', 'a: b', '\n', "it's"),
);
const { tree } = fc.letrec<{ tree: unknown; map: object }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), tie('map')),
  map: fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
}));
const map = fc.dictionary(key, tree, { maxKeys: 4, noNullPrototype: true });
const style = fc.record({
  collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  indent: fc.constantFrom(2, 4),
});

test('whatever is changed in whatever text, the file says that and nothing else', () => {
  const paths = fc.array(key, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      map,
      style,
      paths,
      fc.option(tree, { nil: undefined }),
      (root, how, path, value) => {
        const edit = value === undefined ? { path } : { path, value };
        fc.pre(isFree(root, path) && !isEmptyMap(value));
        const text = `# first\n${stringify(root, how)}# last\n`;
        const after = editPolicy(text, [edit]);
        expect(parse(after) ?? {}).toEqual(editedValue(root, edit) ?? {});
        expect(after).toContain('# first\n');
        expect(after).toContain('# last\n');
      },
    ),
    { numRuns: 2_000 },
  );
});

/** Every key on the way is a map, or is not there. */
function isFree(root: unknown, path: readonly string[]): boolean {
  let node = root;
  for (const one of path) {
    if (node === undefined) return true;
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return false;
    node = (node as Record<string, unknown>)[one];
  }
  return true;
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
