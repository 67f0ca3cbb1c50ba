import type { TaskType } from '../core/task.ts';

/**
 * How much a pattern tells.
 * - `asks`: the request itself names the work ("translate this into", at the start of a clause)
 * - `names`: words that belong to this work, wherever they stand
 * - `hints`: words that go along with it, and with other work too
 */
export type Evidence = 'asks' | 'names' | 'hints';

/** What kind of work a family of task types is; a later family lifts over an earlier one. */
export type Family = 'processing' | 'structured' | 'judgment' | 'highest-stakes';

/** Word patterns of one task type, with requests that must be recognised: its documentation and its test. */
export interface TaskWords {
  readonly taskType: TaskType;
  /**
   * These words are hardly ever used for anything else: of public prompts so recognised at least four of
   * five are of this type, or, where there were too few to count, none was seen that is not.
   */
  readonly clear?: true;
  /** Holds only for texts of at most this many words. */
  readonly longestText?: number;
  readonly asks?: readonly string[];
  readonly names?: readonly string[];
  readonly hints?: readonly string[];
  readonly examples: readonly string[];
}

/** One pattern, ready to be tried. */
export interface WordRule {
  readonly taskType: TaskType;
  readonly family: Family;
  readonly evidence: Evidence;
  readonly clear: boolean;
  readonly longestText: number;
  /** In the notation of `pattern.ts`. */
  readonly pattern: string;
}

/** The rules of one family's tasks. */
export function rulesOf(family: Family, tasks: readonly TaskWords[]): readonly WordRule[] {
  const kinds: readonly Evidence[] = ['asks', 'names', 'hints'];
  return tasks.flatMap((task) =>
    kinds.flatMap((evidence) =>
      (task[evidence] ?? []).map((pattern) => ({
        taskType: task.taskType,
        family,
        evidence,
        clear: task.clear === true,
        longestText: task.longestText ?? Infinity,
        pattern: evidence === 'asks' ? `^${pattern}` : pattern,
      })),
    ),
  );
}
