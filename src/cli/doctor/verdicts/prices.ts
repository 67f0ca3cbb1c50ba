import { ok, warning, type Verdict } from '../verdict.ts';

export interface PriceFacts {
  /** First ten characters are the day of the data. */
  readonly catalog: string;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Bound models with no price in force. */
  readonly unpriced: readonly string[];
}

/** Vendors change prices a few times a year. */
const OLD_DAYS = 90;

export function judgePrices({ catalog, today, unpriced }: PriceFacts): readonly Verdict[] {
  const day = catalog.slice(0, 10);
  const age = Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000);
  const lines =
    age > OLD_DAYS
      ? [warning(`of ${day}, ${age} days old`, 'Update Modicum, or set new prices in the policy.')]
      : [ok(`of ${day}`)];
  if (unpriced.length === 0) return lines;
  return [
    ...lines,
    warning(
      `none is known for ${unpriced.join(', ')}`,
      'Its calls are booked with unknown cost; set it under models: in the policy.',
    ),
  ];
}
