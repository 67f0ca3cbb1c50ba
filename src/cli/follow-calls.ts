import type { Ledger, Receipt } from '../ledger/ledger.ts';

export interface Follower {
  /** The calls that have ended since the last time, oldest first. */
  next(ledger: Pick<Ledger, 'recent'>): readonly Receipt[];
}

/** More than ever end between two looks; of a longer list the newest are shown. */
const WINDOW = 1_000;

/**
 * Follows a ledger: shows every call once, when it has ended. A call that still runs is waited for, and
 * those that started after it are not held up by it.
 */
export function createFollower(firstLimit: number): Follower {
  /** Every call up to this one has been shown. */
  let anchor: string | null = null;
  /** Calls after the anchor that have been shown. */
  let shown: ReadonlySet<string> = new Set();
  return {
    next(ledger) {
      const query =
        anchor === null ? { limit: firstLimit } : { limit: WINDOW, afterCallId: anchor };
      const calls = ledger.recent(query).toReversed();
      const ended = calls.filter(({ closed }) => closed !== null);
      const fresh = ended.filter(({ call }) => !shown.has(call.callId));
      const firstOpen = calls.findIndex(({ closed }) => closed === null);
      const settled = firstOpen === -1 ? calls : calls.slice(0, firstOpen);
      anchor = settled.at(-1)?.call.callId ?? anchor;
      shown = new Set(ended.map(({ call }) => call.callId));
      return fresh;
    },
  };
}
