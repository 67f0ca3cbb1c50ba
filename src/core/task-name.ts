import { TASK_TYPES, type TaskType } from './task.ts';
import { TASK_CONTRACTS } from './tasks/index.ts';

/** Short names that callers may declare, each for the type that its contract gives it to. */
export const TASK_ALIASES: Readonly<Record<string, TaskType>> = Object.fromEntries(
  TASK_TYPES.flatMap((type) => TASK_CONTRACTS[type].aliases.map((alias) => [alias, type])),
);

/** The task type a caller means by this name, or `null` when it is neither a type nor an alias. */
export function taskTypeNamed(name: string): TaskType | null {
  if ((TASK_TYPES as readonly string[]).includes(name)) return name as TaskType;
  return Object.hasOwn(TASK_ALIASES, name) ? (TASK_ALIASES[name] ?? null) : null;
}
