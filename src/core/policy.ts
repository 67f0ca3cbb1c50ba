import type { MetaPolicy } from './meta.ts';
import type { FrequencyPolicy } from './frequency.ts';
import type { Model, ProviderKind } from './model.ts';
import type { BindablePurpose, ClaudeCodeLane, LaneMode } from './purpose.ts';
import type { TaskRule, TaskType, Unavailable } from './task.ts';
import type { Tier } from './tier.ts';

/** The user's rules as data: `modicum.yaml`, checked and with every default filled in. */
export interface Policy {
  /** Hash of the content; written into every row. */
  readonly version: string;
  readonly providers: readonly ProviderPolicy[];
  readonly tiers: Readonly<Record<Tier, TierPolicy>>;
  /** Hold for every call that is not a pin. */
  readonly floor: Tier;
  /** Holds for every call; a pin above it is refused. */
  readonly cap: Tier;
  readonly defaultTier: Tier;
  readonly tasks: Readonly<Record<TaskType, TaskRule>>;
  /** Tool name → tier. The name of the tool whose result is being processed, or of the only tool offered. */
  readonly tools: Readonly<Record<string, Tier>>;
  /** Word patterns of the user's own, tried before those that come with the classifier. */
  readonly rules: readonly PolicyWordRule[];
  /** Pins that the user wants served by something else. First match counts. */
  readonly rewrite: readonly RewriteRule[];
  /** What happens to Claude Code's calls that name a real model. */
  readonly claudeCode: ClaudeCodePolicy;
  readonly classifier: {
    /** Below this the classification counts as ambiguous and goes up, not down. */
    readonly minConfidence: number;
    /** A cheap model is asked what an ambiguous call is; left out: none is. */
    readonly ask?: MetaPolicy;
    /** Path of the model to decide by, absolute; left out: the one that comes with Modicum. */
    readonly model?: string;
  };
  /** What is kept of prompts, to learn from. */
  readonly record: RecordPolicy;
  /** A declared complexity (1 to 10) below the first two bounds goes to that tier, above the last to tier 3. */
  readonly complexity: {
    readonly tier0Below: number;
    readonly tier1Below: number;
    readonly tier3Above: number;
  };
  readonly repeats: RepeatsPolicy;
  /** Documents are put into another format in code where that is all a call asks for. */
  readonly convert: boolean;
  readonly background: { readonly startTier: Tier };
  /** Many calls for one action of a user. */
  readonly frequency: FrequencyPolicy;
  readonly irreversible: { readonly tier: Tier };
  /** What savings are measured against: everything on this tier's first model. */
  readonly baselineTier: Tier;
  readonly limits: Limits;
}

export interface RecordPolicy {
  /** Off unless the user says so: the ledger then holds text of theirs. */
  readonly prompts: boolean;
  /** Older ones are forgotten. */
  readonly days: number;
  /** Of more than so many the oldest are forgotten. */
  readonly maxRows: number;
}

export interface ProviderPolicy {
  readonly name: string;
  readonly kind: ProviderKind;
  readonly baseUrl: string;
  /** Where its key is looked for, in this order; the key itself is never part of a policy. */
  readonly keys: readonly KeySource[];
  /**
   * Where none of `keys` is found, the client's own credential is handed on to it, byte for byte. Only
   * for Anthropic's own address, and only from clients that speak its dialect. One with neither `keys` nor
   * this needs no key.
   */
  readonly passesClientCredential: boolean;
  /** Whether it answers `POST /v1/responses` besides Chat Completions, as OpenAI itself does. */
  readonly speaksResponses: boolean;
  /** Refuse models that run elsewhere although the server is local (Ollama's `:cloud` names). */
  readonly requireLocal: boolean;
  /** Its answers are made up by Modicum's own simulator; every screen and row says so. */
  readonly simulated: boolean;
  /** Ids it serves besides those the catalog gives for its kind; for aggregators, all of them. */
  readonly models: readonly string[];
  /** What to do upstream when the client leaves: stop at once, or read on to learn the usage. */
  readonly onClientGone: 'cancel' | 'drain';
}

export type KeySource =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

export interface TierPolicy {
  /** In order of preference; those after the first are its equivalents. */
  readonly bindings: readonly Model[];
  /** Largest prompt estimate this tier takes; `null` for no limit but the model's window. */
  readonly maxPromptTokens: number | null;
  /** Largest expected answer this tier takes. */
  readonly maxAnswerTokens: number | null;
  /** Generation speed assumed when judging deadlines, until measured; `null`: fast enough. */
  readonly tokensPerSecond: number | null;
  /** Limit for one attempt at this tier. */
  readonly timeoutMs: number;
  /** Repeats at the same model after a failure or a rejected answer. */
  readonly retries: number;
  readonly unavailable: Unavailable;
}

/** Answers that are kept to be given again, of task types that are `repeatable`. In memory only. */
export interface RepeatsPolicy {
  /** 0: none are kept. */
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** For how long an answer may be given again. */
  readonly ttlMs: number;
  /** Also of calls that name a real model. */
  readonly pins: boolean;
}

export interface ClaudeCodePolicy {
  readonly lanes: Readonly<Record<ClaudeCodeLane, LaneMode>>;
  /** In a lane that is routed: a model name as in `rewrite`. What is not here keeps the model it names. */
  readonly bind: Readonly<Partial<Record<BindablePurpose, string>>>;
}

export interface PolicyWordRule {
  /** In the notation of `classify/pattern.ts`: `refund ..4 please`, `^translate`. */
  readonly words: string;
  readonly task: TaskType;
}

export interface RewriteRule {
  /** A model id as clients write it. */
  readonly from: string;
  /** `modicum/auto`, `modicum/tier-N`, or a real id. */
  readonly to: string;
}

export interface Limits {
  /** Most attempts per call, over all tiers. */
  readonly attempts: number;
  /** A call ends by then unless its header names another deadline. */
  readonly deadlineMs: number;
  /** Longest silence of an upstream within a stream. */
  readonly idleMs: number;
  /** Silence after which Modicum sends a ping of its own to a streaming client. */
  readonly pingMs: number;
  /** Longest `retry-after` that is waited out; a longer one is handed on. */
  readonly maxRetryAfterMs: number;
  /** Largest body of a message call. */
  readonly bodyBytes: number;
}

export function providerNamed(policy: Policy, name: string): ProviderPolicy | null {
  return policy.providers.find((provider) => provider.name === name) ?? null;
}
