import { describe, expect, it } from 'vitest';
import type { Reading } from '../reading.ts';
import { createFeatureReader, ideaVectorSize } from './features.ts';
import { putTypes, typedVectorSize } from './type-evidence.ts';

const READING: Reading = {
  ask: '',
  system: '',
  earlierAsk: '',
  earlierAnswer: '',
  turns: 0,
  tools: [],
  shape: null,
  purpose: 'call',
  hasAttachments: false,
};

/** What is added to the vectors of a reading. */
function added(likely: readonly number[], reading = READING) {
  const vectors = createFeatureReader().read(reading);
  const { features, ideas } = vectors;
  const [fromSlot, fromIdea] = [features.count, ideas.count];
  putTypes(vectors, reading, likely);
  return {
    slots: Array.from(features.slots.slice(fromSlot, features.count)),
    values: Array.from(features.values.slice(fromSlot, features.count)),
    ids: Array.from(ideas.ids.slice(fromIdea, ideas.count)),
    shares: Array.from(ideas.values.slice(fromIdea, ideas.count)),
    name: features.nameOf(fromSlot),
  };
}

describe('likely types as evidence', () => {
  it('are those likely at all, by how likely they are', () => {
    const { ids, shares, values, name } = added([0.5, 0.019, 0.25]);
    expect(ids).toEqual([ideaVectorSize(), ideaVectorSize() + 2]);
    expect(shares).toEqual([0.5, 0.25]);
    expect(values).toEqual([0.75, 0.375]);
    expect(name).toBe('');
    expect(added([]).ids).toEqual([]);
  });

  it('say something else where the call stands elsewhere, inside the vector', () => {
    const readings = [{}, { system: 'a job' }, { tools: ['Read'] }];
    const all = readings.map((changes) => added([0.1, 0.9], { ...READING, ...changes }));
    const ids = all.flatMap((one) => one.ids);
    expect(new Set(ids).size).toBe(6);
    expect(Math.max(...ids)).toBe(typedVectorSize(2) - 1);
    expect(new Set(all.flatMap(({ slots }) => slots)).size).toBe(6);
  });
});
