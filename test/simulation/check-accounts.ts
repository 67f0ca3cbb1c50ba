import { findModel, type CatalogModel } from '../../src/core/catalog.ts';
import { costOf, dayOf } from '../../src/core/cost.ts';
import { decimalUsd, sumCosts, type Cost } from '../../src/core/money.ts';
import { NO_TOKENS, type UsageReading } from '../../src/core/usage.ts';
import type { AttemptRecord } from '../../src/ledger/ledger.ts';
import type { Send } from './scripted-upstream.ts';
import type { Run, SimulatedVisit } from './simulate.ts';
import { CATALOG } from './world.ts';

/** Invariant 2: a call costs the sum of its attempts, an attempt what its usage costs; never 0 for unknown. */
export function checkAccounts(visit: SimulatedVisit, _run: Run): readonly string[] {
  const { receipt, sends, ledger } = visit;
  if (receipt === null) return [];
  const problems = receipt.attempts.flatMap((attempt, index) =>
    ofAttempt(visit, attempt, sends[index]).map((problem) => `attempt ${index + 1}: ${problem}`),
  );
  const { closed } = receipt;
  if (closed === null) return problems;
  const costs = receipt.attempts.flatMap((attempt) => attempt.closed?.cost ?? []);
  const isFaulty = ledger.some(({ state }) => state === 'broken');
  if (!isFaulty && !isSame(closed.cost, sumCosts(costs))) {
    problems.push(`the call's cost is not the sum: ${JSON.stringify([closed.cost, costs])}`);
  }
  const rows = receipt.attempts.length;
  if (closed.attempts !== rows) problems.push(`${rows} attempts, but ${closed.attempts} are told`);
  return isFaulty ? problems : [...problems, ...ofHeaders(visit, closed.cost, rows)];
}

function ofAttempt(visit: SimulatedVisit, { opened, closed }: AttemptRecord, send?: Send) {
  if (closed === null) return [];
  const problems: string[] = [];
  const expected = costOf({
    reading: closed.usage,
    model: pricedBy(opened.requestedModel, closed.servedModel),
    day: dayOf(visit.receipt?.call.startedAt ?? 0),
    modifiers: visit.script.json['speed'] === 'fast' ? ['fast'] : [],
  });
  if (!isSame(closed.cost, expected)) {
    problems.push(`costs ${JSON.stringify(closed.cost)}, not ${JSON.stringify(expected)}`);
  }
  if (send === undefined) return problems;
  return [...problems, ...ofUsage(closed.usage, send, closed.outcome)];
}

/** Whose prices hold: those of the model that says it answered, if it says so. */
function pricedBy(asked: string, served: string | null): CatalogModel | null {
  if (served === null || served === '') return findModel(CATALOG, asked);
  const own = findModel(CATALOG, served);
  if (own !== null) return own;
  return served.startsWith(`${asked}-`) || served.startsWith(`${asked}:`) || served === asked
    ? findModel(CATALOG, asked)
    : null;
}

function ofUsage(reading: UsageReading, { script, isStillborn }: Send, outcome: string) {
  const answered = outcome === 'answered' || outcome === 'rejected';
  const truth = script.answer?.usage ?? null;
  if (answered) {
    if (isSame(reading, truth)) return [];
    return [`usage ${JSON.stringify(reading)}, but the upstream said ${JSON.stringify(truth)}`];
  }
  if (reading.state !== 'reported') return [];
  const isNothing = isSame(reading.usage, NO_TOKENS);
  if (!isNothing)
    return isSame(reading, truth) ? [] : [`an invented usage ${JSON.stringify(reading)}`];
  const isFree =
    isStillborn ||
    script.status >= 300 ||
    script.headFault === 'unreachable' ||
    script.plot === 'error event';
  return isFree ? [] : ['it was sent, yet counts as nothing'];
}

function ofHeaders({ view, receipt }: SimulatedVisit, cost: Cost, rows: number): readonly string[] {
  const headers = view.reply?.headers ?? {};
  const problems: string[] = [];
  if (
    headers['x-modicum-call-id'] !== undefined &&
    headers['x-modicum-call-id'] !== receipt?.call.callId
  ) {
    problems.push('the reply names another call');
  }
  if (view.whole === null || receipt?.closed?.outcome !== 'answered') return problems;
  if (headers['x-modicum-attempts'] !== String(rows))
    problems.push('the reply tells other attempts');
  const usd = cost.state === 'unknown' ? undefined : decimalUsd(cost.nanoUsd);
  if (headers['x-modicum-cost-usd'] !== usd) problems.push('the reply tells another cost');
  return problems;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([name, inner]) => [name, sorted(inner)]);
}
