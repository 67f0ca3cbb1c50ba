import type { TierChoice } from './chosen-tier.ts';
import { tierForComplexity } from './complexity-tier.ts';
import { heedMeta } from './meta-choice.ts';
import { PURPOSES } from './purpose.ts';
import type { RoutingInput } from './routing-input.ts';
import { irreversibleUse, tabledTool } from './tools-said.ts';
import type { TaskType } from './task.ts';
import type { Tier } from './tier.ts';
import { inferTier } from './tier-choice-inferred.ts';
import { liftByTools, proposeForTool } from './tier-choice-tool.ts';

/** What the call itself names, in its headers or in its model name. */
export interface NamedWork {
  readonly tier: Tier | null;
  readonly task: TaskType | null;
  /** The policy, not the call, named the tier: with its `rewrite` list, or by what the client is doing. */
  readonly putThereBy: 'rewrite' | 'purpose_bound' | null;
}

/**
 * Asks the authorities in order; the first that has something to say decides. What cannot be undone
 * is read from the tool calls afterwards, because it lifts whatever was decided: what lifts beats what
 * lowers.
 */
export function chooseTier(input: RoutingInput, named: NamedWork): TierChoice {
  for (const authority of AUTHORITIES) {
    const choice = authority(input, named);
    if (choice !== null) return lifted(heedMeta(choice, input), input);
  }
  return lifted(heedMeta(defaultChoice(input), input), input);
}

function lifted(choice: TierChoice, input: RoutingInput): TierChoice {
  return liftByTools(liftIrreversible(choice, input), input);
}

type Authority = (input: RoutingInput, named: NamedWork) => TierChoice | null;

const AUTHORITIES: readonly Authority[] = [
  byTier,
  byTask,
  byComplexity,
  byToolTable,
  proposeForTool,
  byBackground,
  inferTier,
];

function byTier({ conditions }: RoutingInput, named: NamedWork): TierChoice | null {
  const { tier, putThereBy } = named;
  if (tier === null) return null;
  if (putThereBy !== null) {
    const evidence =
      putThereBy === 'rewrite'
        ? `the policy rewrites the model it names to tier ${tier}`
        : `the policy binds ${PURPOSES[conditions.purpose.purpose]} to tier ${tier}`;
    return { tier, decidedBy: putThereBy, reasons: [], evidence };
  }
  return { tier, decidedBy: 'header_tier', reasons: [], evidence: `the call names tier ${tier}` };
}

function byTask({ policy }: RoutingInput, { task }: NamedWork): TierChoice | null {
  if (task === null) return null;
  const { tier } = policy.tasks[task];
  const evidence = `the call names the task ${task}, which the policy puts on tier ${tier}`;
  return { tier, decidedBy: 'header_task', reasons: [], evidence };
}

function byComplexity({ conditions, policy }: RoutingInput): TierChoice | null {
  const { complexity } = conditions.options;
  if (complexity === null) return null;
  const tier = tierForComplexity(complexity, policy);
  const evidence = `the call gives its complexity as ${complexity} of 10`;
  return { tier, decidedBy: 'header_complexity', reasons: [], evidence };
}

function byToolTable(input: RoutingInput): TierChoice | null {
  const tabled = tabledTool(input);
  if (tabled === null) return null;
  const { name, tier } = tabled;
  const evidence = `the tool table puts ${name} on tier ${tier}`;
  return { tier, decidedBy: 'tool_table', reasons: [], evidence };
}

/**
 * Nobody waits for it, so it starts low and climbs when its answer is rejected. Judgment starts where it would
 * anyway, and never below other work.
 */
function byBackground(input: RoutingInput): TierChoice | null {
  const { conditions, policy } = input;
  if (!conditions.options.background) return null;
  const tier = policy.background.startTier;
  const evidence = `background work starts on tier ${tier}`;
  const start: TierChoice = { tier, decidedBy: 'background', reasons: [], evidence };
  const least = judgmentTier(input);
  if (least === 0) return start;
  const ofJudgment = heldUp(inferTier(input) ?? defaultChoice(input), least);
  return ofJudgment.tier < tier ? start : ofJudgment;
}

const LOWEST_JUDGMENT: Tier = 2;

/**
 * Judgment stays judgment in the background, however unsure its recognition: the tier it is not done below.
 * 0 for processing. A contract that puts a type lower says what its owner thinks of it.
 */
function judgmentTier({ classification, policy }: RoutingInput): Tier {
  const { taskType, judged } = classification;
  const rule = taskType === null ? null : policy.tasks[taskType];
  if (rule !== null && (rule.kind === 'judgment' || rule.tier >= LOWEST_JUDGMENT)) {
    return rule.tier < LOWEST_JUDGMENT ? rule.tier : LOWEST_JUDGMENT;
  }
  return judged?.kind === 'judgment' ? LOWEST_JUDGMENT : 0;
}

function heldUp(choice: TierChoice, least: Tier): TierChoice {
  if (choice.tier >= least) return choice;
  const evidence = `${choice.evidence}; judgment keeps tier ${least} in the background`;
  return { ...choice, tier: least, reasons: [...choice.reasons, 'tier_floor'], evidence };
}

function defaultChoice({ policy }: RoutingInput): TierChoice {
  const tier = policy.defaultTier;
  const evidence = `nothing recognised the work, so it gets the default tier ${tier}`;
  return { tier, decidedBy: 'default', reasons: [], evidence };
}

function liftIrreversible(choice: TierChoice, input: RoutingInput): TierChoice {
  const { tier } = input.policy.irreversible;
  if (tier <= choice.tier) return choice;
  const found = irreversibleUse(input);
  if (found === null) return choice;
  const evidence = `the tool call ${found.tool} cannot be undone: ${found.what}`;
  return { tier, decidedBy: 'irreversible', reasons: [], evidence };
}
