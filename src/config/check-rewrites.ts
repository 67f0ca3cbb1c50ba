import { findModel } from '../core/catalog.ts';
import type { Catalog } from '../core/catalog.ts';
import { taskTypeNamed } from '../core/task-name.ts';
import { didYouMean } from './did-you-mean.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { errorAt, errorBetween, warningAt } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

/** Whether rewritten models end at something that exists, and never where they began. */
export function checkRewrites(
  policy: CompletePolicy,
  context: { readonly catalog: Catalog; readonly today: string },
): readonly Problem[] {
  return policy.rewrite.flatMap((rule, index) => {
    const from = ['rewrite', index, 'from'];
    const to = ['rewrite', index, 'to'];
    if (isOwnName(rule.from)) {
      return [errorAt(from, 'is already decided by Modicum; rewrite only names of real models')];
    }
    const first = policy.rewrite.findIndex((other) => other.from === rule.from);
    if (first !== index) {
      return [warningAt(from, `never counts: ${rule.from} is already rewritten by the rule above`)];
    }
    if (returnsTo(policy.rewrite, rule)) {
      return [
        errorBetween([to, from], `${rule.from} is rewritten to itself in the end; remove a rule`),
      ];
    }
    return checkTarget({ policy, to: rule.to, path: to, ...context });
  });
}

function returnsTo(rules: CompletePolicy['rewrite'], start: { from: string; to: string }): boolean {
  const seen = new Set<string>();
  let name = start.to;
  while (!seen.has(name)) {
    if (name === start.from) return true;
    seen.add(name);
    name = rules.find((rule) => rule.from === name)?.to ?? name;
  }
  return false;
}

/** Whether what calls are sent to exists. */
export function checkTarget(target: {
  readonly policy: CompletePolicy;
  readonly to: string;
  readonly path: KeyPath;
  readonly catalog: Catalog;
  readonly today: string;
}): readonly Problem[] {
  const { policy, to, path, catalog, today } = target;
  if (isOwnName(to)) {
    const advice = 'write modicum/auto, modicum/auto:task=<type> or modicum/tier-0 to -3';
    return isKnownOwnName(to) ? [] : [errorAt(path, `is not a name Modicum answers to; ${advice}`)];
  }
  const listed = Object.values(policy.providers).some((section) => section.models?.includes(to));
  const model = findModel(catalog, to);
  if (model === null && !listed) {
    const guess = didYouMean(
      to,
      catalog.models.map((one) => one.id),
    );
    return [errorAt(path, `${to} is not a model the catalog knows${guess}; add it under models`)];
  }
  if (!model?.retired || model.retired.on > today) return [];
  const { on, replacedBy } = model.retired;
  return [errorAt(path, `${to} was retired on ${on}; write ${replacedBy} in its place`)];
}

function isOwnName(name: string): boolean {
  return name.startsWith('modicum/') || name.startsWith('claude-modicum-');
}

function isKnownOwnName(name: string): boolean {
  const task = /^modicum\/auto:task=(.+)$/.exec(name)?.[1];
  if (task !== undefined) return taskTypeNamed(task) !== null;
  return /^modicum\/(auto|tier-[0-3])$/.test(name) || name === 'claude-modicum-auto';
}
