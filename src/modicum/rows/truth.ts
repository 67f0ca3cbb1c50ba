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
}

const LABEL_FIELDS = ['type', 'label', 'task', 'intent', 'taskType'] as const;

export function truthOf(row: unknown): Truth {
  if (!isObject(row)) return { labels: [], tiers: null, stakes: null };
  const named = LABEL_FIELDS.map((field) => row[field]).find(isLabel) ?? null;
  const accepted = list(row['types']).filter(isLabel);
  const labels = named === null ? accepted : [named, ...accepted];
  const { stakes } = row;
  return {
    labels: [...new Set(labels.map(String))],
    tiers: tiersOf(row),
    stakes: stakes === 'high' || stakes === 'low' ? stakes : null,
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

/** CSV has texts only. */
function tierIn(value: Json | undefined): Tier | null {
  const tier = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof tier === 'number' && isTier(tier) ? tier : null;
}
