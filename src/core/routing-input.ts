import type { Call } from './call.ts';
import type { Classification } from './classification.ts';
import type { Conditions } from './conditions.ts';
import { metaAnswer } from './meta.ts';
import type { Policy } from './policy.ts';
import type { Delivery, TaskRule, TaskType } from './task.ts';
import { isTypeTrusted } from './trusted-type.ts';

/** Everything a decision is made from. */
export interface RoutingInput {
  readonly call: Call;
  readonly classification: Classification;
  readonly policy: Policy;
  readonly conditions: Conditions;
}

/**
 * How a call came by the name it is served under: its client wrote it (`name`), and nothing else may serve
 * it (`protected`), or the policy put another one there.
 */
export type Via = 'name' | 'protected' | 'rewrite' | 'purpose_bound';

/** The task type that is acted on, and the policy's rule for it. */
export interface KnownTask {
  readonly type: TaskType;
  readonly rule: TaskRule;
  /** Declared by the caller, or recognised with enough confidence. */
  readonly source: 'declared' | 'recognised';
}

/**
 * What the caller declares counts; else what a model says that was asked for want of knowing; else what the
 * classifier is sure enough of; else nothing.
 */
export function knownTask(input: RoutingInput, declared: TaskType | null): KnownTask | null {
  const { classification, policy, conditions } = input;
  if (declared !== null) {
    return { type: declared, rule: policy.tasks[declared], source: 'declared' };
  }
  const said = metaAnswer(conditions.meta);
  if (said !== null) {
    return { type: said.taskType, rule: policy.tasks[said.taskType], source: 'recognised' };
  }
  const { taskType } = classification;
  if (taskType === null || !isTypeTrusted(classification, policy)) return null;
  return { type: taskType, rule: policy.tasks[taskType], source: 'recognised' };
}

/**
 * The task whose floor and cap hold. What a call is taken for may rest on what tools brought back, its bounds
 * may not: where there is such text, only the type that is recognised without it binds.
 */
export function boundingTask(input: RoutingInput, task: KnownTask | null): KnownTask | null {
  const { policy, conditions } = input;
  const { trusted } = conditions;
  if (task?.source === 'declared' || trusted === undefined) return task;
  const { taskType: type } = trusted;
  if (type === null || !isTypeTrusted(trusted, policy)) return null;
  return { type, rule: policy.tasks[type], source: 'recognised' };
}

/** Milliseconds this call may take; its own deadline replaces the policy's. */
export function deadlineOf({ conditions, policy }: RoutingInput): number {
  return conditions.options.deadlineMs ?? policy.limits.deadlineMs;
}

/**
 * The same for work of a known type, whose contract may allow less. A type that was only recognised
 * shortens nothing that is streamed: that would cut an answer somebody is reading, on a guess.
 */
export function deadlineOfTask(
  input: RoutingInput,
  task: KnownTask | null,
  delivery: Delivery,
): number {
  const usual = deadlineOf(input);
  const own = task?.rule.deadlineMs ?? null;
  if (own === null || input.conditions.options.deadlineMs !== null) return usual;
  return task?.source === 'declared' || delivery === 'buffered' ? Math.min(own, usual) : usual;
}

/** The task type as rows and headers show it: also one that was too unsure to act on. */
export function taskOf(
  { classification, conditions }: RoutingInput,
  task: KnownTask | null,
): { readonly taskType: TaskType | null; readonly confidence: number | null } {
  if (task?.source === 'declared') return { taskType: task.type, confidence: null };
  const { taskType, confidence } = metaAnswer(conditions.meta) ?? classification;
  return { taskType, confidence: taskType === null ? null : confidence };
}
