import type { Catalog } from '../core/catalog.ts';
import type { Classifier } from '../core/classification.ts';
import type { Policy } from '../core/policy.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Upstream } from '../provider/upstream.ts';
import type { ActionMemory } from './action-memory.ts';
import type { ClientRetries } from './client-retries.ts';
import type { Conversations } from './conversations.ts';
import type { RepeatMemory } from './repeat-memory.ts';
import type { MetaMemory } from './meta-memory.ts';
import type { SpeedMemory } from './speed-memory.ts';

/** Everything the path of a call works with. Built once, by a composition root. */
export interface Gateway {
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly classifier: Classifier;
  readonly ledger: Ledger;
  /** By provider name. */
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** Which model each conversation is on. Outlives a change of policy. */
  readonly conversations: Conversations;
  /** Calls that failed lately and may be repeated. */
  readonly clientRetries: ClientRetries;
  /** Answers that may be given again. Outlives a change of policy, whose version is in every key. */
  readonly repeats: RepeatMemory;
  /** What models said that were asked what a call is. */
  readonly metaMemory: MetaMemory;
  /** How fast models have been lately. Outlives a change of policy. */
  readonly speeds: SpeedMemory;
  /** How many calls each user action has made. Outlives a change of policy. */
  readonly actions: ActionMemory;
  /** A hash of what this request's client shows of itself; left out where it shows nothing. */
  readonly caller?: string;
  readonly clock: Clock;
  /** Sortable by time, unique: `call_…`. */
  readonly newCallId: () => string;
  /** A random number from 0 to 1, for jitter. */
  readonly draw: () => number;
  /** Takes every key Modicum knows out of a text. */
  readonly redact: (text: string) => string;
  /** How the file this policy came from stands now; left out where there is none to follow. */
  readonly policyStatus?: () => PolicyStatus;
  /** What the server that took this request has under way; left out where none listens. */
  readonly serving?: Serving;
  /** The gateway as this request's client would see it at another path; left out where that is no other. */
  readonly asSeenFrom?: (path: string) => Gateway;
  /** Something of ours went wrong: a stable code and its cause, for the operator's log. */
  readonly log: (code: string, cause: unknown) => void;
}

export interface Serving {
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Requests that have not their whole reply yet, the one that asks included. */
  openRequests(): number;
}

/** Whether the policy in force is the one in its file. */
export interface PolicyStatus {
  /** The user's file, absolute; `null` for the built-in policy. */
  readonly path: string | null;
  /** When it was last looked into, Unix milliseconds. */
  readonly readAt: number;
  /** The file has mistakes since then, so an earlier policy goes on: each with line and column. */
  readonly problem: { readonly since: number; readonly text: string } | null;
}

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds that never go back, with fractions. */
  tick(): number;
}

/** Is any upstream of this set-up a simulator? Then every screen says so. */
export function isSimulated(gateway: Pick<Gateway, 'upstreams'>): boolean {
  return [...gateway.upstreams.values()].some((upstream) => upstream.policy.simulated);
}
