import type { TaskType } from '../core/task.ts';

/** A pattern of words that names a kind of work, ready to be tried. */
export interface WordRule {
  readonly taskType: TaskType;
  /** In the notation of `pattern.ts`. */
  readonly pattern: string;
}
