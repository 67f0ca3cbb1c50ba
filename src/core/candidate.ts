import { unavailability, type Unavailability } from './availability.ts';
import { findModel, type CatalogModel } from './catalog.ts';
import { chatToolsMisfit, prefersResponses } from './chat-tools.ts';
import type { Candidate, Exclusion, TokenEstimate } from './decision.ts';
import { estimateTokens } from './estimate.ts';
import { misfit, overLimit, untranslatable, type Misfit, type OverLimit } from './fit.ts';
import { modelName, type Model } from './model.ts';
import type { ModelSpeed } from './model-speed.ts';
import { providerNamed } from './policy.ts';
import { requestChanges } from './request-changes.ts';
import { deadlineOf, type RoutingInput } from './routing-input.ts';
import { spokenDialect } from './spoken-dialect.ts';
import { statelessChanges } from './stateless-changes.ts';
import type { TaskRule } from './task.ts';
import type { Tier } from './tier.ts';

/** One model put to the question whether it can serve this call. */
export interface Question {
  readonly input: RoutingInput;
  readonly model: Model;
  readonly tier: Tier;
  readonly rule: TaskRule | null;
  readonly standing: Standing;
  /** The policy waits for this tier, so that a provider which is down now stays in the plan. */
  readonly mayBeDown: boolean;
  /** Milliseconds the call may take; left out: what the call or the policy says. */
  readonly deadlineMs?: number;
}

/**
 * How the model came to be asked. `routed`: chosen by tier, so the tier's limits apply. `pinned`: named
 * by the client, whose request is meant for it and travels as it is. `rewritten`: named by the policy in
 * place of the client's model, so no limits, but the request may have to be adapted.
 */
export type Standing = 'routed' | 'pinned' | 'rewritten';

/** A model that can serve, without its place in a plan. */
export type Able = Omit<Candidate, 'after' | 'waitMs'>;

export interface Unable extends Exclusion {
  readonly reason: ExclusionReason;
}

export type ExclusionReason = OverLimit['reason'] | Misfit['reason'] | Unavailability['reason'];

export type Assessment =
  | { readonly able: true; readonly candidate: Able; readonly estimate: TokenEstimate }
  | { readonly able: false; readonly exclusion: Unable };

/** Can this model serve the call, and with what changes? Fit is asked before availability. */
export function assess(question: Question): Assessment {
  const { input, model, tier, rule, standing } = question;
  const { call, policy, conditions } = input;
  const deadlineMs = question.deadlineMs ?? deadlineOf(input);
  const entry = findModel(conditions.catalog, model.id);
  const estimate = estimateTokens(call, entry, rule);
  const provider = providerNamed(policy, model.provider);
  const dialect =
    provider === null
      ? call.dialect
      : spokenDialect(provider, call.dialect, isBetterInResponses(question, entry));
  const lane = dialect === call.dialect ? 'untouched' : 'translated';
  const isAsWritten = standing === 'pinned' && lane === 'untouched';
  const obstacle =
    (standing === 'routed'
      ? overLimit({
          tier: policy.tiers[tier],
          estimate,
          deadlineMs,
          speed: speedThatCounts(question),
        })
      : null) ??
    (lane === 'translated' ? untranslatable(conditions.untranslatable[dialect]) : null) ??
    (isAsWritten || entry === null
      ? null
      : (misfit(call, entry, estimate) ?? chatToolsMisfit(call, entry, dialect))) ??
    unlessWaitedFor(question, unavailability(model, entry, input));
  if (obstacle !== null) return { able: false, exclusion: { tier, model, ...obstacle } };
  const changes = [
    ...requestChanges({ input, model, entry, estimate, dialect, lane, isAsWritten }),
    ...(lane === 'untouched' ? statelessChanges(call) : []),
  ];
  const { timeoutMs } = policy.tiers[tier];
  const retries = retriesOf(question);
  const carried = {
    leftOut: lane === 'translated' ? call.leftOut : [],
    reworded: lane === 'translated' ? conditions.reworded[dialect] : [],
  };
  const candidate = { tier, model, dialect, lane, changes, ...carried, retries } as const;
  const speed = conditions.speeds?.[modelName(model)];
  return {
    able: true,
    candidate: {
      ...candidate,
      timeoutMs: Math.min(timeoutMs, deadlineMs),
      ...(speed !== undefined && { speed }),
    },
    estimate,
  };
}

/** The task's own number, if it has one; a model that was named is repeated as its tier says. */
function retriesOf({ input, tier, rule, standing }: Question): number {
  const own = standing === 'routed' ? (rule?.retries ?? null) : null;
  return own ?? input.policy.tiers[tier].retries;
}

/**
 * What was measured of the model: at tier 0, and wherever the policy says that speed matters by assuming one.
 * Elsewhere there is nothing faster to go to, and a slow answer is better than none.
 */
function speedThatCounts({ input, model, tier }: Question): ModelSpeed | null {
  const { policy, conditions } = input;
  if (tier > 0 && policy.tiers[tier].tokensPerSecond === null) return null;
  return conditions.speeds?.[modelName(model)] ?? null;
}

/** What a client wrote for this very model stays in its own words; so does what Responses cannot say. */
function isBetterInResponses(
  { input, model, standing }: Question,
  entry: CatalogModel | null,
): boolean {
  const { call, conditions } = input;
  if (entry === null || (standing === 'pinned' && call.dialect === 'openai-chat')) return false;
  return (
    conditions.untranslatable['openai-responses'].length === 0 &&
    prefersResponses(call, entry, call.effort ?? model.effort)
  );
}

function unlessWaitedFor(
  question: Question,
  obstacle: Unavailability | null,
): Unavailability | null {
  return obstacle?.reason === 'provider_down' && question.mayBeDown ? null : obstacle;
}
