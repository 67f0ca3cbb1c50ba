import { taskTypeNamed } from '../core/task-name.ts';
import { TASK_TYPES, type TaskType } from '../core/task.ts';
import { BINDABLE_PURPOSES } from '../core/purpose.ts';
import { TIERS, type Tier } from '../core/tier.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { warningAt, warningBetween } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

interface ReachContext {
  readonly isWritten: (path: KeyPath) => boolean;
}

/**
 * What somebody wrote and what can never happen: because a floor or a cap for everything stands before
 * it, because something above it says the same, or because no call comes there. Defaults that a user's
 * floor or cap shuts out are meant to be.
 */
export function checkReach(policy: CompletePolicy, context: ReachContext): readonly Problem[] {
  return [
    ...checkTaskTiers(policy, context),
    ...checkTaskCaps(policy, context),
    ...checkTools(policy, context),
    ...checkRuleReach(policy),
    ...checkTierNames(policy),
    ...checkBackground(policy, context),
    ...checkUnusedTiers(policy, context),
    ...checkRepeatedModels(policy),
    ...checkTooSmall(policy, context),
  ];
}

const FLOOR = ['routing', 'floor'];
const CAP = ['routing', 'cap'];

/** Which bound for everything keeps a tier from being used, and what becomes of it; `null`: none. */
function bar({ routing }: CompletePolicy, tier: Tier): { says: string; at: KeyPath } | null {
  if (tier < routing.floor) {
    const says = `tier ${tier} is below the floor ${routing.floor} for everything, so it becomes tier ${routing.floor}`;
    return { says, at: FLOOR };
  }
  if (tier <= routing.cap) return null;
  const says = `tier ${tier} is above the cap ${routing.cap} for everything, so it becomes tier ${routing.cap}`;
  return { says, at: CAP };
}

function barred(policy: CompletePolicy, tier: Tier, path: KeyPath): readonly Problem[] {
  const found = bar(policy, tier);
  if (found === null) return [];
  return [
    warningBetween(
      [path, found.at],
      `${found.says}; write another tier, or move routing.${last(found.at)}`,
    ),
  ];
}

function last(path: KeyPath): string {
  return String(path.at(-1));
}

function checkTaskTiers(policy: CompletePolicy, { isWritten }: ReachContext): readonly Problem[] {
  return TASK_TYPES.flatMap((type) => {
    const path = ['tasks', type, 'tier'];
    const { tier = 2, floor = 0, cap = 3 } = policy.tasks[type];
    if (!isWritten(path) || tier < floor || tier > cap || floor > policy.routing.cap) return [];
    return barred(policy, tier, path);
  });
}

/** A task that may not go as high as everything must: a call that declares it is refused. */
function checkTaskCaps(policy: CompletePolicy, { isWritten }: ReachContext): readonly Problem[] {
  const { floor } = policy.routing;
  return TASK_TYPES.flatMap((type) => {
    const path = ['tasks', type, 'cap'];
    const { cap = 3 } = policy.tasks[type];
    if (cap >= floor || !(isWritten(path) || isWritten(FLOOR))) return [];
    const message = `the cap ${cap} is below the floor ${floor} for everything: calls that declare this task are refused; raise the cap, or lower routing.floor`;
    return [warningBetween([path, FLOOR], message)];
  });
}

function checkTools(policy: CompletePolicy, { isWritten }: ReachContext): readonly Problem[] {
  return Object.entries(policy.tools).flatMap(([name, tier]) => {
    const path = ['tools', name];
    return isWritten(path) ? barred(policy, tier, path) : [];
  });
}

/** Words that a rule above already takes, and types whose tier they cannot reach. */
function checkRuleReach(policy: CompletePolicy): readonly Problem[] {
  return policy.rules.flatMap(({ words, task }, index) => {
    const path = ['rules', index, 'words'];
    const first = policy.rules.findIndex((other) => other.words === words);
    if (first !== index) {
      return [
        warningAt(path, `never counts: the rule ${first + 1} above has the same words; remove one`),
      ];
    }
    const { floor = 0 } = policy.tasks[task];
    if (floor <= policy.routing.cap) return [];
    const message = `names ${task}, whose floor ${floor} is above the cap ${policy.routing.cap} for everything, so it is done on tier ${policy.routing.cap}; name another task, or raise routing.cap`;
    return [warningBetween([['rules', index, 'task'], CAP], message)];
  });
}

