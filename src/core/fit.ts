import type { Call } from './call.ts';
import type { CatalogModel } from './catalog.ts';
import type { TokenEstimate } from './decision.ts';
import { timeNeeded, type ModelSpeed } from './model-speed.ts';
import type { TierPolicy } from './policy.ts';

/** Why a tier is not the place for a call, by the policy's own limits. */
export interface OverLimit {
  readonly reason: 'prompt_over_tier_limit' | 'answer_over_tier_limit' | 'deadline_too_short';
  readonly detail: string;
}

/** Why a model cannot take a call as it is. */
export interface Misfit {
  readonly reason:
    | 'context_window'
    | 'images_unsupported'
    | 'documents_unsupported'
    | 'tools_unsupported'
    | 'forced_tool_choice_unsupported'
    | 'structured_output_unsupported'
    | 'prefill_unsupported'
    | 'not_translatable';
  readonly detail: string | null;
}

/** A tier put to the question whether it is the place for a call of this size. */
export interface TierFit {
  readonly tier: TierPolicy;
  readonly estimate: TokenEstimate;
  readonly deadlineMs: number;
  /** Of the model that would serve, where it counts; the tier's assumption holds otherwise. */
  readonly speed: ModelSpeed | null;
}

/** Does the work fit the tier? Judged by the expected length of the answer, not by `max_tokens`. */
export function overLimit({ tier, estimate, deadlineMs, speed }: TierFit): OverLimit | null {
  const { promptTokens, outputTokens } = estimate;
  if (tier.maxPromptTokens !== null && promptTokens > tier.maxPromptTokens) {
    const detail = `about ${promptTokens} prompt tokens, the tier takes ${tier.maxPromptTokens}`;
    return { reason: 'prompt_over_tier_limit', detail };
  }
  if (tier.maxAnswerTokens !== null && outputTokens > tier.maxAnswerTokens) {
    const detail = `about ${outputTokens} answer tokens, the tier takes ${tier.maxAnswerTokens}`;
    return { reason: 'answer_over_tier_limit', detail };
  }
  const needed = timeNeeded(estimate, speed, tier.tokensPerSecond);
  if (needed === null || needed.ms <= deadlineMs) return null;
  const detail = `${needed.detail}, the deadline is ${deadlineMs} ms`;
  return { reason: 'deadline_too_short', detail };
}

/** What of the call its dialect cannot carry, or `null`. */
export function untranslatable(parts: readonly string[]): Misfit | null {
  return parts.length === 0 ? null : { reason: 'not_translatable', detail: parts.join(', ') };
}

/** What of the call this model refuses and no change of the request would cure, or `null`. */
export function misfit(call: Call, model: CatalogModel, estimate: TokenEstimate): Misfit | null {
  const total = estimate.promptTokens + estimate.outputTokens;
  if (total > model.limits.contextTokens) {
    const detail = `about ${total} tokens, its window is ${model.limits.contextTokens}`;
    return { reason: 'context_window', detail };
  }
  const needs = NEEDS.find((need) => need.isAsked(call) && !model.capabilities[need.capability]);
  return needs === undefined ? null : { reason: needs.reason, detail: needs.detail };
}

interface Need {
  readonly capability:
    | 'images'
    | 'documents'
    | 'tools'
    | 'forcedToolChoice'
    | 'structuredOutput'
    | 'prefill'
    | 'stopSequences';
  readonly reason: Misfit['reason'];
  readonly detail: string | null;
  readonly isAsked: (call: Call) => boolean;
}

const NEEDS: readonly Need[] = [
  {
    capability: 'images',
    reason: 'images_unsupported',
    detail: null,
    isAsked: (call) => call.size.images > 0,
  },
  {
    capability: 'documents',
    reason: 'documents_unsupported',
    detail: null,
    isAsked: (call) => call.size.documents > 0,
  },
  {
    capability: 'tools',
    reason: 'tools_unsupported',
    detail: null,
    isAsked: (call) => call.tools.length > 0,
  },
  {
    capability: 'forcedToolChoice',
    reason: 'forced_tool_choice_unsupported',
    detail: null,
    isAsked: ({ toolChoice }) => toolChoice?.kind === 'required' || toolChoice?.kind === 'tool',
  },
  {
    capability: 'structuredOutput',
    reason: 'structured_output_unsupported',
    detail: null,
    isAsked: (call) => call.outputFormat !== null,
  },
  {
    capability: 'prefill',
    reason: 'prefill_unsupported',
    detail: null,
    isAsked: (call) => call.messages.at(-1)?.role === 'assistant',
  },
  {
    capability: 'stopSequences',
    reason: 'not_translatable',
    detail: 'stop sequences',
    isAsked: (call) => call.stopSequences.length > 0,
  },
];
