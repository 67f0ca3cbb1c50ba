import type { TaskRule, Unavailable } from '../core/task.ts';
import { durationText } from './quantity.ts';

/** What a policy would say to make this rule: every key of `tasks.<type>`, as one writes it. */
export function writtenRule(rule: TaskRule): Readonly<Record<string, unknown>> {
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
