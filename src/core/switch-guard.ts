import type { CatalogModel, PriceModifiers } from './catalog.ts';
import type { NanoUsd } from './money.ts';
import { turnCosts, type TurnsAhead } from './switch-guard-turns.ts';
import type { CachePrediction, Caching } from './warmth.ts';

/**
 * Where a conversation may leave its model: caches and thinking of earlier turns are not, or hardly, in
 * the request.
 */
export type Boundary = 'first_turn' | 'after_compaction' | 'stands_alone';

/** What is expected of the rest of a conversation, in tokens as the model it is on counts them. */
export interface Outlook {
  /** Turns still to come, the next one included. */
  readonly turns: number;
  /** Tokens of each later turn that no cache holds. */
  readonly newTokens: number;
  /** By how much each later prompt is longer than the one before. */
  readonly growthTokens: number;
  readonly outputTokens: number;
}

/** One of the two models between which it is decided. */
export interface SwitchSide {
  /** `provider/id`. */
  readonly model: string;
  readonly entry: CatalogModel | null;
  /** What its cache would do with the next call. */
  readonly cache: CachePrediction;
  readonly caching: Caching;
  /** What the call asks for that changes the price of every token, where this model offers it. */
  readonly modifiers?: readonly (keyof PriceModifiers)[];
}

export interface SwitchQuestion {
  readonly stay: SwitchSide;
  readonly move: SwitchSide;
  readonly outlook: Outlook;
  /** `null`: in the middle of a conversation, where no saving is worth a move. */
  readonly boundary: Boundary | null;
  /** UTC day, as prices are dated. */
  readonly day: string;
}

/**
 * `pays`: allowed, and cheaper. `not_worth`: staying is cheaper, or as cheap. `unsafe`: in the middle of a
 * conversation. `unpriced`: a price is unknown, and unknown is never a saving.
 */
export type SwitchVerdict = 'pays' | 'not_worth' | 'unsafe' | 'unpriced';

/** The whole arithmetic of one decision, as it is recorded and shown. */
export interface SwitchAccount {
  readonly verdict: SwitchVerdict;
  readonly boundary: Boundary | null;
  readonly outlook: Outlook;
  readonly stay: SideAccount;
  readonly move: SideAccount;
  /** After so many turns a move has cost no more than staying; `null`: not within the turns looked at. */
  readonly breakEvenTurns: number | null;
}

export interface SideAccount {
  readonly model: string;
  readonly cache: CachePrediction;
  /** Of the next turn, of all later ones together, and of both; `null` when a price is unknown. */
  readonly cost: SideCost | null;
}

export interface SideCost {
  readonly firstNanoUsd: NanoUsd;
  readonly laterNanoUsd: NanoUsd;
  readonly totalNanoUsd: NanoUsd;
}

/** No conversation is thought to go on for longer than this, and no break-even is looked for beyond. */
export const MOST_TURNS = 400;

/** Weighs moving against staying, over the turns that are expected. Whole nano-dollars throughout. */
export function weighSwitch(question: SwitchQuestion): SwitchAccount {
  const { stay, move, boundary } = question;
  const outlook = { ...question.outlook, turns: turnsOf(question.outlook) };
  const staying = turnCosts(aheadOf(question, stay));
  const moving = turnCosts(aheadOf(question, move));
  const stayCost = sideCost(staying, outlook.turns);
  const moveCost = sideCost(moving, outlook.turns);
  return {
    verdict: verdictOf(boundary, stayCost, moveCost),
    boundary,
    outlook,
    stay: { model: stay.model, cache: stay.cache, cost: stayCost },
    move: { model: move.model, cache: move.cache, cost: moveCost },
    breakEvenTurns: breakEven(staying, moving),
  };
}

function turnsOf({ turns }: Outlook): number {
  return Math.max(1, Math.min(MOST_TURNS, Math.round(turns)));
}

/** Each model counts the same text in tokens of its own. */
function aheadOf(question: SwitchQuestion, side: SwitchSide): TurnsAhead {
  const { stay, outlook, day } = question;
  const ratio = tokenRatio(stay.entry, side.entry);
  const counted = (tokens: number) => Math.round(tokens * ratio);
  return {
    modifiers: [],
    ...side,
    day,
    turns: MOST_TURNS,
    newTokens: counted(outlook.newTokens),
    growthTokens: counted(outlook.growthTokens),
    outputTokens: counted(outlook.outputTokens),
  };
}

/** How many tokens the second counts for one of the first. */
export function tokenRatio(from: CatalogModel | null, to: CatalogModel | null): number {
  return from === null || to === null ? 1 : from.charactersPerToken / to.charactersPerToken;
}

function verdictOf(
  boundary: Boundary | null,
  stay: SideCost | null,
  move: SideCost | null,
): SwitchVerdict {
  if (boundary === null) return 'unsafe';
  if (stay === null || move === null) return 'unpriced';
  return move.totalNanoUsd < stay.totalNanoUsd ? 'pays' : 'not_worth';
}

function sideCost(costs: readonly NanoUsd[] | null, turns: number): SideCost | null {
  const [first] = costs ?? [];
  if (costs === null || first === undefined) return null;
  const later = costs.slice(1, turns).reduce((sum, cost) => sum + cost, 0);
  return { firstNanoUsd: first, laterNanoUsd: later, totalNanoUsd: first + later };
}

function breakEven(
  staying: readonly NanoUsd[] | null,
  moving: readonly NanoUsd[] | null,
): number | null {
  if (staying === null || moving === null) return null;
  let ahead = 0;
  for (const [index, cost] of moving.entries()) {
    ahead += cost - (staying[index] ?? 0);
    if (ahead <= 0) return index + 1;
  }
  return null;
}
