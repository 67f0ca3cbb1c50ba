import { ModicumError } from '../core/error.ts';
import { UNKNOWN_COST } from '../core/money.ts';
import type { RecordedTier } from '../core/tier.ts';
import { UNKNOWN_USAGE } from '../core/usage.ts';
import type { UsageReading } from '../core/usage.ts';
import { cacheForesightOf } from './memory-cache-foresight.ts';
import type {
  AttemptRecord,
  ClosedAttempt,
  ClosedCall,
  LastServed,
  LastServedQuery,
  Ledger,
  Observed,
  ObservedQuery,
  OpenAttempt,
  OpenCall,
  Receipt,
  RecentQuery,
  Total,
  TotalsQuery,
} from '../ledger/ledger.ts';

/** Rows that outlive the ledger that wrote them, as a file does. */
export interface MemoryRows {
  readonly calls: MemoryCall[];
}

interface MemoryCall {
  call: OpenCall;
  /** Whether the ledger that opened it still stands. */
  readonly owner: { readonly isOpen: () => boolean };
  closed: ClosedCall | null;
  readonly attempts: Map<number, { readonly opened: OpenAttempt; closed: ClosedAttempt | null }>;
}

export function memoryRows(): MemoryRows {
  return { calls: [] };
}

/**
 * A ledger that keeps its rows in memory, for tests: the same behaviour as the real ones, held by the
 * same conformance suite. Two ledgers over the same `rows` are like two openings of one file.
 *
 * ```ts
 * const ledger = createMemoryLedger();
 * ```
 */
export function createMemoryLedger(rows: MemoryRows = memoryRows()): Ledger {
  let open = true;
  const owner = { isOpen: () => open };

  function write(change: () => void): Promise<void> {
    if (!open) return Promise.reject(closedError());
    const done = Promise.withResolvers<void>();
    try {
      change();
      done.resolve();
    } catch (error) {
      done.reject(error);
    }
    return done.promise;
  }

  function reading(): readonly MemoryCall[] {
    if (!open) throw closedError();
    return rows.calls;
  }

  return {
    openCall: (call) => write(() => insertCall(rows, owner, structuredClone(call))),
    reviseCall: (call) => write(() => reviseCall(rows, structuredClone(call))),
    openAttempt: (attempt) => write(() => insertAttempt(rows, structuredClone(attempt))),
    closeAttempt: (attempt) => write(() => completeAttempt(rows, structuredClone(attempt))),
    closeCall: (call) => write(() => completeCall(rows, structuredClone(call))),
    receipt: (callId) => {
      const found = reading().find(({ call }) => call.callId === callId);
      return found === undefined ? null : receiptOf(found, rows);
    },
    recent: (query) => recentOf(reading(), query).map((call) => receiptOf(call, rows)),
    totals: (query) => totalsOf(reading(), query),
    observed: (query) => observedOf(reading(), query),
    cacheForesight: (query) =>
      cacheForesightOf(
        reading().map((call) => receiptOf(call, rows)),
        query,
      ),
    lastServed: (query) => lastServedOf(reading(), query),
    recover: () =>
      reading()
        .filter((call) => !call.owner.isOpen())
        .reduce((sum, call) => sum + interrupt(call), 0),
    // Its rows carry their costs; nobody computes them again from memory.
    keepCatalog: () => {
      if (!open) throw closedError();
    },
    close: () => {
      open = false;
    },
  };
}

function insertCall(rows: MemoryRows, owner: MemoryCall['owner'], call: OpenCall): void {
  if (rows.calls.some((other) => other.call.callId === call.callId)) {
    throw rowError(`Call ${call.callId} is in the ledger already.`);
  }
  rows.calls.push({ call, owner, closed: null, attempts: new Map() });
}

function reviseCall(rows: MemoryRows, call: OpenCall): void {
  openCallNamed(rows, call.callId).call = call;
}

function insertAttempt(rows: MemoryRows, opened: OpenAttempt): void {
  const { attempts } = openCallNamed(rows, opened.callId);
  if (attempts.has(opened.number)) {
    throw rowError(`Attempt ${opened.number} of call ${opened.callId} is in the ledger already.`);
  }
  attempts.set(opened.number, { opened, closed: null });
}

function completeAttempt(rows: MemoryRows, closed: ClosedAttempt): void {
  const call = rows.calls.find((other) => other.call.callId === closed.callId);
  const attempt = call?.attempts.get(closed.number);
  if (attempt === undefined || attempt.closed !== null) {
    throw rowError(
      `There is no open attempt ${closed.number} of call ${closed.callId} in the ledger.`,
    );
  }
  attempt.closed = { ...closed, usage: countsOf(closed.usage) };
}

/** How tokens were billed is in the cost; a row has no column for it. */
function countsOf(reading: UsageReading): UsageReading {
  if (reading.state === 'unknown') return reading;
  const { state, usage, took } = reading;
  return { state, usage, ...(took !== undefined && { took }) };
}

