import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { BilledAs, UsageReading } from '../../core/usage.ts';

/** What a usage object says of how its tokens are billed. */
export interface Billing {
  /** `estimated`: the tokens are counted, but they are not all that is billed, or not at a price we know. */
  readonly state: 'reported' | 'estimated';
  readonly billedAs?: readonly BilledAs[];
}

/** A stream says it once, at its start or its end: what a later object leaves out still holds. */
export function readBilling(usage: JsonObject, earlier: UsageReading): Billing {
  const before = earlier.state === 'unknown' ? [] : (earlier.billedAs ?? []);
  const billedAs = WORDS.flatMap(({ field, names }) => {
    const word = wordOf(usage[field]);
    if (word === null) return before.filter((name) => Object.values(names).includes(name));
    return Object.hasOwn(names, word) ? (names[word] ?? []) : [];
  });
  const isUncertain = earlier.state === 'estimated' || saysUnknown(usage) || usedServerTools(usage);
  return {
    state: isUncertain ? 'estimated' : 'reported',
    ...(billedAs.length === 0 ? {} : { billedAs }),
  };
}

interface BillingWords {
  readonly field: string;
  /** Words for the price in the list. */
  readonly plain: readonly string[];
  readonly names: Readonly<Record<string, BilledAs>>;
}

/** Any other word (`priority` is by contract) stands for a price that no list has. */
const WORDS: readonly BillingWords[] = [
  { field: 'speed', plain: ['standard'], names: { fast: 'fast' } },
  {
    field: 'inference_geo',
    plain: ['global', 'not_available'],
    names: { us: 'usInference' },
  },
  { field: 'service_tier', plain: ['standard'], names: { batch: 'batch' } },
];

function saysUnknown(usage: JsonObject): boolean {
  return WORDS.some(({ field, plain, names }) => {
    const word = wordOf(usage[field]);
    return word !== null && !plain.includes(word) && !Object.hasOwn(names, word);
  });
}

/** `null`: not said. */
function wordOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Web searches are billed per request, and no token tells of them: the tokens' price is not the whole. */
function usedServerTools(usage: JsonObject): boolean {
  const counters = usage['server_tool_use'];
  return (
    isObject(counters) &&
    Object.values(counters).some((count) => typeof count === 'number' && count > 0)
  );
}
