import { describe, expect, it } from 'vitest';
import { createFeatureReader } from '../features/features.ts';
import type { Reading } from '../reading.ts';
import { exampleOf, withoutRare } from './examples.ts';
import type { Example } from './learn.ts';

const READING: Reading = {
  ask: 'shorten this',
  system: '',
  earlierAsk: '',
  earlierAnswer: '',
  turns: 0,
  tools: [],
  shape: null,
  purpose: 'call',
  hasAttachments: false,
};

describe('an example', () => {
  it('keeps what was read, also when the reader goes on', () => {
    const reader = createFeatureReader();
    const vectors = reader.read(READING);
    const example = exampleOf(vectors, { target: [[2, 1]] });
    const { count } = vectors.features;
    const slots = Array.from(vectors.features.slots.slice(0, count));
    reader.read({ ...READING, ask: 'something else entirely, and longer' });
    expect([...example.slots]).toEqual(slots);
    expect([example.values.length, example.ideas.length > 0]).toEqual([count, true]);
    expect(example.ideas.length).toBe(example.ideaValues.length);
    expect([example.target, example.weight]).toEqual([[[2, 1]], 1]);
    expect(exampleOf(vectors, { target: [], weight: 3 }).weight).toBe(3);
  });
});

function withSlots(...slots: readonly number[]): Example {
  return {
    slots: Int32Array.from(slots),
    values: Float32Array.from(slots, (slot) => slot / 8),
    ideas: Int32Array.of(1),
    ideaValues: Float32Array.of(0.5),
    target: [[0, 1]],
    weight: 1,
  };
}

describe('rare features', () => {
  it('are left out with their values; often in one example is still rare', () => {
    const kept = withoutRare([withSlots(1, 2, 3, 3, 3), withSlots(2, 4), withSlots(1, 2)], 2);
    expect(kept.map(({ slots }) => [...slots])).toEqual([[1, 2], [2], [1, 2]]);
    expect(kept.map(({ values }) => [...values])).toEqual([[0.125, 0.25], [0.25], [0.125, 0.25]]);
    expect(kept[0]?.ideas).toEqual(Int32Array.of(1));
  });

  it('are none where one is enough', () => {
    const all = [withSlots(1, 2), withSlots(3)];
    expect(withoutRare(all, 1)).toEqual(all);
  });
});
