import type { Classification, Judged } from './classification.ts';
import type { Policy } from './policy.ts';

/** Above this a call is unlike everything the classifier learned from, and its figures mean little. */
const STRANGE_ABOVE = 0.5;

/** A recognised type counts when it is sure enough for the policy, of a call that is not too strange. */
export function isTypeTrusted(
  { taskType, confidence, judged }: Classification,
  { classifier }: Policy,
): boolean {
  return taskType !== null && confidence >= classifier.minConfidence && !isStrange(judged);
}

export function isStrange(judged: Judged | null): boolean {
  return judged !== null && !(judged.outOfDistribution <= STRANGE_ABOVE);
}
