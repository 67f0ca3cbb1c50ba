import { describe, expect, it } from 'vitest';
import { createFeatureSink, SLOT_BITS } from '../features/sink.ts';
import { createIdeaSink } from '../features/ideas.ts';
import { scoresOf, type Learned } from '../learn/learn.ts';
import { seededRandom } from '../learn/random.ts';
import { createByteReader, createByteWriter } from './bytes.ts';
import { packHead, readHead, scoreHead, weightOf, writeHead } from './head.ts';

/** Weights of some slots, drawn at random; the first and the last slot are among them. */
function drawn({ classes = 3, hidden = 2, seed = 1 } = {}): Learned {
  const random = seededRandom(seed);
  const linear = new Float32Array((1 << SLOT_BITS) * classes);
  const slots = [0, (1 << SLOT_BITS) - 1, ...Array.from({ length: 60 }, (_, at) => at * 4_001)];
  for (const slot of slots) {
    for (let one = 0; one < classes; one += 1) linear[slot * classes + one] = random() * 2 - 1;
  }
  const weights = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  return {
    classes,
    hidden,
    linear,
    ideas: weights(5 * hidden),
    hiddenBias: weights(hidden),
    out: weights(classes * hidden),
  };
}

/** A call with these slots and ideas. */
function vectors(slots: readonly number[], ids: readonly number[] = []) {
  const [features, ideas] = [createFeatureSink(), createIdeaSink()];
  for (const slot of slots) {
    features.putSlot(0, 0.5);
    features.slots[features.count - 1] = slot;
  }
  for (const id of ids) ideas.put(id, 0.5);
  return { features, ideas };
}

function exampleOf({ features, ideas }: ReturnType<typeof vectors>) {
  return {
    slots: features.slots.slice(0, features.count),
    values: features.values.slice(0, features.count),
    ideas: ideas.ids.slice(0, ideas.count),
    ideaValues: ideas.values.slice(0, ideas.count),
  };
}

const CALLS = [
  vectors([]),
  vectors([0, 4_001, 8_002], [1]),
  vectors([(1 << SLOT_BITS) - 1, 7], [0, 4]),
  vectors([0, 0, 4_001]),
];

describe('a packed head', () => {
  it.each([{ hidden: 2 }, { hidden: 0 }, { classes: 1, hidden: 1 }])(
    'scores as what was learned, but for the rounding: %j',
    (shape) => {
      const learned = drawn(shape);
      const head = packHead(learned, { least: 1 });
      for (const call of CALLS) {
        const scores = new Float64Array(learned.classes);
        scoreHead(head, call, scores);
        for (const [at, score] of scoresOf(learned, exampleOf(call)).entries()) {
          expect(Math.abs((scores[at] ?? 0) - score)).toBeLessThan(0.02);
        }
      }
    },
  );

  it('leaves out what says too little, and keeps what says most', () => {
    const learned = drawn();
    const [all, few] = [1, 100].map((least) => packHead(learned, { least }));
    expect(few?.weights.length).toBeLessThan((all?.weights.length ?? 0) / 2);
    expect(Math.max(...(all?.weights ?? []).map(Math.abs))).toBe(127);
    expect(few?.weights.every((weight) => Math.abs(weight) >= 100)).toBe(true);
  });

  it('tells what one slot says for one class, and 0 of what it does not say', () => {
    const learned = drawn();
    const head = packHead(learned, { least: 40 });
    for (const slot of [0, 4_001, 8_002, 5]) {
      for (const one of [0, 1, 2]) {
        const weight = learned.linear[slot * 3 + one] ?? 0;
        const told = weightOf(head, slot, one);
        if (told === 0) expect(Math.abs(weight)).toBeLessThan(0.33);
        else expect(Math.abs(told - weight)).toBeLessThan(0.01);
      }
    }
    expect([0, 1, 2].map((one) => weightOf(head, 5, one))).toEqual([0, 0, 0]);
  });

  it('is read as it was written', () => {
    for (const shape of [{}, { hidden: 0 }, { classes: 7, seed: 3 }]) {
      for (const least of [1, 128]) {
        const head = packHead(drawn(shape), { least });
        const writer = createByteWriter();
        writeHead(head, writer);
        const bytes = writer.done();
        const reader = createByteReader(bytes);
        expect(readHead(reader)).toEqual(head);
        expect(reader.isOver).toBe(false);
      }
    }
  });

  it('scores into the places of its classes only', () => {
    const scores = Float64Array.of(9, 9, 9, 9);
    scoreHead(packHead(drawn(), { least: 1 }), vectors([]), scores);
    expect(scores[3]).toBe(9);
    expect(scores[0]).not.toBe(9);
  });
});
