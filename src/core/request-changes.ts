import type { Call } from './call.ts';
import type { CatalogModel } from './catalog.ts';
import type { RequestChange } from './decision.ts';
import type { Model } from './model.ts';

/** The model's name, unless the client wrote it just so. */
export function modelChange(call: Call, model: Model): readonly RequestChange[] {
  return call.requestedModel === model.id ? [] : [{ field: 'model', to: model.id }];
}

/**
 * What must be different in the request for this model to accept it: the client wrote it for another
 * one, or for none in particular. Nothing is known about a model without an entry, so nothing but the
 * effort its binding asks for is touched.
 */
export function adaptations(
  call: Call,
  model: Model,
  entry: CatalogModel | null,
): readonly RequestChange[] {
  const effort = effortChange(call, model, entry);
  if (entry === null) return effort;
  return [
    ...outputChange(call, entry),
    ...effort,
    ...samplingChanges(call, entry),
    ...thinkingChange(call, entry),
  ];
}

function outputChange(call: Call, entry: CatalogModel): readonly RequestChange[] {
  const limit = entry.limits.outputTokens;
  return (call.maxOutputTokens ?? 0) > limit ? [{ field: 'max_tokens', to: limit }] : [];
}

/** The client's own effort stays where the model takes it; the binding's fills the gap. */
function effortChange(
  call: Call,
  model: Model,
  entry: CatalogModel | null,
): readonly RequestChange[] {
  const isTaken = (effort: string) =>
    entry === null || entry.capabilities.efforts.some((taken) => taken === effort);
  if (call.effort !== null) return isTaken(call.effort) ? [] : [{ field: 'effort', to: null }];
  if (model.effort === null || !isTaken(model.effort)) return [];
  return [{ field: 'effort', to: model.effort }];
}

function samplingChanges(call: Call, entry: CatalogModel): readonly RequestChange[] {
  if (entry.capabilities.samplingParameters) return [];
  const changes: RequestChange[] = [];
  if (call.temperature !== null) changes.push({ field: 'temperature', to: null });
  if (call.topP !== null) changes.push({ field: 'top_p', to: null });
  if (call.topK !== null) changes.push({ field: 'top_k', to: null });
  return changes;
}

/** A budget must also stay below the answer's limit, which may just have been lowered. */
function thinkingChange({ thinking }: Call, entry: CatalogModel): readonly RequestChange[] {
  if (thinking === null) return [];
  const isTaken = entry.capabilities.thinking.includes(thinking.kind);
  const isTooMuch =
    thinking.kind === 'budget' && thinking.budgetTokens >= entry.limits.outputTokens;
  return isTaken && !isTooMuch ? [] : [{ field: 'thinking', to: null }];
}
