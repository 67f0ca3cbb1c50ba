import type { TaskRule, TaskType } from '../task.ts';

/**
 * What Modicum promises about one type of work unless the policy says otherwise: where it starts, how low
 * and how high it may go, how its answers are judged, and what happens when a tier is down. The rule is
 * data of the policy; the rest is for people and for the classifier.
 */
export interface TaskContract extends TaskRule {
  readonly type: TaskType;
  /** One sentence: what is asked for, and what sets it apart from its neighbours. */
  readonly about: string;
  /** Short names that callers may declare in its place. */
  readonly aliases: readonly string[];
  /** Prompts of this type as people and programs write them. They document it and test the classifier. */
  readonly examples: readonly string[];
}

/** Types that are worked on alike, under one heading of docs/task-types.md. */
export interface TaskFamily {
  readonly name: string;
  readonly about: string;
  readonly contracts: readonly TaskContract[];
}