function completeCall(rows: MemoryRows, closed: ClosedCall): void {
  openCallNamed(rows, closed.callId).closed = closed;
}

function openCallNamed(rows: MemoryRows, callId: string): MemoryCall {
  const found = rows.calls.find((other) => other.call.callId === callId);
  if (found === undefined || found.closed !== null) {
    throw rowError(`There is no open call ${callId} in the ledger.`);
  }
  return found;
}

/** A copy: what a reader holds never changes under its hands. */
function receiptOf({ call, closed, attempts }: MemoryCall, { calls }: MemoryRows): Receipt {
  const records = [...attempts.values()].sort(
    (left, right) => left.opened.number - right.opened.number,
  );
  const retriedBy = calls
    .filter((other) => other.call.retryOf === call.callId)
    .map((other) => other.call.callId);
  return structuredClone({ call, closed, attempts: records satisfies AttemptRecord[], retriedBy });
}

function recentOf(calls: readonly MemoryCall[], query: RecentQuery): readonly MemoryCall[] {
  const after = calls.findIndex(({ call }) => call.callId === query.afterCallId);
  if (query.afterCallId !== undefined && after === -1) return [];
  return calls
    .map((call, row) => ({ call, row }))
    .slice(after + 1)
    .filter(({ call }) => query.taskType === undefined || call.call.taskType === query.taskType)
    .filter(({ call }) => query.tier === undefined || tierOf(call) === query.tier)
    .sort((left, right) => startOf(right.call) - startOf(left.call) || right.row - left.row)
    .slice(0, Math.max(0, Math.trunc(query.limit)))
    .map(({ call }) => call);
}

function startOf({ call }: Pick<MemoryCall, 'call'>): number {
  return call.startedAt;
}

function tierOf({ call, closed }: MemoryCall): RecordedTier | null {
  return closed?.servedTier ?? call.tier;
}

function observedOf(calls: readonly MemoryCall[], { since }: ObservedQuery): readonly Observed[] {
  const byPurpose = new Map<Observed['purpose'], Observed>();
  for (const { call, closed } of calls) {
    if (call.shadow === null || closed === null || call.startedAt < (since ?? -Infinity)) continue;
    const { purpose } = call;
    const none = { purpose, calls: 0, nanoUsd: 0, shadowNanoUsd: 0, unknownCosts: 0 };
    const before = byPurpose.get(purpose) ?? none;
    const { cost, shadowCost } = closed;
    const isKnown = cost.state !== 'unknown' && shadowCost.state !== 'unknown';
    byPurpose.set(purpose, {
      purpose,
      calls: before.calls + 1,
      nanoUsd: before.nanoUsd + (isKnown ? cost.nanoUsd : 0),
      shadowNanoUsd: before.shadowNanoUsd + (isKnown ? shadowCost.nanoUsd : 0),
      unknownCosts: before.unknownCosts + (isKnown ? 0 : 1),
    });
  }
  return [...byPurpose.values()].sort((left, right) => (left.purpose < right.purpose ? -1 : 1));
}

function totalsOf(calls: readonly MemoryCall[], query: TotalsQuery): readonly Total[] {
  const totals = new Map<string, Total>();
  for (const call of calls) {
    if (call.closed === null) continue;
    if (startOf(call) < (query.since ?? -Infinity)) continue;
    if (startOf(call) >= (query.until ?? Infinity)) continue;
    const tier = String(tierOf(call) ?? 'unknown');
    const key = query.by === 'tier' ? tier : (call.call.taskType ?? 'unknown');
    const before = totals.get(key) ?? emptyTotal(key);
    const place = placeInChain(call, calls);
    totals.set(key, counted(before, call.closed, { tier, routing: routingCost(call), ...place }));
  }
  return [...totals.values()].sort((left, right) => (left.key < right.key ? -1 : 1));
}

/** What was asked of models for the sake of routing, as far as it is known. */
function routingCost({ attempts }: MemoryCall): number {
  return [...attempts.values()].reduce((sum, { opened, closed }) => {
    const isKnown = opened.role !== undefined && closed !== null && closed.cost.state !== 'unknown';
    return sum + (isKnown ? closed.cost.nanoUsd : 0);
  }, 0);
}

