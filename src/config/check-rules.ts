import type { CompletePolicy } from './policy-schema.ts';
import { errorAt, type Problem } from './problem.ts';

/** Whether every word rule can be read. */
export function checkRules(
  policy: CompletePolicy,
  patternProblem: (pattern: string) => string | null,
): readonly Problem[] {
  return policy.rules.flatMap(({ words }, index) => {
    const problem = patternProblem(words);
    return problem === null ? [] : [errorAt(['rules', index, 'words'], problem)];
  });
}
