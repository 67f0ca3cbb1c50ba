import type { CatalogModel } from '../catalog.ts';
import type { RequestChange } from '../decision.ts';
import type { Target } from './target.ts';
import { effortChanges } from './effort.ts';
import { samplingChanges } from './sampling.ts';
import { outputLimit, thinkingChanges, thinkingFor } from './thinking.ts';

/** What is different in how the answer is made: its length, how hard it is thought about, its sampling. */
export function generationChanges(
  target: Target,
  foreign: readonly string[],
): readonly RequestChange[] {
  const { entry } = target;
  const thinking = entry === null ? null : thinkingFor(target, foreign);
  const effort = effortChanges(target, thinking);
  if (entry === null) {
    return [...effort, ...samplingChanges(target, null), ...speedChange(target, null)];
  }
  return [
    ...outputChange(target, entry),
    ...effort,
    ...samplingChanges(target, thinking),
    ...thinkingChanges(target, foreign),
    ...speedChange(target, entry),
  ];
}

function outputChange(target: Target, entry: CatalogModel): readonly RequestChange[] {
  const { maxOutputTokens } = target.input.call;
  const limit = outputLimit(target, entry);
  return maxOutputTokens === null || maxOutputTokens <= limit
    ? []
    : [{ field: 'max_tokens', to: limit }];
}

/** Serving faster is offered where it has a price, and asked for only in Anthropic's own words. */
function speedChange(
  { input, lane }: Target,
  entry: CatalogModel | null,
): readonly RequestChange[] {
  const isOffered =
    lane === 'untouched' &&
    (entry === null || entry.prices.some(({ modifiers }) => modifiers.fast !== null));
  return input.call.fast === undefined || isOffered ? [] : [{ field: 'speed', to: null }];
}
