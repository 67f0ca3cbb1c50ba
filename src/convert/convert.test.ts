import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { convert } from './convert.ts';
import { isSameDatum, type Datum } from './datum.ts';
import { FORMATS, type FormatName } from './formats.ts';
import { writeJson } from './json.ts';

const key = fc.oneof(
  fc.stringMatching(/^[a-z_][A-Za-z0-9_ .-]{0,8}$/).filter((name) => name.trim() === name),
  fc.constantFrom('yes', 'null', 'true', 'größe', '__proto__', 'constructor', 'a"b', 'a,b'),
);
const hardText = fc.constantFrom(
  ...[
    ['', ' ', '007', '1.50', '1e5', '12345678901234567890', '0x1f', '2026-01-31', '12:30', 'yes'],
    ['no', 'null', '~', 'true', 'False', '- a', '# x', 'a: b', '"', "'", '""', '|', '>', 'a|b'],
    ['a,b', 'a;b', 'a\tb', 'a\nb', 'a\r\nb', '\n', '---', '...', '[]', '{}', '&a', '*a', '!x'],
    ['`x`', '**x**', '<br>', '\\|', '\\', '_x_', '%', '@', '-', '?', '.inf', '-0', '+1', '5'],
  ].flat(),
);
const text = fc.oneof(hardText, fc.string({ unit: 'binary' }).filter(isWellFormed), fc.string());
const scalar: fc.Arbitrary<Datum> = fc.oneof(
  text.map((value): Datum => ({ kind: 'string', value })),
  fc
    .oneof(
      fc.integer().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
      fc.constantFrom('0', '-0', '1.50', '1.0', '1e5', '123456789012345678901234567890'),
    )
    .map((number): Datum => ({ kind: 'number', text: number })),
  fc.boolean().map((value): Datum => ({ kind: 'boolean', value })),
  fc.constant<Datum>({ kind: 'null' }),
);
const { tree } = fc.letrec<{ tree: Datum; nested: Datum }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, scalar, tie('nested')),
  nested: fc.oneof(
    fc.array(tie('tree'), { maxLength: 4 }).map((items): Datum => ({ kind: 'list', items })),
    fc
      .uniqueArray(fc.tuple(key, tie('tree')), { selector: ([name]) => name, maxLength: 4 })
      .map((entries): Datum => ({ kind: 'map', entries })),
  ),
}));
const document = tree.filter(({ kind }) => kind === 'list' || kind === 'map');

/** What a column holds: mostly one kind, as records do. */
const cellOf = fc.constantFrom(
  scalar,
  fc.integer().map((value): Datum => ({ kind: 'number', text: String(value) })),
  fc.boolean().map((value): Datum => ({ kind: 'boolean', value })),
  fc.constantFrom('x', 'Two words', '007', 'é').map((value): Datum => ({ kind: 'string', value })),
);

const records = fc
  .uniqueArray(key, { minLength: 1, maxLength: 4 })
  .chain((names) => fc.tuple(fc.constant(names), fc.tuple(...names.map(() => cellOf))))
  .chain(([names, columns]) => fc.tuple(fc.constant(names), rowsOf(columns)))
  .map(([names, rows]): Datum => ({
    kind: 'list',
    items: rows.map((row) => ({
      kind: 'map',
      entries: names.map((name, index) => [name, row[index] ?? { kind: 'null' }] as const),
    })),
  }));

function rowsOf(columns: readonly fc.Arbitrary<Datum>[]): fc.Arbitrary<Datum[][]> {
  return fc.array(fc.tuple(...columns), { minLength: 1, maxLength: 4 });
}

function isWellFormed(value: string): boolean {
  return value.isWellFormed();
}

const NAMES = Object.keys(FORMATS) as FormatName[];
const PAIRS = NAMES.flatMap((from) => NAMES.filter((to) => to !== from).map((to) => [from, to]));

