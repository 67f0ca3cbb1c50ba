import { TASK_TYPES, type TaskType } from '../core/task.ts';
import { durationText } from './quantity.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { warningAt, warningBetween } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

interface TimeContext {
  readonly isWritten: (path: KeyPath) => boolean;
}

/** Whether a task's deadline and repeats that somebody wrote can both be had. */
export function checkTaskTime(policy: CompletePolicy, context: TimeContext): readonly Problem[] {
  return TASK_TYPES.flatMap((type) => [
    ...checkDeadline(policy, type, context),
    ...checkRoom(policy, type, context),
    ...checkRepeats(policy, type, context),
  ]);
}

function checkDeadline(
  { limits, tasks }: CompletePolicy,
  type: TaskType,
  { isWritten }: TimeContext,
): readonly Problem[] {
  const path = ['tasks', type, 'deadline'];
  const { deadline } = tasks[type];
  if (deadline == null || deadline <= limits.deadline || !isWritten(path)) return [];
  const most = durationText(limits.deadline);
  const message = `never counts: every call ends after ${most}; raise limits.deadline, or write less`;
  return [warningBetween([path, ['limits', 'deadline']], message)];
}

/** One attempt that hangs to its end must leave something for the next. */
function checkRoom(
  { tasks, tiers }: CompletePolicy,
  type: TaskType,
  { isWritten }: TimeContext,
): readonly Problem[] {
  const { deadline, delivery, tier = 2 } = tasks[type];
  const path = ['tasks', type, 'deadline'];
  const { timeout } = tiers[tier];
  if (deadline == null || delivery !== 'buffered' || !isWritten(path)) return [];
  if (deadline > timeout) return [];
  const message = `one attempt of tier ${tier} may take ${durationText(timeout)}, so nothing is left for a repeat or a tier up; write more, or lower tiers.${tier}.timeout`;
  return [warningBetween([path, ['tiers', tier, 'timeout']], message)];
}

/** More repeats than a call has attempts. */
function checkRepeats(
  { limits, tasks }: CompletePolicy,
  type: TaskType,
  { isWritten }: TimeContext,
): readonly Problem[] {
  const path = ['tasks', type, 'retries'];
  const { retries } = tasks[type];
  if (retries == null || retries < limits.attempts || !isWritten(path)) return [];
  const message = `never all made: a call has ${limits.attempts} attempts, the first included; raise limits.attempts, or write ${limits.attempts - 1}`;
  return [warningAt(path, message)];
}
