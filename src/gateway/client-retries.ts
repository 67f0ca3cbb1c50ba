import { createHash } from 'node:crypto';
import type { CallOptions } from '../core/call-options.ts';
import type { JsonBody } from '../wire/json-body.ts';
import { createRecentMap } from './recent-map.ts';

/**
 * Recognises the calls with which a client repeats one that failed. Claude Code repeats by itself and does
 * not say so: the same request again, or the same in one piece with another limit. In memory, bounded and
 * short-lived; bodies are only compared while their session has a recent failure.
 */
export interface ClientRetries {
  look(call: RepeatableCall): Repeat;
}

export interface RepeatableCall {
  readonly options: Pick<CallOptions, 'session' | 'agent'>;
  readonly body: JsonBody;
  /** Unix milliseconds. */
  readonly now: number;
}

/** What a call is in the chain of a failed call and its repeats. */
export interface Repeat {
  /** The first call of the chain; `null` for a call that repeats none. */
  readonly retryOf: string | null;
  /** How many repeats there have been, this one included. */
  readonly count: number;
  /** It failed too, or was the first to. Only the first word of it counts: its client may have repeated it since. */
  failed(callId: string, now: number): void;
  /** The client has its answer: the same again would be a new call. */
  answered(): void;
}

interface Chain {
  readonly firstCallId: string;
  readonly repeats: number;
  /** Unix milliseconds of the last failure. */
  readonly failedAt: number;
}

/** Clients give up sooner. */
const REMEMBERED_MS = 10 * 60 * 1_000;
const MOST_CHAINS = 10_000;

export function createClientRetries(limit = MOST_CHAINS): ClientRetries {
  const chains = createRecentMap<Chain>(limit);
  /** When a call of this client last failed. */
  const failures = createRecentMap<number>(limit);

  const chainOf = (key: string, now: number): Chain | null => {
    const chain = chains.get(key);
    return chain === undefined || now - chain.failedAt > REMEMBERED_MS ? null : chain;
  };

  return {
    look({ options, body, now }) {
      const place = JSON.stringify([options.session, options.agent]);
      let known: string | null = null;
      const key = () => (known ??= `${place} ${fingerprint(body)}`);
      const failedAt = failures.get(place);
      const isWatched = failedAt !== undefined && now - failedAt <= REMEMBERED_MS;
      const before = isWatched ? chainOf(key(), now) : null;
      const count = before === null ? 0 : before.repeats + 1;
      if (before !== null) chains.set(key(), { ...before, repeats: count });
      let hasFailed = false;
      return {
        retryOf: before?.firstCallId ?? null,
        count,
        failed(callId, at) {
          if (hasFailed) return;
          hasFailed = true;
          failures.set(place, at);
          const chain = before ?? chainOf(key(), at);
          const repeats = Math.max(count, chain?.repeats ?? 0);
          chains.set(key(), { firstCallId: chain?.firstCallId ?? callId, repeats, failedAt: at });
        },
        answered() {
          if (before !== null) chains.delete(key());
        },
      };
    },
  };
}

/** What a repeat in one piece changes. */
const CHANGED_BY_REPEATS: ReadonlySet<string> = new Set(['stream', 'max_tokens']);

/** Of the body's own bytes, in their order, but for what repeats change. */
function fingerprint({ bytes, span }: JsonBody): string {
  const hash = createHash('sha256');
  for (const { name, valueStart, valueEnd } of span.members) {
    if (CHANGED_BY_REPEATS.has(name)) continue;
    hash.update(JSON.stringify(name)).update(bytes.subarray(valueStart, valueEnd)).update('\0');
  }
  return hash.digest('base64');
}