/** Names with a tier or a task in them, where the policy itself sends calls. */
function checkTierNames(policy: CompletePolicy): readonly Problem[] {
  const named: readonly { readonly to: string; readonly path: KeyPath }[] = [
    ...policy.rewrite.map(({ to }, index) => ({ to, path: ['rewrite', index, 'to'] })),
    ...BINDABLE_PURPOSES.flatMap((purpose) => {
      const to = policy.claude_code.bind[purpose];
      return to === undefined ? [] : [{ to, path: ['claude_code', 'bind', purpose] }];
    }),
  ];
  return named.flatMap(({ to, path }) => {
    const tier = TIERS.find((one) => to === `modicum/tier-${one}`);
    if (tier !== undefined) return barred(policy, tier, path);
    const task = taskTypeNamed(/^modicum\/auto:task=(.+)$/.exec(to)?.[1] ?? '');
    return task === null ? [] : shutOut(policy, task, path);
  });
}

function shutOut(policy: CompletePolicy, task: TaskType, path: KeyPath): readonly Problem[] {
  const { floor: lowest, cap: highest } = policy.routing;
  const { floor = 0, cap = 3 } = policy.tasks[task];
  if (floor <= highest && cap >= lowest) return [];
  const message = `${task} goes to tiers ${floor} to ${cap}, and everything to ${lowest} to ${highest}: these calls are refused; name another task, or move routing.floor or cap`;
  return [warningBetween([path, floor > highest ? CAP : FLOOR], message)];
}

function checkBackground(policy: CompletePolicy, { isWritten }: ReachContext): readonly Problem[] {
  const path = ['routing', 'background_start'];
  return isWritten(path) ? barred(policy, policy.routing.background_start, path) : [];
}

/** Models of a tier that no call is let to. */
function checkUnusedTiers(policy: CompletePolicy, { isWritten }: ReachContext): readonly Problem[] {
  const { floor, cap } = policy.routing;
  return TIERS.flatMap((tier) => {
    const path = ['tiers', tier, 'models'];
    const isUnused = tier < floor || tier > cap;
    if (!isUnused || policy.tiers[tier].models.length === 0 || !isWritten(path)) return [];
    const message = `no call reaches tier ${tier}: everything goes to tiers ${floor} to ${cap}; move routing.${tier < floor ? 'floor' : 'cap'}, or write models: []`;
    return [warningAt(path, message)];
  });
}

function checkRepeatedModels(policy: CompletePolicy): readonly Problem[] {
  return TIERS.flatMap((tier) => {
    const { models } = policy.tiers[tier];
    return models.flatMap(({ model }, index) => {
      const first = models.findIndex((other) => other.model === model);
      if (first === index) return [];
      const path = ['tiers', tier, 'models', index];
      return [warningAt(path, `is never tried: ${model} already stands above it; remove it`)];
    });
  });
}

/** A tier whose limit for answers is below what any work that starts there needs. */
function checkTooSmall(policy: CompletePolicy, { isWritten }: ReachContext): readonly Problem[] {
  return TIERS.flatMap((tier) => {
    const limit = policy.tiers[tier].max_answer_tokens;
    const path = ['tiers', tier, 'max_answer_tokens'];
    const sizes = TASK_TYPES.filter((type) => policy.tasks[type].tier === tier).map(
      (type) => policy.tasks[type].expected_output_tokens ?? 0,
    );
    const smallest = Math.min(...sizes);
    if (limit === null || sizes.length === 0 || limit >= smallest || !isWritten(path)) return [];
    const message = `no work that starts on tier ${tier} fits: its shortest answers take ${smallest} tokens; raise it, or write models: []`;
    return [warningAt(path, message)];
  });
}
