import { NANO_USD_PER_USD } from '../core/money.ts';
import type { NanoUsd } from '../core/money.ts';

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `30s`, `10m`, `1h` in milliseconds; `null` when it is none. Whole numbers only. */
export function parseDuration(text: unknown): number | null {
  return parseWithUnit(text, MILLISECONDS);
}

/** The same backwards, in the largest unit that leaves no rest: `3m`, `90s`. */
export function durationText(milliseconds: number): string {
  const unit =
    ['h', 'm', 's'].find((name) => milliseconds % (MILLISECONDS[name] ?? 1) === 0) ?? 'ms';
  return `${milliseconds / (MILLISECONDS[unit] ?? 1)}${unit}`;
}

const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2 };

/** `512KB`, `32MB` in bytes, a kilobyte being 1,024 of them; `null` when it is none. */
export function parseByteSize(text: unknown): number | null {
  return parseWithUnit(text, BYTES);
}

/** Dollars above this for a million tokens are a slip of the decimal point, not a price. */
const MOST_DOLLARS = 100_000;

/**
 * Dollars as a person writes them (`0.10`, `"2.5"`, `3`) in nano-USD, exactly. `null` when it is not an
 * amount, is negative or absurd, or has more than nine decimals, which no nano-USD can hold.
 */
export function parseDollars(value: unknown): NanoUsd | null {
  const text = typeof value === 'number' ? decimalText(value) : value;
  const match = typeof text === 'string' ? /^(\d{1,6})(?:\.(\d{1,9}))?$/.exec(text) : null;
  if (match === null) return null;
  const nanoUsd = Number(match[1]) * NANO_USD_PER_USD + Number((match[2] ?? '').padEnd(9, '0'));
  return nanoUsd <= MOST_DOLLARS * NANO_USD_PER_USD ? nanoUsd : null;
}

/** A YAML number as the digits that were typed: exact, since so short a number has only one reading. */
function decimalText(value: number): string | null {
  if (!(value >= 0 && value <= MOST_DOLLARS)) return null;
  const text = value.toFixed(9);
  return Number(text) === value ? text : null;
}

function parseWithUnit(text: unknown, units: Readonly<Record<string, number>>): number | null {
  const match = typeof text === 'string' ? /^(\d{1,9}) ?([A-Za-z]{1,2})$/.exec(text) : null;
  const unit = match?.[2];
  if (unit === undefined || !Object.hasOwn(units, unit)) return null;
  return Number(match?.[1]) * (units[unit] ?? Number.NaN);
}
