import type { NanoUsd } from '../../core/money.ts';
import type { Tier } from '../../core/tier.ts';
import type { Total } from '../../ledger/ledger.ts';
import { renderTable, type Column } from '../render/table.ts';

/** The day as a table, dearest task type first, with its sum. Dollars with four decimals, rounded. */
export function renderDay(totals: readonly Total[], baselineTier: Tier): string {
  const rows = totals.toSorted(
    (left, right) =>
      right.baselineNanoUsd - left.baselineNanoUsd || left.key.localeCompare(right.key),
  );
  const all = sum(rows);
  return renderTable(columns(baselineTier), [
    ...rows.map((total) => [nameOf(total), tiersText(total.tiers), ...figures(total)]),
    ['together', '', ...figures(all)],
  ]);
}

/** What a reader of the table must know to read its figures right. */
export function fineprint(totals: readonly Total[], baselineTier: Tier): readonly string[] {
  const costMore = totals.some(({ baselineNanoUsd, comparableNanoUsd }) =>
    dollars(baselineNanoUsd - comparableNanoUsd).startsWith('-'),
  );
  return [
    `on tier ${baselineTier}: every call on tier ${baselineTier}'s first model, a pinned call on its own; estimated where`,
    'another model counts tokens differently. The spend holds every attempt, rejected and failed ones too.',
    ...(costMore
      ? ['negative: the highest stakes go to a tier that costs more than the baseline, on purpose.']
      : []),
  ];
}

function columns(baselineTier: Tier): readonly Column[] {
  return [
    { title: 'task type' },
    { title: 'tier' },
    { title: 'calls', align: 'right' },
    { title: 'escalated', align: 'right' },
    { title: 'failed', align: 'right' },
    { title: 'spend', align: 'right' },
    { title: `on tier ${baselineTier}`, align: 'right' },
    { title: 'saved', align: 'right' },
    { title: '', align: 'right' },
  ];
}

function nameOf({ key }: Total): string {
  return key === 'unknown' ? 'not recognised' : key;
}

function figures(total: Total): string[] {
  return [
    String(total.calls),
    total.escalations === 0 ? '' : String(total.escalations),
    total.failures === 0 ? '' : String(total.failures),
    dollars(total.nanoUsd) + (total.unknownCosts > 0 ? ` +${total.unknownCosts} unknown` : ''),
    dollars(total.baselineNanoUsd),
    dollars(total.baselineNanoUsd - total.comparableNanoUsd),
    shareText(total),
  ];
}

/** One unit for the whole column, so that its figures can be compared and added at a glance. */
function dollars(nanoUsd: NanoUsd): string {
  const hundredthsOfCents = Math.round(Math.abs(nanoUsd) / 100_000);
  const digits = String(hundredthsOfCents).padStart(5, '0');
  const sign = nanoUsd < 0 && hundredthsOfCents > 0 ? '-' : '';
  return `${sign}$${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** What routing saved of the baseline; negative when it cost more. Whole only when nothing was spent. */
function shareText({ baselineNanoUsd, comparableNanoUsd }: Total): string {
  if (baselineNanoUsd === 0) return '';
  const share = Math.round(((baselineNanoUsd - comparableNanoUsd) / baselineNanoUsd) * 100);
  return `${share === 100 && comparableNanoUsd > 0 ? '>99' : share} %`;
}

/** `0` where one tier did it all, `0:118 1:2` where several did. */
function tiersText(tiers: Total['tiers']): string {
  const entries = Object.entries(tiers).filter(([, calls]) => calls > 0);
  if (entries.length === 1) return entries[0]?.[0] ?? '';
  return entries.map(([tier, calls]) => `${tier}:${calls}`).join(' ');
}

function sum(totals: readonly Total[]): Total {
  const add = (pick: (total: Total) => number) =>
    totals.reduce((all, total) => all + pick(total), 0);
  return {
    key: 'together',
    tiers: {},
    calls: add((total) => total.calls),
    escalations: add((total) => total.escalations),
    failures: add((total) => total.failures),
    nanoUsd: add((total) => total.nanoUsd),
    routingNanoUsd: add((total) => total.routingNanoUsd),
    baselineNanoUsd: add((total) => total.baselineNanoUsd),
    comparableNanoUsd: add((total) => total.comparableNanoUsd),
    unknownCosts: add((total) => total.unknownCosts),
  };
}
