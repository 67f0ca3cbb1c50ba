/**
 * What a client is doing with a call, told from the shape of the request and never from what its text
 * asks for: one turn of a conversation, or one of the small calls that agents make beside it.
 */
export const PURPOSES = {
  main: 'a turn of the main conversation',
  tool_continuation: 'the main conversation goes on with the result of a tool',
  sub_agent: 'a turn of a sub-agent',
  title: 'a name for the session',
  web_summary: 'the summary of a fetched web page',
  prompt_hook: 'a hook that asks a model',
  safety_monitor: 'the check whether an action is dangerous',
  compaction: 'the summary that replaces a conversation',
  model_check: 'the check whether a model answers at all',
  count: 'counting tokens',
  discovery: 'the list of models',
  warm_up: 'opening a connection',
  call: 'a call of a program',
} as const satisfies Record<string, string>;

export type Purpose = keyof typeof PURPOSES;

/** The parts of Claude Code's traffic that a policy treats separately. */
export type ClaudeCodeLane = 'main' | 'subagents' | 'background';

export const CLAUDE_CODE_LANES: readonly ClaudeCodeLane[] = ['main', 'subagents', 'background'];

/**
 * `off`: handed on, nothing is looked at. `observe`: handed on, and noted what routing would have done.
 * `route`: what the policy binds goes there; the rest is observed.
 */
export type LaneMode = 'observe' | 'route' | 'off';

/** Purposes that a policy may send elsewhere. The turns of the main conversation are one, `main`. */
export const BINDABLE_PURPOSES = [
  'main',
  'sub_agent',
  'title',
  'web_summary',
  'prompt_hook',
] as const satisfies readonly Purpose[];

export type BindablePurpose = (typeof BINDABLE_PURPOSES)[number];

/** What was recognised, and on what evidence. */
export interface PurposeReading {
  readonly client: 'claude-code' | 'other';
  readonly purpose: Purpose;
  /** `null` for other clients, and for what is no model call or belongs to no lane. */
  readonly lane: ClaudeCodeLane | null;
  /**
   * Set for what is served by the model asked for or not at all: never sent elsewhere, answered or made up
   * by Modicum. The word says why: the call is a safety check, carries one, or keeps a conversation alive.
   */
  readonly protectedBy: 'safety_monitor' | 'safeguards' | 'compaction' | null;
  /** It belongs to no conversation, so any model may take it. */
  readonly standsAlone: boolean;
  /** The client repeats, in one piece, what failed as a stream. */
  readonly isNonStreamingRetry: boolean;
  /** Short names a person can read: `header:x-claude-code-agent-id`, `system:cc_is_subagent`. */
  readonly signals: readonly string[];
}

/** A call of which nothing particular is known. */
export const PLAIN_CALL: PurposeReading = {
  client: 'other',
  purpose: 'call',
  lane: null,
  protectedBy: null,
  standsAlone: false,
  isNonStreamingRetry: false,
  signals: [],
};

/** The key of `claude_code.bind` this purpose goes by, or `null` when it cannot be bound. */
export function bindableAs({ purpose, lane, protectedBy }: PurposeReading): BindablePurpose | null {
  if (protectedBy !== null || lane === null) return null;
  if (purpose === 'tool_continuation') return 'main';
  return BINDABLE_PURPOSES.find((bindable) => bindable === purpose) ?? null;
}
