import type { Catalog } from '../core/catalog.ts';
import type { Classification, Judged } from '../core/classification.ts';
import type { Decision } from '../core/decision.ts';
import type { DialectName } from '../core/dialect.ts';
import type { PolicyLine } from '../core/grounds.ts';
import type { MetaFinding } from '../core/meta.ts';
import type { Cost } from '../core/money.ts';
import type { SwitchAccount } from '../core/switch-guard.ts';
import type { CachePrediction, WarmthState } from '../core/warmth.ts';
import type { ClaudeCodeLane, LaneMode, Purpose } from '../core/purpose.ts';
import type { Reason } from '../core/reason.ts';
import type { Delivery, TaskType } from '../core/task.ts';
import type { RecordedTier, Tier } from '../core/tier.ts';
import type { UsageReading } from '../core/usage.ts';
import type { PromptRecord } from './prompt-record.ts';

/**
 * The record of calls and attempts. Rows are opened before anything is sent and closed once: a row that
 * a crash left open says so itself at the next start. Nothing is ever edited after it is closed.
 */
export interface Ledger {
  /** Durable when it resolves. Calls that resolve in one turn of the event loop share one transaction. */
  openCall(call: OpenCall): Promise<void>;
  /** What is known of an open call is replaced: it was decided again, after asking what it is. */
  reviseCall(call: OpenCall): Promise<void>;
  /** Before the request is sent. */
  openAttempt(attempt: OpenAttempt): Promise<void>;
  closeAttempt(attempt: ClosedAttempt): Promise<void>;
  /** Before the terminal event is released to the client. */
  closeCall(call: ClosedCall): Promise<void>;
  /** A call with its attempts, by id; `null` when there is none. */
  receipt(callId: string): Receipt | null;
  /** Newest first. */
  recent(query: RecentQuery): readonly Receipt[];
  /** Sums per task type and per tier, for reports. */
  totals(query: TotalsQuery): readonly Total[];
  /** What observed calls cost, and what they would have cost routed, per purpose. */
  observed(query: ObservedQuery): readonly Observed[];
  /** How well the caches of conversations were foreseen, per state that was expected. */
  cacheForesight(query: ObservedQuery): readonly CacheForesight[];
  /**
   * The model that last answered a turn of this conversation, for a process that does not remember it.
   * Calls that stand alone are none of its turns. `null` when there is no such turn.
   */
  lastServed(query: LastServedQuery): LastServed | null;
  /**
   * Marks the calls and attempts that a crash left open as interrupted, at unknown cost; says how many
   * rows. Calls that still run, here or in another living process, are left alone. Doing it twice
   * changes nothing more.
   */
  recover(): number;
  /** Calls may name this catalog from now on: kept, so that their costs can be computed again. Twice is once. */
  keepCatalog(catalog: Catalog): void;
  /** What was asked, where the user has that kept; left out by a ledger that keeps none. */
  readonly prompts?: PromptRecord;
  /** Writes what still waits, then lets go. What is still open then counts as left by a crash. */
  close(): void;
}

export interface OpenCall {
  readonly callId: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly dialect: DialectName;
  /** Which endpoint or entrance: `messages`, `chat-completions`, `batches`, `library`. */
  readonly endpoint: string;
  readonly requestedModel: string;
  readonly stream: boolean;
  readonly taskType: TaskType | null;
  readonly confidence: number | null;
  readonly classifier: string;
  readonly signals: readonly string[];
  /** What the client was doing. */
  readonly purpose: Purpose;
  /** The part of Claude Code's traffic it belongs to; `null` for other clients. */
  readonly lane: ClaudeCodeLane | null;
  /** How the policy treats that lane; `null` for other clients. */
  readonly laneMode: LaneMode | null;
  /** Where routing would have sent an observed call; `null` when nothing was observed. */
  readonly shadow: Shadow | null;
  /** The failed call that the client repeats with this one; both count as one. */
  readonly retryOf: string | null;
  /** `null` for a refusal. */
  readonly tier: RecordedTier | null;
  readonly decidedBy: Reason;
  readonly reasons: readonly Reason[];
  readonly explanation: string;
  readonly delivery: Delivery | null;
  readonly plan: readonly PlannedStep[];
  readonly excluded: readonly ExcludedModel[];
  readonly estimatedPromptTokens: number;
  readonly estimatedOutputTokens: number;
  /** What the cache of the first model was expected to do; `null` for calls of no conversation. */
  readonly cachePrediction: RecordedPrediction | null;
  /** Where the conversation might have changed its model to save: both sums; `null` elsewhere. */
  readonly switchAccount: SwitchAccount | null;
  /** Why it was decided so; `null` for rows of before, and where nothing was decided. */
  readonly grounds: RecordedGrounds | null;
  /** What came of asking a cheap model what the call is; left out or `null`: none was asked. */
  readonly meta?: MetaFinding | null;
  readonly session: string | null;
  readonly agent: string | null;
  readonly tags: readonly string[];
  /** How often the client has repeated it: as it says itself (`x-stainless-retry-count`), or as was seen. */
  readonly clientRetry: number | null;
  readonly policyVersion: string;
  readonly catalogVersion: string;
  /** An upstream of this call is simulated. */
  readonly simulated: boolean;
}

