import { beforeAll, describe, expect, it } from 'vitest';
import { ModicumError } from '../../core/error.ts';
import { SLOT_BITS } from '../features/sink.ts';
import type { Learned } from '../learn/learn.ts';
import { createByteWriter } from './bytes.ts';
import { packHead, type Head } from './head.ts';
import { JUDGING_CLASSES, readModel, writeModel, type Model } from './model.ts';

/** Small enough to be cut at every byte. */
function head(classes: number): Head {
  const linear = new Float32Array((1 << SLOT_BITS) * classes);
  for (const slot of [3, 70_000]) linear.fill(0.5, slot * classes, (slot + 1) * classes);
  const learned: Learned = {
    classes,
    hidden: 1,
    linear,
    ideas: Float32Array.of(0.25, -0.5),
    hiddenBias: Float32Array.of(0.125),
    out: new Float32Array(classes).fill(0.75),
  };
  return packHead(learned, { least: 1 });
}

let typesOnly: Model;
let judging: Model;

beforeAll(() => {
  typesOnly = {
    name: 'sample@1',
    labels: ['translate', 'summarize'],
    types: head(2),
    knownWords: Uint8Array.from([1, 0, 255]),
    typeTemperature: 0.75,
    usualNews: [0.1, 0.6],
    judging: null,
  };
  judging = {
    ...typesOnly,
    judging: {
      head: head(JUDGING_CLASSES),
      typeTemperatures: [1, 1],
      tierTemperatures: [1, 1.25],
      stakesTemperature: 0.5,
    },
  };
});

/** Why these bytes are no model. */
function problemOf(bytes: Uint8Array): string {
  try {
    readModel(bytes);
    return '';
  } catch (error) {
    if (!(error instanceof ModicumError)) throw error;
    expect(error.code).toBe('model_unreadable');
    return error.message;
  }
}

function withStart(bytes: Uint8Array, start: readonly number[]): Uint8Array {
  const writer = createByteWriter();
  for (const value of start) writer.whole(value);
  writer.bytes(bytes);
  return writer.done();
}

describe('a model', () => {
  it('is read as it was written, with and without what it judges', () => {
    for (const model of [typesOnly, judging]) expect(readModel(writeModel(model))).toEqual(model);
  });

  it('is the same bytes each time', () => {
    expect(writeModel(judging)).toEqual(writeModel(judging));
  });

  it('that is cut short is refused, at whatever byte', () => {
    const bytes = writeModel(judging);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(problemOf(bytes.subarray(0, length)), `${length} bytes`).toMatch(
        /cannot be used: (?:it is|its)/,
      );
    }
    expect(problemOf(bytes)).toBe('');
    expect(problemOf(bytes.subarray(0, bytes.length - 1))).toContain('cut short');
  });

  it('of another program or of another version is refused', () => {
    const start = [0x4d4f4443, 1];
    expect(problemOf(new Uint8Array(100))).toContain('no classifier of Modicum');
    expect(problemOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).toContain('no classifier of Modicum');
    expect(problemOf(withStart(new Uint8Array(9), start))).toContain(
      'version 1, this Modicum reads 2',
    );
    expect(problemOf(withStart(Uint8Array.of(2, 0x7b, 0x7b), [0x4d4f4443, 2]))).toContain('header');
  });

  it('whose labels are not as many as its weights have classes is refused', () => {
    const [, other] = [0, 1].map(() => ({ ...typesOnly, labels: ['translate'] }));
    if (other === undefined) throw new Error('There are two.');
    expect(problemOf(writeModel(other))).toContain('do not agree');
  });

  it.each<[what: string, changes: HeaderChanges]>([
    ['no name', { name: null }],
    ['no list of labels', { labels: 'translate' }],
    ['labels that are no words', { labels: [1, 2] }],
    ['no temperature', { typeTemperature: null }],
    ['a temperature that divides by nothing', { typeTemperature: 0 }],
    ['no usual news', { usualNews: [0.5] }],
    ['words for figures', { usualNews: ['a', 'b'] }],
    // As an earlier version wrote them.
    ['temperatures that are missing', { judging: { typeTemperatures: undefined } }],
    ['a temperature below nothing', { judging: { tierTemperatures: [1, -1] } }],
    ['no temperature of stakes', { judging: { stakesTemperature: null } }],
  ])('whose header has %s is refused', (_what, { judging: judged, ...changes }) => {
    // A header that no model has, as a file may have it.
    const odd = { ...judging, ...changes, judging: { ...judging.judging, ...judged } } as Model;
    expect(problemOf(writeModel(odd))).toContain('header');
  });

  it('of more classes or units than there can be is refused before they are made room for', () => {
    const types = judging.types;
    const many = { ...types, classes: 2 ** 31, scales: types.scales };
    expect(problemOf(writeModel({ ...typesOnly, types: many }))).toContain('none of a classifier');
    const deep = { ...types, hidden: 2 ** 31 };
    expect(problemOf(writeModel({ ...typesOnly, types: deep }))).toContain('none of a classifier');
  });
});

interface HeaderChanges {
  readonly judging?: object;
  readonly [field: string]: unknown;
}
