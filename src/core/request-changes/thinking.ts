import type { Call, Thinking, ThinkingKind } from '../call.ts';
import { answerRoom } from '../answer-room.ts';
import type { Capabilities, CatalogModel } from '../catalog.ts';
import type { RequestChange } from '../decision.ts';
import type { Effort } from '../model.ts';
import type { Target } from './target.ts';
import { isLoopWithoutThinking } from './tool-loop.ts';

/** How the request has to ask for thinking, if that is not how it does. `foreign`: blocks that go. */
export function thinkingChanges(
  target: Target,
  foreign: readonly string[],
): readonly RequestChange[] {
  const asked = target.input.call.thinking;
  const to = thinkingFor(target, foreign);
  if (target.entry === null || (asked === null && to === null)) return [];
  return asked !== null && isSameThinking(asked, to) ? [] : [{ field: 'thinking', to }];
}

/** The way of thinking nearest to the one asked for that the model takes with this call; `null`: none. */
export function thinkingFor(target: Target, foreign: readonly string[]): Thinking | null {
  const { call } = target.input;
  const { entry } = target;
  if (entry === null) return null;
  const { capabilities } = entry;
  const asked = call.thinking ?? impliedThinking(target, capabilities);
  if (asked === null) return null;
  const budgetTokens = budgetFor(call, outputLimit(target, entry), capabilities.smallestBudget);
  const canBudget = budgetTokens !== null && !isLoopWithoutThinking(call.messages, foreign);
  const kind = NEAREST[asked.kind].find(
    (candidate) =>
      capabilities.thinking.includes(candidate) &&
      !isRuledOut(candidate, call, capabilities) &&
      (candidate !== 'budget' || canBudget),
  );
  if (kind === undefined) return null;
  const details =
    target.lane === 'translated' ? ownDetails(asked) : detailsFor(call, kind, capabilities);
  if (kind !== 'budget') return { kind, ...details };
  return budgetTokens === null ? null : { kind, budgetTokens, ...details };
}

/**
 * Elsewhere effort is how thinking is asked for. Of a model that has no efforts, but thinks by budget, it
 * asks for a budget.
 */
function impliedThinking(
  { input, dialect, lane }: Target,
  { efforts, thinking }: Capabilities,
): Thinking | null {
  const isImplied =
    lane === 'translated' &&
    dialect === 'anthropic-messages' &&
    input.call.effort !== null &&
    efforts.length === 0 &&
    thinking.includes('budget');
  return isImplied ? { kind: 'adaptive' } : null;
}

/** By the kind asked for: what comes nearest, first itself. */
const NEAREST: Readonly<Record<ThinkingKind, readonly ThinkingKind[]>> = {
  disabled: ['disabled', 'between_tools'],
  between_tools: ['between_tools', 'adaptive', 'budget'],
  adaptive: ['adaptive', 'budget'],
  budget: ['budget', 'adaptive'],
};

/** Models that know budgets refuse thinking beside a forced tool and beside a started answer. */
function isRuledOut(kind: ThinkingKind, call: Call, { thinking }: Capabilities): boolean {
  if (kind === 'disabled' || kind === 'between_tools' || !thinking.includes('budget')) return false;
  const { toolChoice, messages } = call;
  const isForced = toolChoice?.kind === 'required' || toolChoice?.kind === 'tool';
  return isForced || messages.at(-1)?.role === 'assistant';
}

/** The most tokens the answer may have at this model. */
export function outputLimit({ input, estimate }: Target, entry: CatalogModel): number {
  const room = answerRoom(entry, estimate);
  return Math.min(input.call.maxOutputTokens ?? room, room);
}

/** Thinking counts towards the answer's limit, so it must leave room; `null`: there is none to think in. */
function budgetFor(call: Call, limit: number, smallest: number): number | null {
  const { thinking, effort } = call;
  const budget =
    thinking?.kind === 'budget'
      ? Math.min(Math.max(thinking.budgetTokens, smallest), mostThinking(call, limit))
      : Math.min(BUDGETS[effort ?? 'medium'], Math.floor(limit / 2));
  return budget >= smallest ? budget : null;
}

/**
 * Where the answer's limit was lowered, what the client left for the answer itself stays, up to half of the
 * new limit: thinking does not eat it.
 */
function mostThinking({ thinking, maxOutputTokens }: Call, limit: number): number {
  if (maxOutputTokens === null || maxOutputTokens <= limit) return limit - 1;
  const asked = thinking?.kind === 'budget' ? thinking.budgetTokens : 0;
  const answer = Math.max(maxOutputTokens - asked, 1);
  return limit - Math.max(Math.min(answer, Math.floor(limit / 2)), 1);
}

/**
 * What a model that thinks by budget may spend, by the effort asked of one that judges for itself. The
 * same for every turn of a conversation: another budget is another cache.
 */
const BUDGETS: Readonly<Record<Effort, number>> = {
  minimal: 1_024,
  low: 4_096,
  medium: 10_000,
  high: 20_000,
  xhigh: 31_999,
  max: 31_999,
};

type Details = Pick<Thinking, 'display' | 'governsBinding'>;

function ownDetails({ display, governsBinding }: Thinking): Details {
  return {
    ...(display === undefined ? {} : { display }),
    ...(governsBinding === undefined ? {} : { governsBinding }),
  };
}

/** What is not thought is not shown; a way of showing that the model lacks gives way to not showing. */
function detailsFor(
  { thinking }: Call,
  kind: ThinkingKind,
  { thinkingDisplays, thinkingBoundTo }: Capabilities,
): Details {
  const { display, governsBinding } = thinking ?? {};
  const shown = [display, 'omitted'].find(
    (way) => way !== undefined && thinkingDisplays.includes(way),
  );
  return {
    ...(kind === 'disabled' || display === undefined || shown === undefined
      ? {}
      : { display: shown }),
    ...(kind === 'disabled' || governsBinding === undefined || thinkingBoundTo === null
      ? {}
      : { governsBinding }),
  };
}

function isSameThinking(one: Thinking, other: Thinking | null): boolean {
  if (other === null || one.display !== other.display) return false;
  if (one.governsBinding !== other.governsBinding) return false;
  return one.kind === 'budget' && other.kind === 'budget'
    ? one.budgetTokens === other.budgetTokens
    : one.kind === other.kind;
}
