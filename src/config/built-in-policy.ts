import { isObject } from '../core/json.ts';
import { TASK_TYPES } from '../core/task.ts';
import type { TaskRule, Unavailable } from '../core/task.ts';
import { TASK_CONTRACTS } from '../core/tasks/index.ts';
import { readPolicyDocument } from './policy-document.ts';
import type { PolicyDocument } from './policy-document.ts';
import { readBuiltInPolicy } from './policy-file.ts';
import { durationText } from './quantity.ts';

/**
 * `catalog/modicum.yaml`, and for the tasks what their contracts say, as one would write it there: those
 * have no line, because they stand in no file.
 */
export function readBuiltInDocument(): PolicyDocument {
  const document = readPolicyDocument(readBuiltInPolicy().content);
  if (!isObject(document.value)) return document;
  const tasks = TASK_TYPES.map((type) => [type, writtenRule(TASK_CONTRACTS[type])] as const);
  return { ...document, value: { ...document.value, tasks: Object.fromEntries(tasks) } };
}

function writtenRule(rule: TaskRule): Readonly<Record<string, unknown>> {
  return {
    tier: rule.tier,
    floor: rule.floor,
    cap: rule.cap,
    kind: rule.kind,
    stakes: rule.stakes,
    recoverable: rule.recoverable,
    delivery: rule.delivery,
    validate: rule.validate,
    retries: rule.retries,
    deadline: rule.deadlineMs === null ? null : durationText(rule.deadlineMs),
    expected_output_tokens: rule.expectedOutputTokens,
    unavailable: rule.unavailable === null ? null : writtenUnavailable(rule.unavailable),
    repeatable: rule.repeatable,
    under_cost: rule.underCost,
  };
}

function writtenUnavailable(unavailable: Unavailable): unknown {
  return unavailable.action === 'wait'
    ? { wait: durationText(unavailable.waitMs) }
    : unavailable.action;
}
