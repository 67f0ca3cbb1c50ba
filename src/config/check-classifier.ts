import type { CompletePolicy } from './policy-schema.ts';
import { errorAt, type Problem } from './problem.ts';

/** Whether the model that the policy decides by can be used. */
export function checkClassifier(
  { classifier }: CompletePolicy,
  modelProblem: (written: string) => string | null,
): readonly Problem[] {
  const problem = modelProblem(classifier.model);
  return problem === null ? [] : [errorAt(['classifier', 'model'], problem)];
}
