import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../reading.ts';
import { createLabelReader } from './label-features.ts';
import { isLabelModel, readLabelModel, writeLabelModel } from './label-model.ts';
import { createLabelPredictor } from './label-predictor.ts';
import { decodeText, encodeText } from './label-text.ts';
import { trainLabels, type LabelledReading } from './train-labels.ts';

function reading(ask: string, more: Partial<Reading> = {}): Reading {
  return {
    ask,
    system: '',
    earlierAsk: '',
    earlierAnswer: '',
    turns: 0,
    tools: [],
    shape: null,
    purpose: 'call',
    hasAttachments: false,
    ...more,
  };
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  'größe 尺寸 😀': [
    'what size',
    'too small',
    'does it fit',
    'larger one',
    'size chart',
    'wrong size',
  ],
  refund: ['money back', 'refund me', 'pay back', 'return it', 'refund now', 'my money'],
  shipping: [
    'where is it',
    'track parcel',
    'not arrived',
    'delivery date',
    'late parcel',
    'track it',
  ],
};

const ROWS: readonly LabelledReading[] = Object.entries(WORDS).flatMap(([label, texts]) =>
  texts.flatMap((text) =>
    ['please', 'hello', 'order 7'].map((frame) => ({
      reading: reading(`${frame} ${text}`),
      label,
    })),
  ),
);

describe('trainLabels', () => {
  it('tells labels apart that it was given, and rows it has not seen', () => {
    const { model, heldOut } = trainLabels(ROWS, { folds: 3 });
    const predictor = createLabelPredictor(model);
    const say = (text: string) => model.labels[predictor.predict(reading(text)).label];
    expect(say('I want my money back')).toBe('refund');
    expect(say('can you track the parcel?')).toBe('shipping');
    const right = heldOut.filter(({ likely }, index) => {
      const best = likely.indexOf(Math.max(...likely));
      return model.labels[best] === ROWS[index]?.label;
    });
    expect(right.length / ROWS.length).toBeGreaterThan(0.8);
    for (const { likely } of heldOut)
      expect(likely.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6);
  });

  it('gives the same bytes for the same rows, and others for others', () => {
    const bytes = (rows: readonly LabelledReading[]) =>
      writeLabelModel(trainLabels(rows, { folds: 2 }).model);
    expect(bytes(ROWS)).toEqual(bytes(ROWS));
    expect(bytes(ROWS)).not.toEqual(bytes(ROWS.slice(1)));
  });

  it('is written and read without loss', () => {
    const { model } = trainLabels(ROWS, { folds: 0 });
    const bytes = writeLabelModel(model);
    expect(isLabelModel(bytes)).toBe(true);
    expect(readLabelModel(bytes)).toEqual(model);
  });

  it('says of a text that is foreign that it is', () => {
    const { model } = trainLabels(ROWS, { folds: 3 });
    const predictor = createLabelPredictor(model);
    const strange = (text: string) => predictor.predict(reading(text)).outOfDistribution;
    expect(strange('zwölf Boxkämpfer jagen Viktor')).toBeGreaterThan(strange('please refund me'));
  });

  it('says something of any text, in linear time', () => {
    const predictor = createLabelPredictor(trainLabels(ROWS, { folds: 0 }).model);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { likely } = predictor.predict(reading(text));
        expect(likely.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6);
      }),
    );
    predictor.predict(reading('x'.repeat(5_000_000)));
    predictor.predict(reading('a b '.repeat(1_000_000)));
  });
});

describe('a file that is no model', () => {
  const bytes = writeLabelModel(
    trainLabels(ROWS.slice(0, 24), { folds: 0, options: { hidden: 4 } }).model,
  );

  it('is refused wherever it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(() => readLabelModel(bytes.slice(0, length))).toThrow(/cannot be used/);
      }),
    );
  });

  it('is refused by another version', () => {
    const newer = bytes.slice();
    const version = newer.indexOf(1);
    newer[version] = 2;
    expect(() => readLabelModel(newer)).toThrow(/version 2, this Modicum reads 1/);
  });
});

describe('label features', () => {
  it('are told apart by where they stand', () => {
    const keys = (one: Reading) => {
      const read = createLabelReader().read(one);
      return read.keys.slice(0, read.count);
    };
    expect(keys(reading('cancel'))).not.toEqual(keys(reading('', { system: 'cancel' })));
    expect(keys(reading('cancel', { earlierAsk: 'x' })).length).toBeGreaterThan(
      keys(reading('cancel')).length,
    );
    expect(keys(reading('one two'))).not.toEqual(keys(reading('two one')));
  });
});

describe('label text', () => {
  it('is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect([...encodeText(text)]).toEqual([...new TextEncoder().encode(text)]);
        expect(decodeText(encodeText(text))).toBe(text);
      }),
    );
  });
});
