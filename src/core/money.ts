/**
 * Money is whole nano-dollars (10⁻⁹ USD) in a safe integer: exact up to nine million dollars, and small
 * enough a unit that one token of the cheapest model is a whole number. Never floating point.
 */
export type NanoUsd = number;

export const NANO_USD_PER_USD = 1_000_000_000;

/** What something cost, and how well that is known. `unknown` is never shown or summed as 0. */
export type Cost =
  | { readonly state: 'final'; readonly nanoUsd: NanoUsd }
  | { readonly state: 'estimated'; readonly nanoUsd: NanoUsd }
  | { readonly state: 'unknown' };

export type CostState = Cost['state'];

export const UNKNOWN_COST: Cost = { state: 'unknown' };

/** The sum of what parts cost: estimated if any part is, unknown if any part is. Of nothing: final 0. */
export function sumCosts(costs: readonly Cost[]): Cost {
  let nanoUsd = 0;
  let state: 'final' | 'estimated' = 'final';
  for (const cost of costs) {
    if (cost.state === 'unknown') return UNKNOWN_COST;
    if (cost.state === 'estimated') state = 'estimated';
    nanoUsd += cost.nanoUsd;
  }
  return { state, nanoUsd };
}

/** Dollars with as many decimals as the amount needs: `$12.30`, `$0.0042`, `$0.00000013`. */
export function formatUsd(nanoUsd: NanoUsd): string {
  const sign = nanoUsd < 0 ? '-' : '';
  const whole = Math.abs(nanoUsd);
  const dollars = Math.floor(whole / NANO_USD_PER_USD);
  const fraction = String(whole % NANO_USD_PER_USD).padStart(9, '0');
  if (dollars > 0 || whole === 0) return `${sign}$${dollars}.${fraction.slice(0, 2)}`;
  const firstDigit = fraction.search(/[1-9]/);
  const digits = Math.max(2, Math.min(9, firstDigit + 2));
  return `${sign}$0.${fraction.slice(0, digits)}`;
}

/** Plain decimal dollars for headers and `--json`: exact, no exponent, no sign but minus. */
export function decimalUsd(nanoUsd: NanoUsd): string {
  const sign = nanoUsd < 0 ? '-' : '';
  const whole = Math.abs(nanoUsd);
  const fraction = String(whole % NANO_USD_PER_USD)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const dollars = Math.floor(whole / NANO_USD_PER_USD);
  return fraction === '' ? `${sign}${dollars}` : `${sign}${dollars}.${fraction}`;
}
