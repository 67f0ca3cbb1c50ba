import type { Bin, Measures } from '../../modicum/train/measures.ts';
import type { TierMeasures } from '../../modicum/train/tier-measures.ts';
import { paint } from '../output.ts';
import { renderTable } from './table.ts';

const MOST_CLASSES = 5;
const MOST_PAIRS = 8;

/** How well labels were named: figures, the worst classes, what was confused, and a diagram. */
export function renderMeasures(measures: Measures): string {
  const { rows, accuracy, macroF1, ece, classes, confused, reliability } = measures;
  const worst = classes.filter(({ f1 }) => f1 < 1).slice(0, MOST_CLASSES);
  const parts = [
    ` accuracy ${percent(accuracy)}   macro-F1 ${macroF1.toFixed(3)}   ECE ${ece.toFixed(3)}   rows ${rows}`,
  ];
  if (worst.length > 0) {
    const body = worst.map(({ label, rows: of, precision, recall, f1 }) => [
      label,
      String(of),
      percent(precision),
      percent(recall),
      f1.toFixed(2),
    ]);
    parts.push('', renderTable(columns('worst', 'rows', 'precision', 'recall', 'F1'), body));
  }
  if (confused.length > 0) {
    const body = confused
      .slice(0, MOST_PAIRS)
      .map(({ right, said, rows: of }) => [right, said, String(of)]);
    parts.push(
      '',
      renderTable([{ title: 'right' }, { title: 'said' }, ...columns('', 'rows').slice(1)], body),
    );
  }
  return [...parts, '', renderReliability(reliability)].join('\n');
}

export function renderTiers(tiers: TierMeasures): string {
  const { rows, accuracy, tooLow, tooHigh, tier3SentLower, highStakesTooLow } = tiers;
  const lines = [
    ` tier right ${percent(accuracy)}   too low ${percent(tooLow)}   too high ${percent(tooHigh)}   rows ${rows}`,
  ];
  if (tier3SentLower !== null) lines.push(` tier-3 rows sent lower ${percent(tier3SentLower)}`);
  if (highStakesTooLow !== null) lines.push(` high stakes too low ${percent(highStakesTooLow)}`);
  return lines.join('\n');
}

const BAR = 20;

/** As sure as it was against how often it was right; a mark stands where both would be the same. */
function renderReliability(bins: readonly Bin[]): string {
  const filled = bins.filter(({ rows }) => rows > 0);
  const body = filled.map(({ from, to, rows, meanConfidence, accuracy }) => [
    `${from.toFixed(1)}–${to.toFixed(1)}`,
    String(rows),
    percent(meanConfidence),
    percent(accuracy),
    bar(accuracy, meanConfidence),
  ]);
  return renderTable([...columns('sure', 'rows', 'said', 'right'), { title: '' }], body);
}

function bar(accuracy: number, meanConfidence: number): string {
  const full = Math.round(accuracy * BAR);
  const mark = Math.min(BAR - 1, Math.round(meanConfidence * BAR));
  const cells = Array.from({ length: BAR }, (_, at): string => (at < full ? '█' : '·'));
  cells[mark] = '│';
  return paint('cyan', cells.join(''));
}

function columns(first: string, ...rest: readonly string[]) {
  return [{ title: first }, ...rest.map((title) => ({ title, align: 'right' as const }))];
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
