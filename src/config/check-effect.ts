import { findModel, type Catalog } from '../core/catalog.ts';
import { costOf } from '../core/cost.ts';
import { LEAST_QUESTION } from '../core/meta.ts';
import { formatUsd } from '../core/money.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { warningBetween } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';
import { durationText } from './quantity.ts';

interface EffectContext {
  readonly catalog: Catalog;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly isWritten: (path: KeyPath) => boolean;
}

/** Settings that are taken, and then do nothing: the reason is another setting or a price. */
export function checkEffect(policy: CompletePolicy, context: EffectContext): readonly Problem[] {
  return [
    ...checkAskCost(policy, context),
    ...checkAskTime(policy),
    ...checkFrequency(policy),
    ...checkEscalation(policy, context),
  ];
}

const ASK_COST = ['classifier', 'ask', 'max_cost_usd'];

/** The smallest question there is, at the cheapest model that may be asked. */
function checkAskCost(
  { classifier: { ask }, tiers }: CompletePolicy,
  { catalog, today }: EffectContext,
): readonly Problem[] {
  if (ask.tier === 'off') return [];
  const costs = tiers[ask.tier].models.map(({ model }) => leastCost(model, catalog, today));
  const known = costs.filter((cost) => cost !== null);
  // Of a model whose price nobody knows nothing can be said.
  if (known.length === 0 || known.length < costs.length) return [];
  const least = Math.min(...known);
  if (ask.max_cost_usd * 1e9 >= least) return [];
  const message = `nobody is ever asked: the shortest question costs up to ${formatUsd(least)} on tier ${ask.tier}; raise it, or write tier: off`;
  return [warningBetween([ASK_COST, ['classifier', 'ask', 'tier']], message)];
}

function leastCost(name: string, catalog: Catalog, day: string): number | null {
  const model = findModel(catalog, name.slice(name.indexOf('/') + 1));
  const cost = costOf({ reading: { state: 'estimated', usage: LEAST_QUESTION }, model, day });
  return cost.state === 'unknown' ? null : cost.nanoUsd;
}

function checkAskTime({ classifier: { ask }, limits }: CompletePolicy): readonly Problem[] {
  if (ask.tier === 'off' || ask.deadline_ms < limits.deadline) return [];
  const message = `asking may take ${durationText(ask.deadline_ms)}, and every call ends after ${durationText(limits.deadline)}: nothing is left for the answer; write less, or raise limits.deadline`;
  const at = [
    ['classifier', 'ask', 'deadline_ms'],
    ['limits', 'deadline'],
  ] as const;
  return [warningBetween(at, message)];
}

function checkFrequency({ frequency, routing }: CompletePolicy): readonly Problem[] {
  const { calls, cap } = frequency;
  if (calls === 0 || cap < routing.cap) return [];
  const message = `cap ${cap} keeps nothing on the cheap tiers: routing.cap is ${routing.cap} for everything; write a lower one, or calls: 0`;
  return [warningBetween([['frequency', 'cap'], CAP], message)];
}

const CAP = ['routing', 'cap'];

/** A tier that is down sends its work one tier up, where the cap lets nothing go. */
function checkEscalation(
  { routing: { cap }, tiers }: CompletePolicy,
  { isWritten }: EffectContext,
): readonly Problem[] {
  const path = ['tiers', cap, 'unavailable'];
  if (cap === 3 || tiers[cap].unavailable.action !== 'escalate') return [];
  if (!isWritten(CAP) && !isWritten(path)) return [];
  const message = `when tier ${cap} is down its calls are refused: they are to go one tier up, which is above the cap ${cap} for everything; write tiers.${cap}.unavailable: refuse or { wait: 20s }, or raise routing.cap`;
  return [warningBetween([path, CAP], message)];
}
