/** How a simulated model behaves: what it counts, how fast it is, and what it refuses. */
export interface SimulatedModel {
  readonly id: string;
  readonly charactersPerToken: number;
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** Fixed part of the wait for the first token, at speed 1. */
  readonly firstTokenMs: number;
  /** How fast the prompt is read; adds to the wait for the first token. */
  readonly promptTokensPerSecond: number;
  readonly tokensPerSecond: number;
  /** Shorter prefixes are not cached. */
  readonly cacheMinimumTokens: number;
  readonly refuses: readonly RefusedFeature[];
}

/** What a model answers with a 400. */
export type RefusedFeature =
  | 'sampling'
  | 'thinking_budget'
  | 'disabled_thinking'
  | 'forced_tool_choice'
  | 'prefill'
  | 'effort';

const HAIKU = { firstTokenMs: 350, promptTokensPerSecond: 40_000, tokensPerSecond: 170 };
const SONNET = { firstTokenMs: 700, promptTokensPerSecond: 25_000, tokensPerSecond: 75 };
const OPUS = { firstTokenMs: 1100, promptTokensPerSecond: 18_000, tokensPerSecond: 55 };
/** A 7b model on a laptop: starts at once, then writes slowly. */
const LOCAL = { firstTokenMs: 60, promptTokensPerSecond: 900, tokensPerSecond: 32 };

/** Since 4.7 the tokeniser counts about 30 % more tokens for the same text. */
const CHARACTERS_PER_TOKEN = { before47: 4, since47: 3.1, local: 4 };

const SMALLEST_REFUSES = ['sampling', 'thinking_budget', 'prefill'] as const;
const STRICT_REFUSES = [
  'sampling',
  'thinking_budget',
  'disabled_thinking',
  'forced_tool_choice',
  'prefill',
] as const;

export const SIMULATED_CLAUDE_MODELS: readonly SimulatedModel[] = [
  claude('claude-haiku-5-5', HAIKU, SMALLEST_REFUSES),
  claude('claude-sonnet-5-5', SONNET, STRICT_REFUSES),
  claude('claude-opus-5-5', OPUS, STRICT_REFUSES),
  claude('claude-fable-5-1', OPUS, STRICT_REFUSES),
  claude('claude-sonnet-5', SONNET, ['sampling', 'thinking_budget']),
  claude('claude-opus-5', OPUS, ['sampling', 'thinking_budget']),
  claude('claude-opus-4-8', OPUS, ['sampling', 'thinking_budget']),
  claude('claude-opus-4-7', OPUS, ['sampling', 'thinking_budget']),
  older(claude('claude-opus-4-6', OPUS, [])),
  older(claude('claude-sonnet-4-6', SONNET, [])),
  older(claude('claude-opus-4-5', OPUS, []), { contextTokens: 200_000 }),
  older(claude('claude-opus-4-5-20251101', OPUS, []), { contextTokens: 200_000 }),
  older(claude('claude-sonnet-4-5', SONNET, [])),
  older(claude('claude-sonnet-4-5-20250929', SONNET, [])),
  older(claude('claude-haiku-4-5', HAIKU, ['effort']), { contextTokens: 200_000 }),
  older(claude('claude-haiku-4-5-20251001', HAIKU, ['effort']), { contextTokens: 200_000 }),
];

/** A model of the OpenAI-compatible upstream; how fast it is follows from its name. */
export function simulatedChatModel(id: string): SimulatedModel {
  const small = /small|mini|nano|lite|flash|haiku/i.test(id);
  const large = /large|opus|ultra/i.test(id);
  return { ...claude(id, small ? HAIKU : large ? OPUS : SONNET, []), charactersPerToken: 4 };
}

export function simulatedLocalModel(id: string): SimulatedModel {
  return {
    ...LOCAL,
    id,
    charactersPerToken: CHARACTERS_PER_TOKEN.local,
    contextTokens: 32_768,
    outputTokens: 32_768,
    cacheMinimumTokens: Number.POSITIVE_INFINITY,
    refuses: [],
  };
}

export function countTokens(model: SimulatedModel, characters: number): number {
  return characters === 0 ? 0 : Math.ceil(characters / model.charactersPerToken);
}

/** Milliseconds, at speed 1, until so many tokens of an answer are out. */
export function nominalMs(
  model: SimulatedModel,
  promptTokens: number,
  answerTokens: number,
): number {
  const reading = (promptTokens / model.promptTokensPerSecond) * 1000;
  const writing = (answerTokens / model.tokensPerSecond) * 1000;
  return model.firstTokenMs + reading + writing;
}

type Pace = Pick<SimulatedModel, 'firstTokenMs' | 'promptTokensPerSecond' | 'tokensPerSecond'>;

function claude(id: string, pace: Pace, refuses: readonly RefusedFeature[]): SimulatedModel {
  return {
    ...pace,
    id,
    refuses,
    charactersPerToken: CHARACTERS_PER_TOKEN.since47,
    contextTokens: 1_000_000,
    outputTokens: 128_000,
    cacheMinimumTokens: 512,
  };
}

function older(model: SimulatedModel, changes: Partial<SimulatedModel> = {}): SimulatedModel {
  return {
    ...model,
    charactersPerToken: CHARACTERS_PER_TOKEN.before47,
    outputTokens: 64_000,
    cacheMinimumTokens: 1024,
    ...changes,
  };
}
