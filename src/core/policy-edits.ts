import type { Decision } from './decision.ts';
import type { PolicySetting } from './grounds.ts';
import type { Policy } from './policy.ts';
import { bindableAs } from './purpose.ts';
import type { RoutingInput } from './routing-input.ts';
import type { TaskRule, TaskType } from './task.ts';
import { chanceOfEnough } from './sufficient-tier.ts';
import { isTier, TIERS, type Tier } from './tier.ts';
import { stakesTimes } from './tier-choice-inferred.ts';
import { tabledTool } from './tools-said.ts';
import { isStrange, isTypeTrusted } from './trusted-type.ts';

/** A policy that differs by a few settings from the one in force, and would pass its check. */
export interface PolicyEdit {
  readonly settings: readonly PolicySetting[];
  readonly policy: Policy;
}

/**
 * Changes of the policy that might send this call elsewhere: first those that touch only work of its kind,
 * then those that touch all calls; of each kind the nearest tier first, and of two as near the cheaper. What
 * was too unsure is a matter of the threshold before all.
 */
export function* policyEdits(input: RoutingInput, decision: Decision): Generator<PolicyEdit> {
  const targets = tiersByDistance(decision.tier);
  const isUnsure = decision.reasons.includes('ambiguous');
  if (isUnsure) yield* ofConfidence(input);
  yield* ofTask(input, decision, targets);
  yield* ofUnderCost(input, decision);
  yield* ofTool(input, targets);
  yield* ofName(input, decision);
  yield* ofLimits(input, decision);
  if (!isUnsure) yield* ofConfidence(input);
  yield* ofRouting(input, targets);
}

function tiersByDistance(from: Tier): readonly Tier[] {
  return TIERS.filter((tier) => tier !== from).toSorted(
    (a, b) => Math.abs(a - from) - Math.abs(b - from) || a - b,
  );
}

/**
 * What being too low costs for this type: as much less as lets the tier below be enough, or as much more as
 * asks for the tier above.
 */
function* ofUnderCost(
  { classification, policy }: RoutingInput,
  { taskType: type, tier: decided }: Decision,
): Generator<PolicyEdit> {
  const { judged } = classification;
  if (judged === null || type === null || !isTypeTrusted(classification, policy)) return;
  const rule = policy.tasks[type];
  const times = stakesTimes(judged, rule);
  for (const tier of [decided - 1, decided].filter(isTier)) {
    const enough = chanceOfEnough(judged.tiers, tier);
    const evens = enough / ((1 - enough) * times);
    const tenths = tier < decided ? Math.ceil(evens * 10) - 1 : Math.ceil(evens * 10);
    const underCost = tenths / 10;
    if (!(underCost >= 1 && underCost <= 100)) continue;
    yield {
      settings: [setting(`tasks.${type}.under_cost`, underCost)],
      policy: { ...policy, tasks: { ...policy.tasks, [type]: { ...rule, underCost } } },
    };
  }
}

function* ofTask(
  { policy }: RoutingInput,
  { taskType, tier: decided }: Decision,
  targets: readonly Tier[],
): Generator<PolicyEdit> {
  if (taskType === null) return;
  const rule = policy.tasks[taskType];
  const edits = targets.flatMap((tier) => {
    const reach = { floor: least(rule.floor, tier), cap: most(rule.cap, tier) };
    // Where the tier is predicted, a bound moves it as well.
    const bounds =
      tier < decided
        ? { tier: least(rule.tier, tier), floor: reach.floor, cap: tier }
        : { tier: most(rule.tier, tier), floor: tier, cap: reach.cap };
    return [{ tier, ...reach }, bounds].map((changed) => taskEdit(policy, taskType, changed));
  });
  yield* edits
    .filter(changesAnything)
    .toSorted((one, other) => one.settings.length - other.settings.length);
}

function changesAnything({ settings }: PolicyEdit): boolean {
  return settings.length > 0;
}

function taskEdit(
  policy: Policy,
  type: TaskType,
  bounds: Pick<TaskRule, 'tier' | 'floor' | 'cap'>,
): PolicyEdit {
  const rule = policy.tasks[type];
  // Above tier 3 there is nothing to escalate to.
  const refuses = bounds.floor === 3 && rule.unavailable?.action === 'escalate';
  const changed: TaskRule = {
    ...rule,
    ...bounds,
    ...(refuses && { unavailable: { action: 'refuse' } }),
  };
  const settings = (['tier', 'floor', 'cap'] as const)
    .filter((key) => changed[key] !== rule[key])
    .map((key) => setting(`tasks.${type}.${key}`, changed[key]));
  return {
    settings: refuses ? [...settings, setting(`tasks.${type}.unavailable`, 'refuse')] : settings,
    policy: { ...policy, tasks: { ...policy.tasks, [type]: changed } },
  };
}

function* ofTool(input: RoutingInput, targets: readonly Tier[]): Generator<PolicyEdit> {
  const { policy } = input;
  const tool = tabledTool(input);
  if (tool === null || !PLAIN_KEY.test(tool.name)) return;
  for (const tier of targets) {
    const tools = { ...policy.tools, [tool.name]: tier };
    yield { settings: [setting(`tools.${tool.name}`, tier)], policy: { ...policy, tools } };
  }
}

