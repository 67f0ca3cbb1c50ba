import type { Classification } from './classification.ts';
import { asShare } from './grounds.ts';
import type { Policy } from './policy.ts';
import type { TaskRule } from './task.ts';
import { isTypeTrusted } from './trusted-type.ts';

/** What the classifier saw of a call, in the terms of the first two questions. */
export interface WorkSeen {
  readonly kind: TaskRule['kind'];
  /** 0 to 1: the share of the likely types that are of this kind. */
  readonly kindWeight: number;
  readonly recoverable: boolean;
  /** 0 to 1: the share of the likely types, or how likely the stakes are high. */
  readonly recoverableWeight: number;
  /** A wrong answer probably does harm before anybody notices. */
  readonly isAtStake: boolean;
}

/**
 * A type that is trusted says it by its contract; of other calls the prediction does, or the contract of
 * the type they look like. High stakes leave nothing to make good. `null`: nothing was seen.
 */
export function seenWork(classification: Classification, policy: Policy): WorkSeen | null {
  const { taskType, judged } = classification;
  const rule = taskType === null ? null : policy.tasks[taskType];
  const judge = rule !== null && isTypeTrusted(classification, policy) ? rule : (judged ?? rule);
  if (judge === null) return null;
  const { kind } = judge;
  const stakes = judged?.stakes ?? 0;
  const isAtStake = stakes >= HIGH_STAKES;
  const recoverable = judge.recoverable && !isAtStake;
  const shareOf = (isSame: (rule: TaskRule) => boolean) => share(classification, policy, isSame);
  return {
    kind,
    kindWeight: shareOf((one) => one.kind === kind),
    recoverable,
    recoverableWeight: isAtStake
      ? asShare(stakes)
      : shareOf((one) => one.recoverable === recoverable),
    isAtStake,
  };
}

const HIGH_STAKES = 0.5;

/** Of what is likely at all, how much is of this sort; 0 where no type is. */
function share(
  { taskType, confidence, alternatives }: Classification,
  { tasks }: Policy,
  isSame: (rule: TaskRule) => boolean,
): number {
  const likely = taskType === null ? alternatives : [{ taskType, confidence }, ...alternatives];
  const sum = (types: typeof likely) => types.reduce((total, one) => total + one.confidence, 0);
  const all = sum(likely);
  return all > 0 ? asShare(sum(likely.filter((one) => isSame(tasks[one.taskType]))) / all) : 0;
}
