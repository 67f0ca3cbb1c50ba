import { describe, expect, it } from 'vitest';
import { outOfFoldScores } from './cross-validate.ts';
import { learn, LEARN_DEFAULTS, scoresOf, type Example } from './learn.ts';

const OPTIONS = { ...LEARN_DEFAULTS, classes: 2, ideaVectorSize: 1, hidden: 0, epochs: 5 };

/** The last one says the opposite of all others. */
const EXAMPLES: readonly Example[] = Array.from({ length: 12 }, (_, at) => ({
  slots: Int32Array.of(at === 11 ? 5 : at % 2),
  values: Float32Array.of(1),
  ideas: new Int32Array(0),
  ideaValues: new Float32Array(0),
  target: [[at % 2, 1]],
  weight: 1,
}));

describe('scores of examples not learned from', () => {
  it('are those of a model of all other folds', () => {
    const foldOf = (index: number) => Math.floor(index / 4);
    const scores = outOfFoldScores(EXAMPLES, OPTIONS, { folds: 3, foldOf });
    for (const [index, example] of EXAMPLES.entries()) {
      const others = EXAMPLES.filter((_, at) => foldOf(at) !== foldOf(index));
      expect(scores[index]).toEqual(scoresOf(learn(others, OPTIONS), example));
    }
  });

  it('know nothing of a word that only their own fold has', () => {
    const scores = outOfFoldScores(EXAMPLES, OPTIONS, {
      folds: 3,
      foldOf: (index) => Math.floor(index / 4),
    });
    expect([...(scores[11] ?? [])]).toEqual([0, 0]);
    expect(scores[0]?.[0]).toBeGreaterThan(scores[0]?.[1] ?? 0);
  });
});