interface PlaceInChain {
  /** The call that the client's repeats, if any, belong to. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function placeInChain(call: MemoryCall, calls: readonly MemoryCall[]): PlaceInChain {
  const { callId, retryOf } = call.call;
  const chain = retryOf ?? callId;
  const later = calls.slice(calls.indexOf(call) + 1);
  return {
    isFirst: retryOf === null,
    isLast: !later.some((other) => other.call.retryOf === chain),
  };
}

function emptyTotal(key: string): Total {
  return {
    key,
    tiers: {},
    calls: 0,
    escalations: 0,
    failures: 0,
    nanoUsd: 0,
    routingNanoUsd: 0,
    comparableNanoUsd: 0,
    baselineNanoUsd: 0,
    unknownCosts: 0,
  };
}

function counted(
  total: Total,
  { cost, baseline, ...call }: ClosedCall,
  {
    tier,
    routing,
    isFirst,
    isLast,
  }: PlaceInChain & { readonly tier: string; readonly routing: number },
): Total {
  const spent = cost.state === 'unknown' ? 0 : cost.nanoUsd;
  const compared =
    cost.state === 'unknown' || baseline.state === 'unknown' ? null : baseline.nanoUsd;
  const failed = isLast && (call.outcome === 'failed' || call.outcome === 'interrupted');
  const escalated = isLast && call.escalatedFrom !== null;
  return {
    key: total.key,
    tiers: isFirst ? { ...total.tiers, [tier]: (total.tiers[tier] ?? 0) + 1 } : total.tiers,
    calls: total.calls + (isFirst ? 1 : 0),
    escalations: total.escalations + (escalated ? 1 : 0),
    failures: total.failures + (failed ? 1 : 0),
    nanoUsd: total.nanoUsd + spent,
    routingNanoUsd: total.routingNanoUsd + (cost.state === 'unknown' ? 0 : routing),
    comparableNanoUsd: total.comparableNanoUsd + (compared === null ? 0 : spent),
    baselineNanoUsd: total.baselineNanoUsd + (compared ?? 0),
    unknownCosts: total.unknownCosts + (compared === null ? 1 : 0),
  };
}

/** What stands alone, counts or checks is no turn of a conversation. */
const TURNS: ReadonlySet<OpenCall['purpose']> = new Set<OpenCall['purpose']>([
  'main',
  'tool_continuation',
  'sub_agent',
  'call',
]);

function lastServedOf(
  calls: readonly MemoryCall[],
  { session, agent }: LastServedQuery,
): LastServed | null {
  const answered = calls
    .map((call, row) => ({ ...call, row }))
    .filter(({ call }) => call.session === session && call.agent === agent)
    .filter(({ closed }) => closed?.outcome === 'answered');
  const turns = answered
    .filter(({ call }) => TURNS.has(call.purpose))
    .map((call) => ({ ...call, served: servedAttempt(call) }))
    .sort((left, right) => startOf(right) - startOf(left) || right.row - left.row);
  const last = turns.find(({ served }) => served !== null);
  if (last?.served == null) return null;
  const isCompacted = answered.some(
    ({ call, row }) => call.purpose === 'compaction' && row > last.row,
  );
  const isMixed = turns.some(({ closed }) => {
    const model = closed?.servedModel ?? null;
    return model !== null && model !== (last.closed?.servedModel ?? model);
  });
  return {
    provider: last.served.provider,
    model: last.served.requestedModel,
    isCompacted,
    isMixed,
  };
}

/** The last attempt whose answer was handed over. */
function servedAttempt({ attempts }: Pick<MemoryCall, 'attempts'>): OpenAttempt | null {
  const served = [...attempts.values()]
    .filter(({ opened }) => opened.role === undefined)
    .filter(({ closed }) => closed?.outcome === 'answered' || closed?.outcome === 'rejected')
    .sort((left, right) => right.opened.number - left.opened.number);
  return served[0]?.opened ?? null;
}

/** Says how many rows were still open. */
function interrupt(call: MemoryCall): number {
  let rows = 0;
  for (const attempt of call.attempts.values()) {
    if (attempt.closed !== null) continue;
    attempt.closed = interruptedAttempt(attempt.opened);
    rows++;
  }
  if (call.closed !== null) return rows;
  call.closed = interruptedCall(call);
  return rows + 1;
}

function interruptedAttempt({ callId, number }: OpenAttempt): ClosedAttempt {
  return {
    callId,
    number,
    outcome: 'interrupted',
    servedModel: null,
    status: null,
    detail: 'the process ended first',
    finishReason: null,
    usage: UNKNOWN_USAGE,
    cost: UNKNOWN_COST,
    firstTokenMs: null,
    totalMs: 0,
    upstreamRequestId: null,
  };
}

function interruptedCall({ call, attempts }: MemoryCall): ClosedCall {
  return {
    callId: call.callId,
    outcome: 'interrupted',
    status: 0,
    errorCode: null,
    servedTier: null,
    servedModel: null,
    escalatedFrom: null,
    reasons: [],
    cost: UNKNOWN_COST,
    baseline: UNKNOWN_COST,
    baselineModel: null,
    shadowCost: UNKNOWN_COST,
    attempts: [...attempts.values()].filter(({ opened }) => opened.role === undefined).length,
    firstByteMs: null,
    totalMs: 0,
    overheadUs: 0,
  };
}

function rowError(message: string): ModicumError {
  return new ModicumError('ledger_row', message);
}

function closedError(): ModicumError {
  return new ModicumError('ledger_closed', 'The ledger was closed; open it again to use it.');
}
