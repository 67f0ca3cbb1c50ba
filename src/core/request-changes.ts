import type { Call } from './call.ts';
import type { RequestChange } from './decision.ts';
import type { Model } from './model.ts';
import { betaChanges } from './request-changes/betas.ts';
import { conversationChanges } from './request-changes/conversation.ts';
import { generationChanges } from './request-changes/generation.ts';
import type { Target } from './request-changes/target.ts';
import { foreignThinking } from './request-changes/thinking-blocks.ts';
import { thinkingChanges } from './request-changes/thinking.ts';

/**
 * What must be different in the request for this model to accept it: the client wrote it for another one,
 * or for none in particular. Of a request that was written for the model only thinking that another model
 * signed is touched, because a call before may have been served by that one. Nothing is known about a
 * model without an entry, so only what belongs to nobody else is taken from its request.
 */
export function requestChanges(target: Target): readonly RequestChange[] {
  const foreign = foreignThinking(target);
  const renamed = modelChange(target.input.call, target.model);
  const dropped: readonly RequestChange[] =
    foreign.length === 0 ? [] : [{ field: 'thinking_blocks', without: foreign }];
  if (target.isAsWritten) {
    const changes = dropped.length === 0 ? [] : thinkingChanges(target, foreign);
    return [...renamed, ...dropped, ...changes];
  }
  const generation = generationChanges(target, foreign);
  return [
    ...renamed,
    ...generation,
    ...conversationChanges(target),
    ...dropped,
    ...betaChanges(target, generation),
  ];
}

/** The model's name, unless the client wrote it just so. */
function modelChange(call: Call, model: Model): readonly RequestChange[] {
  return call.requestedModel === model.id ? [] : [{ field: 'model', to: model.id }];
}