/** Why a call was decided so, as far as its prompt need not be kept for it. */
export interface RecordedGrounds extends Pick<Decision, 'answers' | 'evidence'> {
  /** What the classifier made of it, whoever decided. */
  readonly seen: Pick<Classification, 'taskType' | 'confidence' | 'alternatives'> & {
    readonly judged: Omit<Judged, 'evidence'> | null;
  };
  readonly wouldChange: PolicyLine | null;
}

export interface RecordedPrediction extends CachePrediction {
  /** `provider/id`. */
  readonly model: string;
}

export interface Shadow {
  readonly tier: Tier;
  /** `provider/id`. */
  readonly model: string;
  readonly taskType: TaskType | null;
  readonly decidedBy: Reason;
}

export interface PlannedStep {
  readonly tier: Tier;
  /** `provider/id`. */
  readonly model: string;
  /** How the step before must have ended; empty for the first. */
  readonly after: readonly ('failed' | 'rejected')[];
  readonly changes: readonly string[];
  /** What tier, task and deadline allowed this step; rows of before do not say. */
  readonly retries?: number;
  readonly timeoutMs?: number;
  readonly waitMs?: number;
  /** What the call was expected to cost here, without a cache; `null`: unknown. Rows of before do not say. */
  readonly estimatedNanoUsd?: number | null;
}

export interface ExcludedModel {
  readonly tier: Tier;
  readonly model: string;
  readonly reason: Reason;
  readonly detail: string | null;
}

export interface OpenAttempt {
  readonly callId: string;
  /** Counts from 1 within a call. */
  readonly number: number;
  readonly startedAt: number;
  readonly tier: Tier;
  readonly provider: string;
  readonly requestedModel: string;
  /** Why this attempt was made; `null` for the first. */
  readonly reason: Reason | null;
  /** What it was for, where that was not to answer the call: to be told what kind of work it is. */
  readonly role?: AttemptRole;
  readonly lane: 'untouched' | 'translated';
  readonly changes: readonly string[];
}

/** What routing itself asks of a model. Its cost is the call's, and counts as what routing cost. */
export type AttemptRole = 'classify';

export type AttemptOutcome = 'answered' | 'rejected' | 'failed' | 'cancelled' | 'interrupted';

export interface ClosedAttempt {
  readonly callId: string;
  readonly number: number;
  /** Never `interrupted`: that is what recovery writes. */
  readonly outcome: AttemptOutcome;
  /** The model that says it answered. */
  readonly servedModel: string | null;
  readonly status: number | null;
  /** Short and free of secrets and prompts: error kind, validator and its finding, who cancelled. */
  readonly detail: string | null;
  readonly finishReason: string | null;
  readonly usage: UsageReading;
  readonly cost: Cost;
  /** From sending to the first content token; `null` when none came. */
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
  /** The upstream's own request id, to compare with its bill. */
  readonly upstreamRequestId: string | null;
}

export type CallOutcome = 'answered' | 'refused' | 'failed' | 'cancelled' | 'interrupted';

