import { createTrainedClassifier } from '../../src/classify/trained.ts';
import type { Model } from '../../src/classify/model/model.ts';
import { loadCatalog } from '../../src/config/load-catalog.ts';
import { loadPolicy } from '../../src/config/load-policy.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { TaskType } from '../../src/core/task.ts';
import { createRowPredictor, type Prediction } from '../../src/modicum/rows/predict-row.ts';
import type { Row } from '../row.ts';
import { share } from './figures.ts';

/** What the built-in policy decides for a call, beside the tiers that are right for it. */
export interface Decided {
  readonly row: Row;
  readonly lowest: number;
  readonly highest: number;
  readonly prediction: Prediction;
}

/** Decides rows as `modicum classify` does: the real classifier, the real `route`. */
export function createDecider(
  model: Model,
  change: (policy: Policy) => Policy = (policy) => policy,
) {
  const catalog = loadCatalog();
  const { policy } = loadPolicy({ path: null, environment: { HOME: '/nowhere' }, catalog });
  const predict = createRowPredictor(
    {
      policy: change(policy),
      catalog,
      classifier: createTrainedClassifier(model),
      clock: { now: () => MOMENT, tick: () => 0 },
    },
    { all: true },
  );
  return (row: Row & { readonly tierLo?: number; readonly tierHi?: number }): Decided => {
    const { text, system, tools, turns } = row;
    const found = predict({ text, system, tools, turns }, 1);
    if ('error' in found) throw new Error(found.error);
    return {
      row,
      lowest: row.tierLo ?? row.tier,
      highest: row.tierHi ?? row.tier,
      prediction: found,
    };
  };
}

const MOMENT = Date.UTC(2026, 10, 20);

export interface TierFigures {
  readonly rows: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
  /** Share of rows with high stakes that were sent too low, and how many such rows there are. */
  readonly highStakesLow: number;
  readonly highStakes: number;
  /** The same of rows that need tier 3. */
  readonly topLow: number;
  readonly top: number;
  /** Everything on tier 2 is 1. */
  readonly cost: number;
}

/** List prices of today's default bindings, per tier, tier 2 as the unit; the same tokens for every call. */
const TIER_COST = [0, 0.05, 1, 2];

export function tierFigures(decided: readonly Decided[]): TierFigures {
  const isLow = ({ prediction, lowest }: Decided) => (prediction.tier ?? 0) < lowest;
  const isHigh = ({ prediction, highest }: Decided) => (prediction.tier ?? 0) > highest;
  const stakes = decided.filter(({ row }) => row.stakes === 'high');
  const top = decided.filter(({ lowest }) => lowest === 3);
  const spent = decided.reduce(
    (sum, { prediction }) => sum + (TIER_COST[prediction.tier ?? 0] ?? 0),
    0,
  );
  return {
    rows: decided.length,
    right: share(decided, (one) => !isLow(one) && !isHigh(one)),
    low: share(decided, isLow),
    high: share(decided, isHigh),
    highStakesLow: share(stakes, isLow),
    highStakes: stakes.length,
    topLow: share(top, isLow),
    top: top.length,
    cost: spent / Math.max(1, decided.length),
  };
}

/** The policy with every price of an error multiplied: the knob of the trade-off curve. */
export function withUnderCost(factor: number): (policy: Policy) => Policy {
  return (policy) => ({
    ...policy,
    tasks: Object.fromEntries(
      Object.entries(policy.tasks).map(([type, rule]) => [
        type,
        { ...rule, underCost: rule.underCost * factor },
      ]),
    ) as Record<TaskType, Policy['tasks'][TaskType]>,
  });
}
