import { withoutReminders } from '../classify/asked-text.ts';
import type { CallOptions } from '../core/call-options.ts';
import { lastUserText, type Call, type ContentBlock } from '../core/call.ts';
import type { FrequencyPolicy } from '../core/frequency.ts';
import type { PurposeReading } from '../core/purpose.ts';
import type { Tier } from '../core/tier.ts';
import { hashOf } from './conversation-key.ts';
import { createRecentMap } from './recent-map.ts';

/**
 * How many calls each user action has made. For an agent that is everything since the human last asked for
 * something else; a program's calls count together while their session, or else the template they are made
 * from, stays the same, within a window. In memory and bounded; no text is kept, only what it hashes to.
 */
export interface ActionMemory {
  /** The action a call belongs to. Counts nothing yet: a dry run is no call. */
  look(call: ActionCall): UserAction;
  /** Those that had calls kept cheap, the latest first. */
  frequent(): readonly FrequentAction[];
}

export interface ActionCall {
  readonly call: Call;
  readonly options: Pick<CallOptions, 'session' | 'task'>;
  readonly purpose: Pick<PurposeReading, 'client'>;
  /** Who shows it; `null` where clients show nothing that tells them apart. */
  readonly caller: string | null;
  readonly frequency: FrequencyPolicy;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface UserAction {
  /** Its calls so far, this one included. */
  readonly calls: number;
  /** The call is made. */
  counted(): void;
  /** It was kept on this tier, and has its answer; `null`: nobody knows what that saved. */
  kept(tier: Tier, savedNanoUsd: number | null): void;
}

export interface FrequentAction {
  /** All of its calls, whatever became of them. */
  readonly calls: number;
  readonly kept: number;
  /** The highest it was kept on. */
  readonly tier: Tier;
  /** Against the tier each would have had alone. */
  readonly savedNanoUsd: number;
  /** Kept calls whose saving is unknown. */
  readonly unknown: number;
  /** Unix milliseconds of its first and its last call. */
  readonly since: number;
  readonly until: number;
}

interface Counted {
  since: number;
  until: number;
  total: number;
  /** When its last calls came, oldest first: no more than decide whether they are many. */
  times: readonly number[];
  kept: number;
  tier: Tier;
  savedNanoUsd: number;
  unknown: number;
}

const MOST_ACTIONS = 10_000;
const MOST_TOLD = 20;

export function createActionMemory(limit = MOST_ACTIONS): ActionMemory {
  const actions = createRecentMap<Counted>(limit);
  /** Keys of those with calls kept, the latest last. */
  const frequent = createRecentMap<Counted>(MOST_TOLD);

  return {
    look(seen) {
      const { now, frequency } = seen;
      const isAgent = isAgentic(seen);
      const key = keyOf(seen, isAgent);
      const known = actions.get(key);
      const isOver = known !== undefined && !isAgent && now - known.until > frequency.windowMs;
      const before = isOver ? undefined : known;
      const times = recentTimes(before, isAgent ? null : now - frequency.windowMs);
      return {
        calls: (isAgent ? (before?.total ?? 0) : withinWindow(before, times)) + 1,
        counted() {
          const current = isOver ? undefined : actions.get(key);
          const action = current ?? started(now);
          action.total++;
          action.until = now;
          action.times = [...action.times, now].slice(-(frequency.calls + 1));
          actions.set(key, action);
        },
        kept(tier, savedNanoUsd) {
          const action = actions.get(key);
          if (action === undefined) return;
          action.kept++;
          if (tier > action.tier) action.tier = tier;
          if (savedNanoUsd === null) action.unknown++;
          else action.savedNanoUsd += savedNanoUsd;
          frequent.set(key, action);
        },
      };
    },
    frequent: () => frequent.values().map(told).toReversed(),
  };
}

function started(now: number): Counted {
  return {
    since: now,
    until: now,
    total: 0,
    times: [],
    kept: 0,
    tier: 0,
    savedNanoUsd: 0,
    unknown: 0,
  };
}

function told({ times: _, total, ...rest }: Counted): FrequentAction {
  return { calls: total, ...rest };
}

function recentTimes(before: Counted | undefined, since: number | null): readonly number[] {
  const times = before?.times ?? [];
  return since === null ? times : times.filter((time) => time > since);
}

/** Where all that is remembered lies in the window, the whole action does as far as anyone can tell. */
function withinWindow(before: Counted | undefined, times: readonly number[]): number {
  if (before === undefined) return 0;
  return times.length === before.times.length ? before.total : times.length;
}

/** A turn of an agent goes on with what was answered before; a program asks afresh each time. */
function isAgentic({ call, purpose }: ActionCall): boolean {
  return purpose.client === 'claude-code' || call.messages.some(({ role }) => role === 'assistant');
}

function keyOf(seen: ActionCall, isAgent: boolean): string {
  const { call, options, caller } = seen;
  const session = options.session ?? '';
  const who = [caller ?? '', session];
  if (isAgent) return hashOf(['agent', ...who, ...askOf(call)]);
  const shape = session === '' ? templateOf(seen) : [];
  return hashOf(['program', ...who, ...shape]);
}

/** What the human asked first and last: between the two an agent works by itself. */
function askOf(call: Call): readonly string[] {
  const first = call.messages.find(({ role }) => role === 'user')?.content ?? [];
  return [textOf(first), withoutReminders(lastUserText(call))].map(ends);
}

/**
 * What a program's calls for one thing have in common: without a session nothing else tells the users of a
 * server apart. Calls without a system prompt and without tools share no template, only what they ask.
 */
function templateOf({ call, options, purpose }: ActionCall): readonly string[] {
  const { system, tools, requestedModel } = call;
  const template = [ends(textOf(system)), ...tools.map(({ name }) => name)];
  const isBare = template.every((part) => part === '');
  const shared = isBare ? ['bare', ...askOf(call)] : ['template', ...template];
  return [purpose.client, requestedModel, options.task ?? '', ...shared];
}

function textOf(content: readonly ContentBlock[]): string {
  return withoutReminders(
    content.map((block) => (block.type === 'text' ? block.text : '')).join('\n'),
  );
}

/** Of a long text its ends and its length: hashing all of it would cost more than it tells. */
function ends(text: string): string {
  if (text.length <= 2 * ENOUGH) return text;
  return `${text.slice(0, ENOUGH)} ${text.length} ${text.slice(-ENOUGH)}`;
}

const ENOUGH = 4_096;
