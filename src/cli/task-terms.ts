import type { PolicySource } from '../config/policy-source.ts';
import { writtenRule } from '../config/written-rule.ts';
import type { TaskRule, TaskType } from '../core/task.ts';

/** One key of a task's contract in force, as one would write it, and who wrote it. */
export interface TaskTerm {
  readonly key: string;
  readonly value: unknown;
  readonly from: 'default' | 'file' | 'environment';
  readonly line?: number;
}

/** Every key of `tasks.<type>`, with the names the policy has for them. */
export function taskTerms(
  type: TaskType,
  rule: TaskRule,
  source: PolicySource,
): readonly TaskTerm[] {
  return Object.entries(writtenRule(rule)).map(([key, value]) => {
    const said = source.explain(`tasks.${type}.${key}`);
    if (said === null || said.from === 'default') return { key, value, from: 'default' };
    return { key, value, from: said.from, ...(said.line !== undefined && { line: said.line }) };
  });
}
