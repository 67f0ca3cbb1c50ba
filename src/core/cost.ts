import { priceOn } from './catalog.ts';
import type { CatalogModel, DatedPrice, PriceBand, PriceModifiers } from './catalog.ts';
import { decimalUsd, UNKNOWN_COST } from './money.ts';
import type { Cost, NanoUsd } from './money.ts';
import { promptTokens } from './usage.ts';
import type { Usage, UsageReading } from './usage.ts';

/** What one attempt used, and by whose prices it is paid. */
export interface CostQuestion {
  readonly reading: UsageReading;
  /** The model that answered; `null` when the catalog does not know it. */
  readonly model: CatalogModel | null;
  /** UTC day the attempt started (`dayOf`). */
  readonly day: string;
  /** What was asked for; what the reading was `billedAs` is added to it. */
  readonly modifiers?: readonly (keyof PriceModifiers)[];
}

const TOKENS_PER_PRICE = 1_000_000n;

/**
 * The cost of one attempt, exact: whole numbers throughout, rounded half up to a nano-dollar once, at
 * the end. The band that holds the whole prompt prices every token of the request.
 *
 * Unknown model, price, usage or modifier: unknown, but no tokens cost nothing at any price. A price of 0
 * in every class costs 0 whatever was used, so a local attempt is never unknown; whoever counts its
 * electricity gives the model a price.
 */
export function costOf(question: CostQuestion): Cost {
  const price = question.model === null ? null : priceOn(question.model, question.day);
  if (price === null) return usedNothing(question.reading) ? NOTHING : UNKNOWN_COST;
  if (isFree(price)) return NOTHING;
  const tokens = tokenCost(question.reading, price);
  const factor = modifierFactor(price, allModifiers(question));
  if (tokens === null || factor === null) return UNKNOWN_COST;
  return toCost({ ...tokens, amount: multiply(tokens.amount, factor) });
}

const NOTHING: Cost = { state: 'final', nanoUsd: 0 };

/** What was never sent, or refused unbilled, is known to have used no tokens. */
function usedNothing(reading: UsageReading): boolean {
  if (reading.state !== 'reported') return false;
  return promptTokens(reading.usage) + reading.usage.outputTokens === 0;
}

/** Asked for, said in the answer, or both: it is billed once. */
function allModifiers({
  reading,
  modifiers = [],
}: CostQuestion): ReadonlySet<keyof PriceModifiers> {
  const billedAs = reading.state === 'unknown' ? [] : (reading.billedAs ?? []);
  return new Set([...modifiers, ...billedAs]);
}

/** The UTC day of a moment, as prices are dated: `2026-11-20`. */
export function dayOf(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 10);
}

/** The band that prices a request with this many prompt tokens, or `null` when none reaches so far. */
export function bandFor(price: DatedPrice, prompt: number): PriceBand | null {
  return (
    price.bands.find((band) => band.upToPromptTokens === null || prompt <= band.upToPromptTokens) ??
    null
  );
}

/** One line of a receipt: so many tokens of one class at so much per million. */
export interface PriceLine {
  readonly label: 'in' | 'cache read' | 'cache write 5m' | 'cache write 1h' | 'out';
  readonly tokens: number;
  readonly nanoUsdPerMillion: NanoUsd;
}

const TOKEN_CLASSES = [
  { label: 'in', tokens: 'freshInputTokens', price: 'input' },
  { label: 'cache read', tokens: 'cacheReadTokens', price: 'cacheRead' },
  { label: 'cache write 5m', tokens: 'cacheWrite5mTokens', price: 'cacheWrite5m' },
  { label: 'cache write 1h', tokens: 'cacheWrite1hTokens', price: 'cacheWrite1h' },
  { label: 'out', tokens: 'outputTokens', price: 'output' },
] as const;

/** How a cost comes about, class by class; empty when usage or price is unknown. Before modifiers. */
export function priceLines(question: {
  readonly reading: UsageReading;
  readonly model: CatalogModel | null;
  readonly day: string;
}): readonly PriceLine[] {
  const price = question.model === null ? null : priceOn(question.model, question.day);
  if (price === null || question.reading.state === 'unknown') return [];
  const { usage } = question.reading;
  const band = bandFor(price, promptTokens(usage));
  if (band === null) return [];
  return TOKEN_CLASSES.map((tokenClass) => ({
    label: tokenClass.label,
    tokens: usage[tokenClass.tokens],
    nanoUsdPerMillion: band[tokenClass.price],
  })).filter((line) => line.tokens > 0);
}

/** `in 1,060 × $0.10/M` */
export function formatPriceLine(line: PriceLine): string {
  const tokens = String(line.tokens).replace(/\B(?=(\d{3})+$)/g, ',');
  const [dollars, cents = ''] = decimalUsd(line.nanoUsdPerMillion).split('.');
  return `${line.label} ${tokens} × $${dollars}.${cents.padEnd(2, '0')}/M`;
}

/** An exact amount in nano-dollars, not yet rounded. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

interface Priced {
  readonly state: 'final' | 'estimated';
  readonly amount: Fraction;
}

function isFree(price: DatedPrice): boolean {
  return (
    price.bands.length > 0 &&
    price.bands.every((band) => TOKEN_CLASSES.every((tokenClass) => band[tokenClass.price] === 0))
  );
}

function tokenCost(reading: UsageReading, price: DatedPrice): Priced | null {
  if (reading.state === 'unknown' || !isCountable(reading.usage)) return null;
  const band = bandFor(price, promptTokens(reading.usage));
  if (band === null) return null;
  let numerator = 0n;
  for (const tokenClass of TOKEN_CLASSES) {
    numerator += BigInt(reading.usage[tokenClass.tokens]) * BigInt(band[tokenClass.price]);
  }
  return {
    state: reading.state === 'reported' ? 'final' : 'estimated',
    amount: { numerator, denominator: TOKENS_PER_PRICE },
  };
}

function isCountable(usage: Usage): boolean {
  return TOKEN_CLASSES.every((tokenClass) => isCount(usage[tokenClass.tokens]));
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** `null` when the model does not offer one of them: its price under that modifier is not known. */
function modifierFactor(
  price: DatedPrice,
  modifiers: Iterable<keyof PriceModifiers>,
): Fraction | null {
  let factor: Fraction = { numerator: 1n, denominator: 1n };
  for (const modifier of modifiers) {
    const ratio = price.modifiers[modifier];
    if (ratio === null) return null;
    factor = multiply(factor, { numerator: BigInt(ratio[0]), denominator: BigInt(ratio[1]) });
  }
  return factor;
}

function multiply(left: Fraction, right: Fraction): Fraction {
  return {
    numerator: left.numerator * right.numerator,
    denominator: left.denominator * right.denominator,
  };
}

function toCost(priced: Priced): Cost {
  const { numerator, denominator } = priced.amount;
  const nanoUsd = Number((numerator * 2n + denominator) / (denominator * 2n));
  return Number.isSafeInteger(nanoUsd) ? { state: priced.state, nanoUsd } : UNKNOWN_COST;
}
