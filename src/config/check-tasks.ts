import { TASK_TYPES } from '../core/task.ts';
import type { TaskType } from '../core/task.ts';
import { didYouMean } from './did-you-mean.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { errorAt, errorBetween, warningAt } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

interface TaskContext {
  readonly validators: readonly string[] | null;
  readonly isWritten: (path: KeyPath) => boolean;
}

/** Whether every task's tier, floor and cap agree, and its validators exist. */
export function checkTasks(policy: CompletePolicy, context: TaskContext): readonly Problem[] {
  return [
    ...TASK_TYPES.flatMap((type) => [
      ...checkBounds(policy, type, context),
      ...checkValidators(policy, type, context.validators),
    ]),
    ...checkReach(policy),
  ];
}

function checkBounds(
  policy: CompletePolicy,
  type: TaskType,
  { isWritten }: TaskContext,
): readonly Problem[] {
  const { tier = 2, floor = 0, cap = 3, unavailable } = policy.tasks[type];
  const path = ['tasks', type];
  const paths = [
    [...path, 'tier'],
    [...path, 'floor'],
    [...path, 'cap'],
  ] as const;
  if (floor > cap) {
    return [
      errorBetween([paths[1], paths[2]], `the floor ${floor} is above the cap ${cap}; move one`),
    ];
  }
  const isTierWritten = isWritten(paths[0]);
  if (tier < floor && isTierWritten) {
    const advice = `write { tier: ${tier}, floor: ${tier} } if you mean it`;
    return [
      errorBetween(paths, `tier ${tier} is below the floor ${floor} of this task; ${advice}`),
    ];
  }
  if (tier > cap && isTierWritten) {
    return [errorBetween(paths, `tier ${tier} is above the cap ${cap} of this task; move one`)];
  }
  const isMeant = isWritten([...path, 'unavailable']);
  if (floor < 3 || unavailable?.action !== 'escalate' || !isMeant) return [];
  const message = 'there is no tier above 3 to escalate to; write refuse or { wait: 20s }';
  return [errorAt([...path, 'unavailable'], message)];
}

function checkValidators(
  policy: CompletePolicy,
  type: TaskType,
  validators: readonly string[] | null,
): readonly Problem[] {
  if (validators === null) return [];
  const named = policy.tasks[type].validate ?? [];
  return named.flatMap((name, index) => {
    if (validators.includes(name)) return [];
    const guess = didYouMean(name, validators);
    const message = `"${name}" is not a validator${guess}; there are: ${validators.join(', ')}`;
    return [errorAt(['tasks', type, 'validate', index], message)];
  });
}

/** A cap for everything may shut out tasks on purpose; it is said once, not for each of them. */
function checkReach({ routing, tasks }: CompletePolicy): readonly Problem[] {
  const shutOut = TASK_TYPES.filter((type) => (tasks[type].floor ?? 0) > routing.cap);
  if (shutOut.length === 0) return [];
  const names = shutOut.slice(0, 3).join(', ');
  const more = shutOut.length > 3 ? ` and ${shutOut.length - 3} more` : '';
  const message = `calls that declare a task type with a floor above ${routing.cap} are refused, and what is merely recognised as one is done on tier ${routing.cap}: ${names}${more}`;
  return [warningAt(['routing', 'cap'], message)];
}
