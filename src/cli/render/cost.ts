import { formatUsd, type Cost, type NanoUsd } from '../../core/money.ts';

/** `$0.0012`, `~$0.0012` for an estimate, `unknown`: never 0 for what is not known. */
export function renderCost(cost: Cost): string {
  if (cost.state === 'unknown') return 'unknown';
  return `${cost.state === 'estimated' ? '~' : ''}${formatUsd(cost.nanoUsd)}`;
}

/** What routing saved: baseline less spend, negative when it cost more. Unknown if either is. */
export function savedBy(cost: Cost, baseline: Cost): Cost {
  if (cost.state === 'unknown' || baseline.state === 'unknown') return { state: 'unknown' };
  const estimated = cost.state === 'estimated' || baseline.state === 'estimated';
  const nanoUsd: NanoUsd = baseline.nanoUsd - cost.nanoUsd;
  return { state: estimated ? 'estimated' : 'final', nanoUsd };
}

export function renderMs(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1_000).toFixed(1)} s`;
}