/** What can stand in a key, and on a command line, without quotation marks. */
const PLAIN_KEY = /^[\w-]+$/;

/** A call that names its model: routed in its place, where the policy may say so. */
function* ofName(
  { call, conditions, policy }: RoutingInput,
  { decidedBy }: Decision,
): Generator<PolicyEdit> {
  if (decidedBy !== 'pin') return;
  const { lane } = conditions.purpose;
  const bindable = bindableAs(conditions.purpose);
  if (lane !== null && bindable !== null) {
    const { lanes, bind } = policy.claudeCode;
    const claudeCode = {
      lanes: { ...lanes, [lane]: 'route' as const },
      bind: { ...bind, [bindable]: ROUTED },
    };
    const bound = setting(`claude_code.bind.${bindable}`, ROUTED);
    const isRouted = lanes[lane] === 'route';
    yield {
      settings: isRouted ? [bound] : [setting(`claude_code.${lane}`, 'route'), bound],
      policy: { ...policy, claudeCode },
    };
  } else if (PLAIN_MODEL.test(call.requestedModel)) {
    const rewrite = [{ from: call.requestedModel, to: ROUTED }, ...policy.rewrite];
    const rules = rewrite.map(({ from, to }) => `{from: ${from}, to: ${to}}`).join(', ');
    yield { settings: [setting('rewrite', `[${rules}]`)], policy: { ...policy, rewrite } };
  }
}

const ROUTED = 'modicum/auto';
const PLAIN_MODEL = /^[\w./-]+$/;

/** A tier that was passed over because the call is over one of its limits. */
function* ofLimits(
  { policy }: RoutingInput,
  { excluded, estimate, deadlineMs }: Decision,
): Generator<PolicyEdit> {
  for (const { tier, reason } of excluded) {
    const limits = policy.tiers[tier];
    const withLimit = (changes: Partial<typeof limits>): Policy => ({
      ...policy,
      tiers: { ...policy.tiers, [tier]: { ...limits, ...changes } },
    });
    const key = `tiers.${tier}`;
    if (reason === 'prompt_over_tier_limit') {
      const maxPromptTokens = roundedUp(withMargin(estimate.promptTokens));
      yield {
        settings: [setting(`${key}.max_prompt_tokens`, maxPromptTokens)],
        policy: withLimit({ maxPromptTokens }),
      };
    } else if (reason === 'answer_over_tier_limit') {
      const maxAnswerTokens = roundedUp(estimate.outputTokens);
      yield {
        settings: [setting(`${key}.max_answer_tokens`, maxAnswerTokens)],
        policy: withLimit({ maxAnswerTokens }),
      };
    } else if (reason === 'deadline_too_short') {
      const tokensPerSecond = Math.ceil((estimate.outputTokens * 1_000) / deadlineMs);
      yield {
        settings: [setting(`${key}.tokens_per_second`, tokensPerSecond)],
        policy: withLimit({ tokensPerSecond }),
      };
    }
  }
}

/** Models count the same prompt differently, by a third at most. */
function withMargin(tokens: number): number {
  return tokens * 1.35;
}

/** Up to a number a person would write. */
function roundedUp(tokens: number): number {
  const step = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(1, tokens))) - 1);
  return Math.ceil(tokens / step) * step;
}

/** A threshold that this very confidence just reaches, or just misses. */
function* ofConfidence({ classification, policy }: RoutingInput): Generator<PolicyEdit> {
  const { taskType, confidence, judged } = classification;
  if (taskType === null || isStrange(judged) || !Number.isFinite(confidence)) return;
  const isMissed = confidence < policy.classifier.minConfidence;
  const hundredths = isMissed ? Math.floor(confidence * 100) : Math.floor(confidence * 100) + 1;
  if (hundredths < 0 || hundredths > 100) return;
  const minConfidence = hundredths / 100;
  yield {
    settings: [setting('routing.min_confidence', minConfidence)],
    policy: { ...policy, classifier: { ...policy.classifier, minConfidence } },
  };
}

/** Settings of all calls; each keeps floor, default tier and cap in their order. */
function* ofRouting({ policy }: RoutingInput, targets: readonly Tier[]): Generator<PolicyEdit> {
  const { floor, cap, defaultTier } = policy;
  for (const tier of targets) {
    if (tier >= floor && tier <= cap) {
      yield {
        settings: [setting('routing.default_tier', tier)],
        policy: { ...policy, defaultTier: tier },
      };
    }
    yield {
      settings: [setting('routing.background_start', tier)],
      policy: { ...policy, background: { ...policy.background, startTier: tier } },
    };
    yield {
      settings: [setting('routing.irreversible_tier', tier)],
      policy: { ...policy, irreversible: { ...policy.irreversible, tier } },
    };
    if (tier <= defaultTier) {
      yield { settings: [setting('routing.floor', tier)], policy: { ...policy, floor: tier } };
    }
    if (tier >= defaultTier) {
      yield { settings: [setting('routing.cap', tier)], policy: { ...policy, cap: tier } };
    }
  }
}

function setting(key: string, value: string | number): PolicySetting {
  return { key, value: String(value) };
}

function least(one: Tier, other: Tier): Tier {
  return one < other ? one : other;
}

function most(one: Tier, other: Tier): Tier {
  return one > other ? one : other;
}
