/**
 * What each family of Claude models takes, written down by hand from Anthropic's pages and from what
 * Claude Code sends to each. On purpose not read from the catalog: a wrong entry there must not make its
 * own mistake look right.
 */
export interface ClaudeFamily {
  readonly ids: RegExp;
  readonly maxTokens: number;
  /** Values of `thinking.type`. */
  readonly thinking: readonly string[];
  readonly displays: readonly string[];
  /** `disabled` and `between_tools` are refused above effort high. */
  readonly restrainedUpToHigh: boolean;
  readonly bindsThinking: boolean;
  readonly efforts: readonly string[];
  readonly effortNeedsBeta: boolean;
  readonly sampling: boolean;
  /** temperature and top_p in one request. */
  readonly samplingTogether: boolean;
  readonly forcedTool: boolean;
  readonly prefill: boolean;
  readonly systemRole: boolean;
  readonly messageConfig: boolean;
  readonly deferredTools: boolean;
  readonly fast: boolean;
  readonly refusedBetas: RegExp | null;
}

const ALL_EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];

const NEWEST: Omit<ClaudeFamily, 'ids'> = {
  maxTokens: 128_000,
  thinking: ['adaptive'],
  displays: ['omitted', 'summarized', 'updates'],
  restrainedUpToHigh: false,
  bindsThinking: true,
  efforts: ALL_EFFORTS,
  effortNeedsBeta: false,
  sampling: false,
  samplingTogether: true,
  forcedTool: false,
  prefill: false,
  systemRole: true,
  messageConfig: true,
  deferredTools: true,
  fast: false,
  refusedBetas: null,
};

/** Before settings on a message: Fable 5.1 down to Opus 4.8. */
const FIFTH: Omit<ClaudeFamily, 'ids'> = {
  ...NEWEST,
  displays: ['omitted', 'summarized'],
  messageConfig: false,
  refusedBetas: /^per-turn-control/,
};

const BINDING = /^(per-turn-control|thinking-binding)/;
const FOURTH_BETAS = /^(per-turn-control|mid-conversation|thinking-binding)/;
const NO_EFFORT_BETAS = /^(per-turn-control|mid-conversation|thinking-binding|effort)/;

/** Before system messages: Opus 4.7 and older. */
const FOURTH: Omit<ClaudeFamily, 'ids'> = {
  ...FIFTH,
  thinking: ['disabled', 'adaptive', 'enabled'],
  bindsThinking: false,
  forcedTool: true,
  systemRole: false,
  sampling: true,
  refusedBetas: FOURTH_BETAS,
};

const BUDGETS_ONLY: Omit<ClaudeFamily, 'ids'> = {
  ...FOURTH,
  maxTokens: 64_000,
  samplingTogether: false,
  thinking: ['disabled', 'enabled'],
  efforts: [],
  prefill: true,
  refusedBetas: NO_EFFORT_BETAS,
};

export const CLAUDE_FAMILIES: readonly ClaudeFamily[] = [
  {
    ...NEWEST,
    ids: /^claude-haiku-5-5/,
    thinking: ['disabled', 'adaptive'],
    restrainedUpToHigh: true,
    forcedTool: true,
  },
  {
    ...NEWEST,
    ids: /^claude-sonnet-5-5/,
    thinking: ['between_tools', 'adaptive'],
    restrainedUpToHigh: true,
  },
  { ...NEWEST, ids: /^claude-opus-5-5/, fast: true },
  { ...NEWEST, ids: /^claude-(fable|mythos)-5-2/ },
  { ...FIFTH, ids: /^claude-(fable|mythos)-5-1/ },
  { ...FIFTH, ids: /^claude-mythos-preview/, bindsThinking: false, refusedBetas: BINDING },
  {
    ...FIFTH,
    ids: /^claude-(fable|mythos)-5$/,
    bindsThinking: false,
    forcedTool: true,
    refusedBetas: BINDING,
  },
  {
    ...FIFTH,
    ids: /^claude-opus-5$/,
    thinking: ['disabled', 'adaptive'],
    restrainedUpToHigh: true,
    bindsThinking: false,
    forcedTool: true,
    refusedBetas: BINDING,
  },
  {
    ...FIFTH,
    ids: /^claude-(sonnet-5|opus-4-8)$/,
    thinking: ['disabled', 'adaptive'],
    bindsThinking: false,
    forcedTool: true,
    refusedBetas: BINDING,
  },
  { ...FOURTH, ids: /^claude-opus-4-7/, thinking: ['disabled', 'adaptive'], sampling: false },
  { ...FOURTH, ids: /^claude-opus-4-6/, efforts: ['low', 'medium', 'high', 'max'] },
  {
    ...FOURTH,
    ids: /^claude-sonnet-4-6/,
    maxTokens: 64_000,
    efforts: ['low', 'medium', 'high', 'max'],
  },
  {
    ...BUDGETS_ONLY,
    ids: /^claude-opus-4-5/,
    efforts: ['low', 'medium', 'high'],
    effortNeedsBeta: true,
    refusedBetas: FOURTH_BETAS,
  },
  { ...BUDGETS_ONLY, ids: /^claude-(sonnet|haiku)-4-5/ },
];

export function claudeFamily(id: string): ClaudeFamily | null {
  return CLAUDE_FAMILIES.find(({ ids }) => ids.test(id)) ?? null;
}
