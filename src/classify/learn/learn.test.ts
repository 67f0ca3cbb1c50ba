import { describe, expect, it } from 'vitest';
import { highest } from '../model/softmax.ts';
import {
  averaged,
  joined,
  learn,
  LEARN_DEFAULTS,
  scoresOf,
  type Example,
  type Learned,
  type LearnOptions,
} from './learn.ts';

const OPTIONS: LearnOptions = {
  ...LEARN_DEFAULTS,
  classes: 3,
  ideaVectorSize: 4,
  hidden: 4,
  epochs: 20,
};

/** A row with these slots, all alike, and these ideas. */
function example(slots: readonly number[], ideas: readonly number[], right: number): Example {
  return {
    slots: Int32Array.from(slots),
    values: new Float32Array(slots.length).fill(1 / Math.sqrt(Math.max(1, slots.length))),
    ideas: Int32Array.from(ideas),
    ideaValues: new Float32Array(ideas.length).fill(1),
    target: [[right, 1]],
    weight: 1,
  };
}

/** Each class has a word of its own among words that say nothing. */
const TOY = Array.from({ length: 90 }, (_, at) => {
  const right = at % 3;
  return example([100 + right, 200 + (at % 7), 300 + (at % 5), 400 + (at % 11)], [], right);
});

function rightOf(learned: Learned, examples: readonly Example[]): number {
  const isRight = (one: Example) => highest(scoresOf(learned, one), 3) === one.target[0]?.[0];
  return examples.filter(isRight).length / examples.length;
}

function bytesOf({ linear, ideas, hiddenBias, out }: Learned): readonly Float32Array[] {
  return [linear, ideas, hiddenBias, out];
}

describe('learning', () => {
  it('finds out what tells the classes apart', () => {
    const learned = learn(TOY, OPTIONS);
    expect(rightOf(learned, TOY)).toBe(1);
    // What says nothing has learned next to nothing.
    const weight = (slot: number, one: number) => Math.abs(learned.linear[slot * 3 + one] ?? 0);
    expect(weight(100, 0)).toBeGreaterThan(5 * weight(200, 0));
    // And what was never seen has no say at all.
    expect(learned.linear.slice(500 * 3, 501 * 3)).toEqual(new Float32Array(3));
  });

  it('finds out what only goes together means: neither idea alone tells', () => {
    const pairs: readonly (readonly [readonly number[], number])[] = [
      [[0, 1], 0],
      [[2, 3], 0],
      [[0, 3], 1],
      [[2, 1], 1],
    ];
    const rows = pairs.flatMap(([ideas, right]) =>
      Array.from({ length: 20 }, () => example([], ideas, right)),
    );
    const learned = learn(rows, { ...OPTIONS, hidden: 16, epochs: 60, hiddenRate: 0.3 });
    expect(rightOf(learned, rows)).toBe(1);
    expect(rightOf(learn(rows, { ...OPTIONS, hidden: 0, epochs: 60 }), rows)).toBeLessThan(1);
  });

  it('is the same bit for bit each time, and another from another seed', () => {
    expect(bytesOf(learn(TOY, OPTIONS))).toEqual(bytesOf(learn(TOY, OPTIONS)));
    const [one, other] = [1, 2].map((seed) => learn(TOY, { ...OPTIONS, seed }));
    expect(one?.linear).not.toEqual(other?.linear);
  });

  it('counts a row for as much as it weighs', () => {
    const split = (heavy: number) =>
      Array.from({ length: 40 }, (_, at) => ({
        ...example([7], [], at % 2),
        weight: at % 2 === heavy ? 3 : 0.3,
      }));
    for (const heavy of [0, 1]) {
      const scores = scoresOf(learn(split(heavy), OPTIONS), example([7], [], 0));
      expect(highest(scores, 3)).toBe(heavy);
    }
  });

  it('divides itself where several classes are right', () => {
    const shared = { ...example([7], [], 0), target: [[0, 0.5] as const, [2, 0.5] as const] };
    const [a = 0, b = 0, c = 0] = scoresOf(
      learn(
        Array.from({ length: 40 }, () => shared),
        OPTIONS,
      ),
      shared,
    );
    expect(Math.min(a, c)).toBeGreaterThan(b);
    expect(Math.abs(a - c)).toBeLessThan(0.5);
  });

  it('of nothing knows nothing', () => {
    const scores = scoresOf(learn([], { ...OPTIONS, hidden: 0 }), example([1], [], 0));
    expect([...scores]).toEqual([0, 0, 0]);
  });
});

const PROBES = [example([100, 200], [0], 0), example([101], [1, 3], 0), example([], [], 0)];

describe('several put together', () => {
  const parts = [1, 2, 3].map((seed) => learn(TOY, { ...OPTIONS, seed, epochs: 3 }));

  it('on average score as they do on average', () => {
    const one = averaged(parts);
    for (const probe of PROBES) {
      const all = parts.map((part) => scoresOf(part, probe));
      for (const [at, score] of scoresOf(one, probe).entries()) {
        const mean = all.reduce((sum, scores) => sum + (scores[at] ?? 0), 0) / all.length;
        expect(score).toBeCloseTo(mean, 5);
      }
    }
    expect(one.hidden).toBe(12);
  });

  it('on average do so too without hidden layers, and where they are none', () => {
    const plain = [1, 2].map((seed) => learn(TOY, { ...OPTIONS, hidden: 0, seed, epochs: 2 }));
    const [probe] = PROBES;
    if (probe === undefined) throw new Error('There is a probe.');
    const all = plain.map((part) => scoresOf(part, probe));
    const mean = [0, 1, 2].map((at) => ((all[0]?.[at] ?? 0) + (all[1]?.[at] ?? 0)) / 2);
    for (const [at, score] of scoresOf(averaged(plain), probe).entries()) {
      expect(score).toBeCloseTo(mean[at] ?? 0, 5);
    }
    expect([averaged([]).classes, joined([]).classes]).toEqual([0, 0]);
  });

  it('side by side each score as by themselves', () => {
    const first = learn(TOY, { ...OPTIONS, epochs: 3 });
    const second = learn(TOY, { ...OPTIONS, hidden: 0, seed: 5, epochs: 3 });
    const one = joined([first, second]);
    for (const probe of PROBES) {
      expect([...scoresOf(one, probe)]).toEqual([
        ...scoresOf(first, probe),
        ...scoresOf(second, probe),
      ]);
    }
  });
});
