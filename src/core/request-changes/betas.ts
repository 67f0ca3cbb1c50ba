import type { RequestChange } from '../decision.ts';
import type { Target } from './target.ts';

/**
 * The list of features in `anthropic-beta`, as the model takes it: what it refuses goes, what it needs
 * comes, and what nobody knows stays where it is.
 */
export function betaChanges(
  { input, entry, lane }: Target,
  generation: readonly RequestChange[],
): readonly RequestChange[] {
  if (entry?.kind !== 'anthropic') return [];
  const { refusedBetas, effortBeta } = entry.capabilities;
  const sent = lane === 'translated' ? [] : input.conditions.options.betas;
  const without = sent.filter((beta) => refusedBetas.some((name) => isDated(beta, name)));
  const change = generation.findLast(({ field }) => field === 'effort');
  const effort = change?.field === 'effort' ? change.to : input.call.effort;
  const isMissing = effortBeta !== null && effort !== null && !sent.includes(effortBeta);
  const added = isMissing ? [effortBeta] : [];
  if (without.length === 0 && added.length === 0) return [];
  return [{ field: 'betas', without, with: added }];
}

/** `effort-2025-11-24` is a dated `effort`. */
function isDated(beta: string, name: string): boolean {
  return beta === name || (beta.startsWith(`${name}-`) && /^\d/.test(beta.slice(name.length + 1)));
}
