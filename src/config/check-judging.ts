import { findModel } from '../core/catalog.ts';
import type { Catalog } from '../core/catalog.ts';
import { TASK_TYPES } from '../core/task.ts';
import { readModelName } from './build-policy.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { warningAt, warningBetween } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

interface JudgingContext {
  readonly catalog: Catalog;
  readonly isWritten: (path: KeyPath) => boolean;
}

/** Whether what may be wrong is looked at before it is handed over, and can be asked for as it will be. */
export function checkJudging(policy: CompletePolicy, context: JudgingContext): readonly Problem[] {
  return [
    ...checkTaskJudging(policy),
    ...checkIdleValidators(policy, context),
    ...checkForcedTools(policy, context),
  ];
}

/**
 * Escalation lives by validators: without one, the first answer of a small model stands, however bad. From
 * tier 1 up that is a choice; for a local model it is a mistake more often.
 */
function checkTaskJudging({ tasks }: CompletePolicy): readonly Problem[] {
  return TASK_TYPES.flatMap((type) => {
    const { tier = 2, delivery = 'streamed', validate = [] } = tasks[type];
    const [path, place] = [
      ['tasks', type],
      ['tasks', type, 'tier'],
    ];
    if (delivery === 'buffered' && validate.length === 0) {
      const message =
        'is held back and judged by nothing, so a bad answer is never tried again; name validators, or write delivery: streamed';
      return [warningBetween([[...path, 'validate'], [...path, 'delivery'], place], message)];
    }
    if (tier > 0 || delivery === 'buffered') return [];
    const message =
      'answers of tier 0 are handed over before anything judges them, so a bad one never goes a tier up; write delivery: buffered and validate: [answered]';
    return [warningBetween([place, [...path, 'delivery']], message)];
  });
}

/**
 * Validators that somebody named and that cannot send an answer back: on what is streamed they only note,
 * and all but one of them look at nothing but calls with a schema, JSON or labels.
 */
function checkIdleValidators(
  { tasks }: CompletePolicy,
  { isWritten }: JudgingContext,
): readonly Problem[] {
  return TASK_TYPES.flatMap((type) => {
    const { delivery = 'streamed', validate = [] } = tasks[type];
    const path = ['tasks', type, 'validate'];
    if (validate.length === 0 || !isWritten(path)) return [];
    if (delivery === 'streamed') {
      if (isWritten(['tasks', type, 'delivery'])) return [];
      const message =
        'only notes what was wrong: answers of this task are handed over as they come; write delivery: buffered to have bad ones tried again';
      return [warningAt(path, message)];
    }
    if (validate.includes('answered') || !validate.every((name) => ASKED_FOR.has(name))) return [];
    const message = `looks only at calls that ask for JSON, a schema or labels; of others every answer passes, also an empty one; add answered`;
    return [warningAt(path, message)];
  });
}

/** Validators with something to say only where the call asks for what they check. */
const ASKED_FOR: ReadonlySet<string> = new Set(['json', 'json_schema', 'one_of']);

/** A call that forces the one tool it offers goes by this table, and some models refuse to be forced. */
function checkForcedTools(
  policy: CompletePolicy,
  { catalog, isWritten }: JudgingContext,
): readonly Problem[] {
  return Object.entries(policy.tools).flatMap(([tool, tier]) => {
    const path = ['tools', tool];
    const models = policy.tiers[tier].models.map(({ model }) => readModelName(model)?.id ?? model);
    if (models.length === 0 || !isWritten(path)) return [];
    const known = models.map((id) => findModel(catalog, id));
    if (known.some((model) => model === null || model.capabilities.forcedToolChoice)) return [];
    const message = `no model of tier ${tier} can be made to use a tool (${models.join(', ')}): a call that forces this one is refused there; offer it with tool_choice auto, or write a tier whose model can`;
    return [warningAt(path, message)];
  });
}
