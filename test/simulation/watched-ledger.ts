import { ModicumError } from '../../src/core/error.ts';
import type { Ledger, OpenCall } from '../../src/ledger/ledger.ts';
import type { Random } from '../../src/testing/seeded-random.ts';
import type { Moments } from './moments.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Write = 'openCall' | 'reviseCall' | 'openAttempt' | 'closeAttempt' | 'closeCall';

/** One step in the life of a write. */
export interface LedgerMoment {
  readonly order: number;
  readonly write: Write;
  readonly callId: string;
  /** Of the attempt; `null` for the call's own row. */
  readonly number: number | null;
  /** `broken`: the simulation made it fail. `refused`: the ledger itself said no. */
  readonly state: 'asked' | 'durable' | 'broken' | 'refused';
  readonly detail: string | null;
}

export interface WatchedLedger extends Ledger {
  readonly moments: readonly LedgerMoment[];
  readonly opened: ReadonlyMap<string, OpenCall>;
  /** Something is being written by the real ledger. */
  isBusy(): boolean;
}

/** Which writes fail, and how often. */
export interface LedgerFaults {
  readonly write: Write | null;
  readonly chance: number;
}

export interface WatchOptions {
  readonly ledger: Ledger;
  readonly random: Random;
  readonly faults: LedgerFaults;
  readonly moments: Moments;
  readonly time: () => VirtualTime;
}

/** Takes notes of every write, makes it take its time, and makes some of them fail. */
export function watchLedger(options: WatchOptions): WatchedLedger {
  const { ledger, random, faults, time } = options;
  const moments: LedgerMoment[] = [];
  const opened = new Map<string, OpenCall>();
  let writing = 0;

  async function watched(
    write: Write,
    row: { readonly callId: string; readonly number?: number },
    carryOut: () => Promise<void>,
  ): Promise<void> {
    const note = (state: LedgerMoment['state'], detail: string | null = null) => {
      const { callId, number = null } = row;
      moments.push({ order: options.moments.next(), write, callId, number, state, detail });
    };
    note('asked');
    const isBroken = faults.write === write && random.chance(faults.chance);
    const waitMs = random.pick([0, 0, 0, 1, 4]);
    if (isBroken) {
      if (waitMs > 0) await time().sleep(waitMs);
      note('broken');
      throw new ModicumError('ledger_full', 'The disk under the ledger is full.');
    }
    writing++;
    try {
      await carryOut();
    } catch (error) {
      note('refused', String(error));
      throw error;
    } finally {
      writing--;
    }
    if (waitMs > 0) await time().sleep(waitMs);
    note('durable');
  }

  return {
    moments,
    opened,
    isBusy: () => writing > 0,
    openCall(call) {
      opened.set(call.callId, call);
      return watched('openCall', call, () => ledger.openCall(call));
    },
    reviseCall(call) {
      opened.set(call.callId, call);
      return watched('reviseCall', call, () => ledger.reviseCall(call));
    },
    openAttempt: (attempt) => watched('openAttempt', attempt, () => ledger.openAttempt(attempt)),
    closeAttempt: (attempt) => watched('closeAttempt', attempt, () => ledger.closeAttempt(attempt)),
    closeCall: (call) => watched('closeCall', call, () => ledger.closeCall(call)),
    receipt: (callId) => ledger.receipt(callId),
    recent: (query) => ledger.recent(query),
    totals: (query) => ledger.totals(query),
    observed: (query) => ledger.observed(query),
    cacheForesight: (query) => ledger.cacheForesight(query),
    lastServed: (query) => ledger.lastServed(query),
    recover: () => ledger.recover(),
    keepCatalog: (catalog) => ledger.keepCatalog(catalog),
    close: () => ledger.close(),
  };
}
