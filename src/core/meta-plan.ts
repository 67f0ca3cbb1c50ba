import { promptWithMargin } from './answer-room.ts';
import type { Call } from './call.ts';
import { findModel } from './catalog.ts';
import type { Conditions } from './conditions.ts';
import { costOf, dayOf } from './cost.ts';
import type { Candidate } from './decision.ts';
import { estimateTokens } from './estimate.ts';
import type { MetaPolicy, MetaProblem } from './meta.ts';
import { modelName } from './model.ts';
import { formatUsd } from './money.ts';
import { planTiers, type Plan } from './plan.ts';
import type { Policy } from './policy.ts';
import type { KnownTask } from './routing-input.ts';

/** Who may be asked, in order; and why nobody may be, when there is no step. */
export interface MetaPlan {
  readonly steps: readonly MetaStep[];
  readonly obstacle: { readonly problem: MetaProblem; readonly detail: string } | null;
}

export interface MetaStep {
  readonly candidate: Candidate;
  readonly promptTokens: number;
  /** The most it can cost: the prompt with a margin, and the longest answer it may give. */
  readonly mostNanoUsd: number;
}

export interface MetaPlanQuestion {
  /** The question itself, as a call. */
  readonly call: Call;
  readonly policy: Policy;
  readonly ask: MetaPolicy;
  readonly conditions: Conditions;
}

/**
 * The models of the tier that is asked, in the policy's order, then those one tier up where the tier's own
 * rule says so; never above tier 1. The policy's floor is for calls: the question is none. A model whose
 * price nobody knows, or that could cost more than is allowed, is left out before anything is sent.
 */
export function planMeta(question: MetaPlanQuestion): MetaPlan {
  const { ask } = question;
  const plan = planTiers({
    input: { ...question, classification: UNCLASSIFIED },
    task: asTask(question.policy),
    start: ask.tier,
    bounds: { floor: 0, cap: 1 },
    judged: false,
    deadlineMs: ask.deadlineMs,
  });
  const priced = plan.steps.map((candidate) => priceOf(question, candidate));
  const steps = priced.flatMap((step) => ('obstacle' in step ? [] : [step]));
  const [first] = priced.flatMap((step) => ('obstacle' in step ? [step.obstacle] : []));
  return { steps, obstacle: steps.length > 0 ? null : (first ?? nobody(plan)) };
}

const UNCLASSIFIED = {
  taskType: null,
  confidence: 0,
  alternatives: [],
  classifier: '',
  signals: [],
  judged: null,
} as const;

/** Tokens of the answer: three short fields. */
const ANSWER_TOKENS = 30;

/** Sorting a request is what `route_task` is; its contract says how tiers that are down are left. */
function asTask({ tasks }: Policy): KnownTask {
  const rule = { ...tasks.route_task, expectedOutputTokens: ANSWER_TOKENS, unavailable: null };
  return { type: 'route_task', rule, source: 'declared' };
}

type Priced = MetaStep | { readonly obstacle: NonNullable<MetaPlan['obstacle']> };

function priceOf({ call, ask, conditions }: MetaPlanQuestion, candidate: Candidate): Priced {
  const model = findModel(conditions.catalog, candidate.model.id);
  const { promptTokens } = estimateTokens(call, model, null);
  const most = costOf({
    reading: {
      state: 'estimated',
      usage: {
        freshInputTokens: promptWithMargin(promptTokens),
        cacheReadTokens: 0,
        cacheWrite5mTokens: 0,
        cacheWrite1hTokens: 0,
        outputTokens: call.maxOutputTokens ?? 0,
        thinkingTokens: null,
      },
    },
    model,
    day: dayOf(conditions.now),
  });
  const name = modelName(candidate.model);
  if (most.state === 'unknown') return { obstacle: { problem: 'unknown_price', detail: name } };
  if (most.nanoUsd > ask.maxCostNanoUsd) {
    const detail = `${name} up to ${formatUsd(most.nanoUsd)}, allowed are ${formatUsd(ask.maxCostNanoUsd)}`;
    return { obstacle: { problem: 'over_cost', detail } };
  }
  return { candidate, promptTokens, mostNanoUsd: most.nanoUsd };
}

function nobody({ excluded }: Plan): NonNullable<MetaPlan['obstacle']> {
  const named = excluded.map(({ model, reason }) => `${modelName(model)} ${reason}`);
  return { problem: 'no_model', detail: named.join(', ') || 'none is bound' };
}
