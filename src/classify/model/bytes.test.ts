import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteReader, createByteWriter } from './bytes.ts';

/** One thing that can be written, as it is read again. */
type Item =
  | { readonly kind: 'byte' | 'whole' | 'float'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array };

const anyItem: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), value: fc.nat(255) }),
  fc.record({
    kind: fc.constant('whole' as const),
    value: fc.oneof(fc.nat(300), fc.nat(0xffffffff)),
  }),
  fc.record({ kind: fc.constant('float' as const), value: fc.float({ noNaN: true }) }),
  fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 40 }) }),
);

function written(items: readonly Item[]): Uint8Array {
  const writer = createByteWriter();
  for (const { kind, value } of items) {
    if (kind === 'bytes') writer.bytes(value);
    else writer[kind](value);
  }
  return writer.done();
}

function readAgain(bytes: Uint8Array, items: readonly Item[]) {
  const reader = createByteReader(bytes);
  const values = items.map(({ kind, value }) =>
    kind === 'bytes' ? reader.bytes(value.length) : reader[kind](),
  );
  return { values, isOver: reader.isOver };
}

describe('bytes', () => {
  it('are read as they were written, and no further', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 60 }), (items) => {
        const { values, isOver } = readAgain(written(items), items);
        expect(values).toEqual(items.map(({ value }) => value));
        expect(isOver).toBe(false);
      }),
    );
  });

  it('that stand inside others are read alike', () => {
    const bytes = written([
      { kind: 'float', value: 0.5 },
      { kind: 'whole', value: 300 },
    ]);
    const around = new Uint8Array(bytes.length + 7).fill(255);
    around.set(bytes, 3);
    const reader = createByteReader(around.subarray(3, 3 + bytes.length));
    expect([reader.float(), reader.whole(), reader.isOver]).toEqual([0.5, 300, false]);
  });

  it.each([
    [0, [0]],
    [127, [127]],
    [128, [128, 1]],
    [300, [172, 2]],
    [0xffffffff, [255, 255, 255, 255, 15]],
  ])('write the number %d in as few as it needs', (value, bytes) => {
    expect([...written([{ kind: 'whole', value }])]).toEqual(bytes);
  });

  it('grow as far as they must, at once or little by little', () => {
    const large = new Int8Array(200_000).fill(-3);
    const writer = createByteWriter();
    for (let count = 0; count < 70_000; count += 1) writer.byte(count);
    writer.bytes(large);
    const done = writer.done();
    expect([done.length, done[69_999], done.at(-1)]).toEqual([270_000, 69_999 & 255, 253]);
  });

  it('cut short are noticed, and read as zeros', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { minLength: 1, maxLength: 20 }), fc.nat(), (items, at) => {
        const whole = written(items);
        if (whole.length === 0) return;
        const cut = whole.subarray(0, at % whole.length);
        expect(readAgain(cut, items).isOver).toBe(true);
      }),
    );
    const reader = createByteReader(new Uint8Array(0));
    expect([reader.byte(), reader.whole(), reader.float(), reader.bytes(3).length]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(reader.isOver).toBe(true);
  });
});
