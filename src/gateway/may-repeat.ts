import type { CallOptions } from '../core/call-options.ts';
import type { Call } from '../core/call.ts';
import type { Catalog } from '../core/catalog.ts';
import type { Decision } from '../core/decision.ts';
import { readModelName } from '../core/model-name.ts';
import type { Policy } from '../core/policy.ts';
import type { PurposeReading } from '../core/purpose.ts';
import type { TaskType } from '../core/task.ts';

export interface Repeatable {
  readonly call: Call;
  readonly options: CallOptions;
  readonly purpose: PurposeReading;
  readonly decision: Pick<Decision, 'taskType' | 'reasons'>;
  readonly policy: Policy;
  readonly catalog: Catalog;
}

/**
 * May the answer to this call be that of an earlier one, and be kept for a later one? Only for calls that
 * are nothing but a question with one right answer: no conversation, no tools, nothing drawn at random,
 * a task type whose answers stand, and never for what an agent or a safety check asks.
 */
export function mayRepeat(asked: Repeatable): boolean {
  const { call, options, purpose, decision, policy } = asked;
  return (
    policy.repeats.maxEntries > 0 &&
    options.repeat &&
    isPlain(purpose) &&
    isQuestionAlone(call) &&
    (call.temperature === null || call.temperature === 0) &&
    !decision.reasons.includes('ambiguous') &&
    isRepeatable(policy, decision.taskType) &&
    mayNameIt(asked)
  );
}

/** Whether answers of this type stand: its contract says so, and the policy may say otherwise. */
function isRepeatable({ tasks }: Policy, taskType: TaskType | null): boolean {
  return taskType !== null && tasks[taskType].repeatable;
}

function isPlain({ client, lane, protectedBy }: PurposeReading): boolean {
  return client === 'other' && lane === null && protectedBy === null;
}

/** One message of a person or program; what only its own dialect knows may mean anything. */
function isQuestionAlone({ messages, tools, dialectOnly }: Call): boolean {
  const turns = messages.filter(({ role }) => role !== 'system');
  const [turn] = turns;
  if (turns.length !== 1 || turn?.role !== 'user') return false;
  if (tools.length > 0 || dialectOnly.length > 0) return false;
  return turn.content.every(({ type }) => type === 'text' || type === 'image');
}

function mayNameIt({ call, policy, catalog }: Repeatable): boolean {
  if (policy.repeats.pins) return true;
  const { kind } = readModelName(call.requestedModel, catalog, policy);
  return kind === 'auto' || kind === 'tier';
}
