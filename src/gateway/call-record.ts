import { sumCosts, type Cost } from '../core/money.ts';
import type { Reason } from '../core/reason.ts';
import type {
  AttemptRecord,
  ClosedAttempt,
  ClosedCall,
  Ledger,
  OpenAttempt,
  OpenCall,
} from '../ledger/ledger.ts';

/**
 * The books of one call. Opened before anything is sent, closed once before the terminal event is
 * released, whatever happened in between: refusal, cancel, crash of an upstream.
 */
export interface CallRecord {
  readonly callId: string;
  /** The call was decided again before anybody tried to answer it. Resolves when that is durable. */
  revise(call: Omit<OpenCall, 'callId'>): Promise<void>;
  /** Resolves when the rows are durable: nothing is sent before. */
  openAttempt(attempt: Omit<OpenAttempt, 'callId' | 'number'>): Promise<number>;
  /** Takes the result at once; it is durable with the next thing awaited. */
  closeAttempt(attempt: Omit<ClosedAttempt, 'callId'>): void;
  /** Resolves when everything is durable. Closing twice does nothing the second time. */
  close(call: CallClosing): Promise<void>;
  /** The attempts to answer it that have ended, in the order in which they did. */
  readonly ended: readonly EndedAttempt[];
  /** Number of attempts to answer it opened so far. */
  attempts(): number;
  /** Sum over the attempts closed so far. */
  cost(): Cost;
  readonly isClosed: () => boolean;
  /** Reasons that arose while attempting. */
  readonly reasons: Reason[];
}

export interface EndedAttempt {
  readonly opened: AttemptRecord['opened'];
  readonly closed: ClosedAttempt;
}

export type CallClosing = Omit<ClosedCall, 'callId' | 'cost' | 'attempts' | 'reasons'>;

export async function openCallRecord(ledger: Ledger, call: OpenCall): Promise<CallRecord> {
  const { callId } = call;
  const costs: Cost[] = [];
  const reasons: Reason[] = [];
  const closings: Promise<void>[] = [];
  const rows = new Map<number, OpenAttempt>();
  const ended: EndedAttempt[] = [];
  let opened = 0;
  let answering = 0;
  let closed = false;
  await ledger.openCall(call);

  return {
    callId,
    reasons,
    ended,
    revise: (revised) => ledger.reviseCall({ ...revised, callId }),
    async openAttempt(attempt) {
      const number = opened + 1;
      const row = { ...attempt, callId, number };
      await ledger.openAttempt(row);
      rows.set(number, row);
      opened = number;
      if (attempt.role === undefined) answering += 1;
      return number;
    },
    closeAttempt(attempt) {
      costs.push(attempt.cost);
      const row = { ...attempt, callId };
      const openRow = rows.get(attempt.number);
      if (openRow !== undefined && openRow.role === undefined)
        ended.push({ opened: openRow, closed: row });
      const closing = ledger.closeAttempt(row);
      // Awaited in `close`; until then a failure must not count as unhandled.
      closing.catch(() => {});
      closings.push(closing);
    },
    async close(closing) {
      if (closed) return;
      closed = true;
      const cost = sumCosts(costs);
      closings.push(ledger.closeCall({ ...closing, callId, cost, attempts: answering, reasons }));
      await Promise.all(closings);
    },
    attempts: () => answering,
    cost: () => sumCosts(costs),
    isClosed: () => closed,
  };
}
