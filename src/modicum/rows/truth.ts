import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { isTier, type Tier } from '../../core/tier.ts';
import { list } from './row-fields.ts';

/** What a row says is right about it. */
export interface Truth {
  /** Every label that counts as right, the best first; empty: the row does not say. */
  readonly labels: readonly string[];
  /** From the lowest to the highest tier that counts as right; `null`: the row does not say. */
  readonly tiers: readonly [lowest: Tier, highest: Tier] | null;
  readonly stakes: 'low' | 'high' | null;
  /** What it says of tiers that cannot be; `null`: nothing. */
  readonly problem: string | null;
}

const LABEL_FIELDS = ['type', 'label', 'task', 'intent', 'taskType'] as const;

export function truthOf(row: unknown): Truth {
  if (!isObject(row)) return { labels: [], tiers: null, stakes: null, problem: null };
  const named = LABEL_FIELDS.map((field) => row[field]).find(isLabel) ?? null;
  const accepted = list(row['types']).filter(isLabel);
  const labels = named === null ? accepted : [named, ...accepted];
  const { stakes } = row;
  return {
    labels: [...new Set(labels.map(String))],
    tiers: tiersOf(row),
    stakes: stakes === 'high' || stakes === 'low' ? stakes : null,
    problem: tierProblem(row),
  };
}

function isLabel(value: Json | undefined): value is string | number {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
}

function tiersOf(row: JsonObject): Truth['tiers'] {
  const only = tierIn(row['tier']);
  const lowest = tierIn(row['tierLo']) ?? only;
  const highest = tierIn(row['tierHi']) ?? only;
  return lowest === null || highest === null || lowest > highest ? null : [lowest, highest];
}

const TIER_FIELDS = ['tier', 'tierLo', 'tierHi'] as const;

function tierProblem(row: JsonObject): string | null {
  const wrong = TIER_FIELDS.find((field) => isGiven(row[field]) && tierIn(row[field]) === null);
  if (wrong !== undefined)
    return `its ${wrong} is ${JSON.stringify(row[wrong])}, and a tier is 0, 1, 2 or 3`;
  const [lowest, highest] = [tierIn(row['tierLo']), tierIn(row['tierHi'])];
  if (lowest === null || highest === null || lowest <= highest) return null;
  return `its tierLo, ${lowest}, is above its tierHi, ${highest}`;
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** CSV has texts only. */
function tierIn(value: Json | undefined): Tier | null {
  const tier = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof tier === 'number' && isTier(tier) ? tier : null;
}
