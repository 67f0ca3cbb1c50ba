import { within, type Bounds } from './bounds.ts';
import type { TierChoice } from './chosen-tier.ts';
import type { HighFrequency } from './frequency.ts';
import type { Reason } from './reason.ts';
import type { KnownTask, RoutingInput } from './routing-input.ts';
import { isStrange } from './trusted-type.ts';

interface Asked {
  readonly input: RoutingInput;
  readonly task: KnownTask | null;
  readonly choice: TierChoice;
  readonly bounds: Bounds;
}

/**
 * One of so many calls for a single user action that what it would be worth alone no longer says what they
 * are worth together: processing starts on the cheap tiers, and climbs only when an answer is rejected. `null` for judgment, for what a call or the policy
 * names, for what was lifted, and where it starts low enough already.
 */
export function findHighFrequency(asked: Asked): HighFrequency | null {
  const { input, task, choice, bounds } = asked;
  const { frequency } = input.policy;
  const calls = input.conditions.actionCalls ?? 0;
  if (frequency.calls === 0 || calls <= frequency.calls) return null;
  if (input.conditions.purpose.protectedBy !== null || !isInferred(choice)) return null;
  if (!isProcessing(input, task)) return null;
  // A recognised type's floor is in the bounds already, and so is a declared one's.
  const cap = within(bounds, frequency.cap);
  const insteadOf = within(bounds, choice.tier);
  return insteadOf <= cap ? null : { calls, cap, insteadOf };
}

const INFERRED: ReadonlySet<Reason> = new Set<Reason>([
  'header_task',
  'background',
  'classifier',
  'meta_classified',
  'default',
]);

/** What lifted it knew more of this one call than the others tell. */
const LIFTED: ReadonlySet<Reason> = new Set<Reason>(['estimated_complexity']);

function isInferred({ decidedBy, reasons }: TierChoice): boolean {
  return INFERRED.has(decidedBy) && !reasons.some((reason) => LIFTED.has(reason));
}

/** By contract where the type is declared or vouched for; any word for judgment is heard. */
function isProcessing({ classification, policy }: RoutingInput, task: KnownTask | null): boolean {
  const { taskType, judged } = classification;
  if (task?.source === 'declared') return isLowProcessing(task.rule);
  if (judged?.kind === 'judgment' || isStrange(judged)) return false;
  const type = task?.type ?? taskType;
  if (type !== null) return isLowProcessing(policy.tasks[type]);
  return judged?.kind === 'processing';
}

function isLowProcessing({ kind, stakes }: KnownTask['rule']): boolean {
  return kind === 'processing' && stakes === 'low';
}
