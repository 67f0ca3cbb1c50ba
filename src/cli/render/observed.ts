import { formatUsd } from '../../core/money.ts';
import { BINDABLE_PURPOSES, type BindablePurpose } from '../../core/purpose.ts';
import type { Observed } from '../../ledger/ledger.ts';

/**
 * What observation found, a line per purpose, and the command that would act on it. A conversation counts
 * as having been elsewhere from its first turn on; moving one that is under way would cost its cache.
 */
export function renderObserved(observed: readonly Observed[]): readonly string[] {
  const lines = BINDABLE_PURPOSES.flatMap((purpose) => {
    const sum = summed(observed, purpose);
    return sum.calls === 0 ? [] : [lineOf(purpose, sum)];
  });
  if (lines.length === 0) return [];
  const best = bestBinding(observed);
  return [
    ...lines,
    ...(best === null ? [] : [`  to route it    modicum policy set ${best}=modicum/auto`]),
  ];
}

type Sum = Omit<Observed, 'purpose'>;

/** The turns after a tool belong to the main conversation. */
function summed(observed: readonly Observed[], purpose: BindablePurpose): Sum {
  const parts = observed.filter(
    (one) => one.purpose === purpose || (purpose === 'main' && one.purpose === 'tool_continuation'),
  );
  const add = (field: keyof Sum) => parts.reduce((sum, part) => sum + part[field], 0);
  return {
    calls: add('calls'),
    nanoUsd: add('nanoUsd'),
    shadowNanoUsd: add('shadowNanoUsd'),
    unknownCosts: add('unknownCosts'),
  };
}

function lineOf(purpose: BindablePurpose, sum: Sum): string {
  const costs = `${formatUsd(sum.nanoUsd)} as named, ≈ ${formatUsd(sum.shadowNanoUsd)} routed`;
  const unknown = sum.unknownCosts === 0 ? '' : ` (${sum.unknownCosts} of unknown cost left out)`;
  const calls = `${sum.calls} ${sum.calls === 1 ? 'call' : 'calls'}`;
  return `  observed       ${purpose.padEnd(11)} ${calls}, ${costs}${unknown}`;
}

/** Where routing would have saved most; never the main conversation, whose worth is not only its price. */
function bestBinding(observed: readonly Observed[]): BindablePurpose | null {
  const savings = BINDABLE_PURPOSES.filter((purpose) => purpose !== 'main').map((purpose) => {
    const { nanoUsd, shadowNanoUsd } = summed(observed, purpose);
    return { purpose, saved: nanoUsd - shadowNanoUsd };
  });
  const [best] = savings.toSorted((left, right) => right.saved - left.saved);
  return best === undefined || best.saved <= 0 ? null : best.purpose;
}