export interface ClosedCall {
  readonly callId: string;
  readonly outcome: CallOutcome;
  /** HTTP status the client saw; 0 when nobody knows any more (`interrupted`). */
  readonly status: number;
  /** Code of the error the client was told, if any. */
  readonly errorCode: string | null;
  /** Tier that answered; `null` when none did. */
  readonly servedTier: RecordedTier | null;
  readonly servedModel: string | null;
  /** The tier first tried, when another one answered. */
  readonly escalatedFrom: Tier | null;
  /** Reasons that arose while attempting; appended to those of the decision. */
  readonly reasons: readonly Reason[];
  /** Sum over the attempts, failed ones and those of routing itself too. */
  readonly cost: Cost;
  /** The same call on the baseline tier's first model, one attempt. */
  readonly baseline: Cost;
  readonly baselineModel: string | null;
  /** What the answer would have cost where an observed call would have gone; unknown without `shadow`. */
  readonly shadowCost: Cost;
  /** Attempts to answer it; what routing itself asked is not among them. */
  readonly attempts: number;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
  /** Time Modicum itself took before the first attempt was sent, in microseconds. */
  readonly overheadUs: number;
}

/** A call as it stands in the ledger: still running when `closed` is `null`. */
export interface Receipt {
  readonly call: OpenCall;
  readonly closed: ClosedCall | null;
  readonly attempts: readonly AttemptRecord[];
  /** The calls by which the client repeated this one, in their order. */
  readonly retriedBy: readonly string[];
}

export interface AttemptRecord {
  readonly opened: OpenAttempt;
  readonly closed: ClosedAttempt | null;
}

export interface LastServedQuery {
  readonly session: string;
  /** `null` for the main conversation of the session. */
  readonly agent: string | null;
}

export interface LastServed {
  readonly provider: string;
  /** As it was asked for, which is the name a policy knows. */
  readonly model: string;
  /** The conversation has been summarised since: its next turn is free to go elsewhere. */
  readonly isCompacted: boolean;
  /** Turns of the session were answered by other models too: it may hold several conversations. */
  readonly isMixed: boolean;
}

export interface RecentQuery {
  readonly limit: number;
  /** Only calls opened after this one; none when it is not there. For following the tail. */
  readonly afterCallId?: string;
  readonly taskType?: TaskType;
  /** The tier that answered, or the one decided on when none did. */
  readonly tier?: RecordedTier;
}

/**
 * Only calls that have ended are counted. A call and the client's repeats of it are one: each repeat adds
 * what it cost, and how the last of them ended is how all ended.
 */
export interface TotalsQuery {
  /** Unix milliseconds of the start; `since` is included, `until` is not. */
  readonly since?: number;
  readonly until?: number;
  readonly by: 'task' | 'tier';
}

export interface Total {
  /** Task type, or the tier that answered (decided on, when none did); `unknown` when there was none. */
  readonly key: string;
  /** Calls per tier, with the same meaning of tier. */
  readonly tiers: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly escalations: number;
  /** Failed or interrupted; a refusal or a cancelled call is neither. */
  readonly failures: number;
  /** Sum of the costs that are known. */
  readonly nanoUsd: number;
  /** The part of `nanoUsd` that routing itself cost: asking what kind of work a call is. */
  readonly routingNanoUsd: number;
  /** The part of `nanoUsd` whose calls have a known baseline too: compare the baseline with this. */
  readonly comparableNanoUsd: number;
  /** Sum of the baselines of the calls whose cost and baseline are both known. */
  readonly baselineNanoUsd: number;
  /** Calls and repeats whose cost or baseline is unknown. */
  readonly unknownCosts: number;
}

/** Only calls that have ended are counted. */
export interface ObservedQuery {
  /** Unix milliseconds of the start, included. */
  readonly since?: number;
}

/**
 * Predictions beside what upstreams reported, of calls whose first attempt answered on the model that was
 * predicted for. Tokens are sums.
 */
export interface CacheForesight {
  /** As it was predicted. */
  readonly state: WarmthState;
  readonly calls: number;
  /** Of the whole prompts, as reported. */
  readonly promptTokens: number;
  readonly predictedReadTokens: number;
  readonly readTokens: number;
  /** By how much each prediction of what is read was off, whichever way. */
  readonly offTokens: number;
}

/** Calls that were handed on as the client named them, and noted where routing would have sent them. */
export interface Observed {
  readonly purpose: Purpose;
  readonly calls: number;
  /** Sum of the costs of the calls whose both costs are known. */
  readonly nanoUsd: number;
  /** What the same calls would have cost routed: an estimate. */
  readonly shadowNanoUsd: number;
  /** Calls of which either is unknown. */
  readonly unknownCosts: number;
}
