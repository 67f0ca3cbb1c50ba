import { learn, scoresOf, type Example, type LearnOptions } from './learn.ts';

/**
 * Scores of every example by a model that has not seen it: as many models as there are folds, each learned
 * from the rest. What follows from these scores holds for texts nobody has seen.
 */
export function outOfFoldScores(
  examples: readonly Example[],
  options: LearnOptions,
  { folds, foldOf }: { readonly folds: number; readonly foldOf: (index: number) => number },
): readonly Float32Array[] {
  const scores: Float32Array[] = Array.from(examples, () => new Float32Array(0));
  for (let fold = 0; fold < folds; fold += 1) {
    const learned = learn(
      examples.filter((_, index) => foldOf(index) !== fold),
      options,
    );
    for (const [index, example] of examples.entries()) {
      if (foldOf(index) === fold) scores[index] = scoresOf(learned, example);
    }
  }
  return scores;
}
