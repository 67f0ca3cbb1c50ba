import { findModel } from '../core/catalog.ts';
import type { Catalog } from '../core/catalog.ts';
import type { ModelSection } from './model-schema.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { errorAt, errorAtKey } from './problem.ts';
import type { Problem } from './problem.ts';

/** Whether the policy's own models say enough, and their price bands cover every prompt once. */
export function checkModels(policy: CompletePolicy, shipped: Catalog): readonly Problem[] {
  return Object.entries(policy.models).flatMap(([id, section]) => [
    ...(findModel(shipped, id) === null ? checkNewModel(id, section) : []),
    ...checkBands(id, section),
  ]);
}

function checkNewModel(id: string, section: ModelSection): readonly Problem[] {
  const needed = ['kind', 'context_tokens', 'output_tokens'] as const;
  const missing = needed.filter((key) => section[key] === undefined);
  if (missing.length === 0) return [];
  return [errorAtKey(['models', id], `is new to the catalog, so it needs ${missing.join(', ')}`)];
}

function checkBands(id: string, section: ModelSection): readonly Problem[] {
  const bounds = (section.price ?? []).map(
    (band) => band.up_to_prompt_tokens ?? Number.POSITIVE_INFINITY,
  );
  const rising = bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? 0));
  const open = bounds.length === 0 || bounds.at(-1) === Number.POSITIVE_INFINITY;
  if (rising && open) return [];
  const message = 'the bands must rise by up_to_prompt_tokens, and the last one must have none';
  return [errorAt(['models', id, 'price'], message)];
}
