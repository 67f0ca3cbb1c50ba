import { ModicumError } from '../core/error.ts';
import type { PolicyWordRule } from '../core/policy.ts';
import type { TaskType } from '../core/task.ts';
import { readPattern } from './pattern.ts';
import type { Family, WordRule } from './rule.ts';
import { WORD_RULES } from './rules.ts';

/**
 * The user's own word rules, as sure as words can be, in front of those that come with Modicum. Each
 * belongs to the family of its task type, so that what lifts still overrides what lowers.
 */
export function withPolicyRules(rules: readonly PolicyWordRule[]): readonly WordRule[] {
  const own = rules.map(({ words, task }): WordRule => ({
    taskType: task,
    family: familyOf(task),
    evidence: 'names',
    clear: true,
    longestText: Infinity,
    pattern: words,
  }));
  return [...own, ...WORD_RULES];
}

function familyOf(task: TaskType): Family {
  return WORD_RULES.find((rule) => rule.taskType === task)?.family ?? 'judgment';
}

/** What is wrong with a pattern, for whoever reads a policy; `null` when nothing is. */
export function patternProblem(pattern: string): string | null {
  try {
    readPattern(pattern);
    return null;
  } catch (error) {
    if (error instanceof ModicumError) return error.message;
    throw error;
  }
}