describe('there and back', () => {
  test.each(PAIRS as [FormatName, FormatName][])('%s to %s loses nothing', (from, to) => {
    let converted = 0;
    fc.assert(
      fc.property(fc.oneof(records, document), (datum) => {
        const source = FORMATS[from].write(datum);
        const read = source === null ? null : FORMATS[from].read(source);
        if (source === null || read === null) return;
        const there = convert({ from, to, text: source });
        if (there === null) return;
        converted++;
        const data = FORMATS[to].read(there);
        expect(data !== null && isSameDatum(data, read)).toBe(true);
        const back = convert({ from: to, to: from, text: there });
        if (back === null) return;
        const again = FORMATS[from].read(back);
        expect(again !== null && isSameDatum(again, read)).toBe(true);
      }),
      { numRuns: 400 },
    );
    // A conversion that is always refused would lose nothing either.
    expect(converted).toBeGreaterThan(5);
  });

  it('keeps every JSON document in YAML, or gives it back to a model', () => {
    let kept = 0;
    fc.assert(
      fc.property(document, (datum) => {
        const written = convert({ from: 'json', to: 'yaml', text: writeJson(datum) });
        if (written === null) return;
        kept++;
        expect(convert({ from: 'yaml', to: 'json', text: written })).toBe(writeJson(datum));
      }),
      { numRuns: 500 },
    );
    expect(kept).toBeGreaterThan(100);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.constantFrom(...NAMES),
        text,
        (from, to, source) => {
          convert({ from, to, text: source });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('survives nesting without end', () => {
    const deep = '['.repeat(100_000);
    expect(convert({ from: 'json', to: 'yaml', text: deep })).toBeNull();
    expect(convert({ from: 'yaml', to: 'json', text: deep })).toBeNull();
    expect(convert({ from: 'json', to: 'yaml', text: '[]'.padEnd(300_000) })).toBeNull();
  });
});

describe('types stay what they are', () => {
  const json = (rows: string) => convert({ from: 'csv', to: 'json', text: rows });
  const column = (...cells: string[]) => {
    const written = json(['id,n', ...cells.map((cell, row) => `${row},${cell}`)].join('\n'));
    return written === null ? null : (JSON.parse(written) as { n: unknown }[]).map(({ n }) => n);
  };

  test.each<[string, string[], unknown[]]>([
    ['numbers', ['1', '2.5', '-3'], [1, 2.5, -3]],
    ['leading noughts', ['01', '2'], ['01', '2']],
    ['trailing noughts', ['1.50', '2.25'], ['1.50', '2.25']],
    ['a long number', ['12345678901234567890', '1'], ['12345678901234567890', '1']],
    ['dates', ['2026-01-31', '2026-02-01'], ['2026-01-31', '2026-02-01']],
    ['booleans', ['true', 'false'], [true, false]],
    ['booleans of another language', ['True', 'FALSE'], ['True', 'FALSE']],
    ['numbers and text', ['1', 'x'], ['1', 'x']],
    ['an empty cell', ['1', ''], ['1', '']],
    ['quoted numbers', ['"1"', '2'], ['1', '2']],
    ['null', ['null', 'x'], ['null', 'x']],
    ['quotes, commas and line ends', ['"a ""b"", c"', '"d\r\ne"'], ['a "b", c', 'd\r\ne']],
  ])('%s of a CSV', (_name, cells, expected) => {
    expect(column(...cells)).toEqual(expected);
  });

  test.each([
    ['no head', 'Anna,30\nBen,25'],
    ['a head like its rows', 'Anna,Berlin\nBen,Rome'],
    ['rows of other lengths', 'a,b\n1\n2,3'],
    ['a name twice', 'a,a\n1,2'],
    ['space behind commas', 'name, age\nAnna, 30'],
    ['an open quote', 'a,b\n"1,2'],
    ['text behind a quote', 'a,b\n"1"x,2'],
    ['semicolons', 'name;age\nAnna;30'],
    ['no rows', 'a,b'],
    ['nothing', ''],
  ])('a CSV with %s is left to a model', (_name, rows) => {
    expect(json(rows)).toBeNull();
  });

  test.each([
    ['null', '[{"a":null}]'],
    ['a list within', '[{"a":[1]}]'],
    ['a map within', '[{"a":{}}]'],
    ['other keys', '[{"a":1},{"b":2}]'],
    ['other order', '[{"a":1,"b":2},{"b":2,"a":1}]'],
    ['more keys', '[{"a":1},{"a":1,"b":2}]'],
    ['numbers and text', '[{"a":1},{"a":"x"}]'],
    ['a number JSON rounds', '[{"a":12345678901234567890}]'],
    ['no record', '[]'],
    ['a list of lists', '[[1]]'],
    ['an empty record', '[{}]'],
    ['a record alone', '{"a":1}'],
    ['a key twice', '[{"a":1,"a":2}]'],
  ])('records with %s are no CSV and no Markdown table', (_name, source) => {
    expect(convert({ from: 'json', to: 'csv', text: source })).toBeNull();
    expect(convert({ from: 'json', to: 'tsv', text: source })).toBeNull();
    expect(convert({ from: 'json', to: 'markdown', text: source })).toBeNull();
  });

  test.each([
    ['a comment', 'a: 1 # why'],
    ['a comment before', '# why\na: 1'],
    ['an anchor', 'a: &x 1\nb: *x'],
    ['a merge', 'a: &x {c: 1}\nb:\n  <<: *x'],
    ['a tag', 'a: !!str 1'],
    ['a directive', '%YAML 1.1\n---\na: 1'],
    ['two documents', 'a: 1\n---\nb: 2'],
    ['a hexadecimal number', 'a: 0x1f'],
    ['leading noughts', 'a: 007'],
    ['infinity', 'a: .inf'],
    ['a plus sign', 'a: +1'],
    ['an old boolean', 'a: yes'],
    ['a number with underscores', 'a: 1_000'],
    ['a key that is a number', '80: http'],
    ['a key twice', 'a: 1\na: 2'],
    ['no structure', 'just text'],
  ])('a YAML with %s is left to a model', (_name, source) => {
    expect(convert({ from: 'yaml', to: 'json', text: source })).toBeNull();
  });

  it('writes YAML that older readers understand the same', () => {
    const source = '{"a": "yes", "b": "12:30", "c": 1.50, "d": null, "e": "2026-01-31", "f": "on"}';
    expect(convert({ from: 'json', to: 'yaml', text: source })).toBe(
      'a: "yes"\nb: "12:30"\nc: 1.50\nd: null\ne: "2026-01-31"\nf: "on"',
    );
  });

  it('keeps the order of keys that look like numbers', () => {
    expect(convert({ from: 'json', to: 'yaml', text: '{"10": 1, "2": 2}' })).toBe(
      '"10": 1\n"2": 2',
    );
  });

  it('quotes what would be read as another type', () => {
    const source = '[{"a": 1, "b": "5", "c": ""}, {"a": 2, "b": "x,y", "c": "z"}]';
    expect(convert({ from: 'json', to: 'csv', text: source })).toBe('a,b,c\n1,"5",""\n2,"x,y",z');
  });

  it('escapes pipes and nothing else in a Markdown table', () => {
    const source = '[{"a": 1, "b": "x|y"}]';
    expect(convert({ from: 'json', to: 'markdown', text: source })).toBe(
      '| a | b |\n| --- | --- |\n| 1 | x\\|y |',
    );
  });
});
