import { formatUsd } from '../../core/money.ts';
import type { Total } from '../../ledger/ledger.ts';
import { renderTable } from '../render/table.ts';

const COLUMNS = [
  { title: 'task type' },
  { title: 'tier' },
  { title: 'calls', align: 'right' },
  { title: 'escalated', align: 'right' },
  { title: 'failed', align: 'right' },
  { title: 'spend', align: 'right' },
  { title: 'without routing', align: 'right' },
  { title: 'saved', align: 'right' },
] as const;

/** The day as a table, dearest task type first, with its sum. */
export function renderDay(totals: readonly Total[]): string {
  const rows = totals.toSorted((left, right) => right.baselineNanoUsd - left.baselineNanoUsd);
  return renderTable(COLUMNS, [...rows.map((total) => row(total.key, total)), row('together', sum(rows))]);
}

function row(name: string, total: Total): string[] {
  const saved = total.baselineNanoUsd - total.comparableNanoUsd;
  const share = total.baselineNanoUsd === 0 ? '' : ` ${Math.round((saved / total.baselineNanoUsd) * 100)} %`;
  return [
    name,
    tiersText(total.tiers),
    String(total.calls),
    total.escalations === 0 ? '' : String(total.escalations),
    total.failures === 0 ? '' : String(total.failures),
    formatUsd(total.nanoUsd) + (total.unknownCosts > 0 ? ` +${total.unknownCosts} unknown` : ''),
    formatUsd(total.baselineNanoUsd),
    `${formatUsd(saved)}${share}`,
  ];
}

/** `0` where one tier did it all, `0:118 1:2` where several did. */
function tiersText(tiers: Total['tiers']): string {
  const entries = Object.entries(tiers).filter(([, calls]) => calls > 0);
  if (entries.length === 1) return entries[0]?.[0] ?? '';
  return entries.map(([tier, calls]) => `${tier}:${calls}`).join(' ');
}

function sum(totals: readonly Total[]): Total {
  const add = (pick: (total: Total) => number) => totals.reduce((all, total) => all + pick(total), 0);
  const tiers: Record<string, number> = {};
  for (const total of totals) {
    for (const [tier, calls] of Object.entries(total.tiers)) tiers[tier] = (tiers[tier] ?? 0) + calls;
  }
  return {
    key: 'together',
    tiers,
    calls: add((total) => total.calls),
    escalations: add((total) => total.escalations),
    failures: add((total) => total.failures),
    nanoUsd: add((total) => total.nanoUsd),
    baselineNanoUsd: add((total) => total.baselineNanoUsd),
    comparableNanoUsd: add((total) => total.comparableNanoUsd),
    unknownCosts: add((total) => total.unknownCosts),
  };
}
