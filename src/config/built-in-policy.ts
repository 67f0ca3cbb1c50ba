import { isObject } from '../core/json.ts';
import { TASK_TYPES } from '../core/task.ts';
import { TASK_CONTRACTS } from '../core/tasks/index.ts';
import { readPolicyDocument } from './policy-document.ts';
import type { PolicyDocument } from './policy-document.ts';
import { readBuiltInPolicy } from './policy-file.ts';
import { writtenRule } from './written-rule.ts';

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
