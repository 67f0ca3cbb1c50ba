import { readIrreversible, readIrreversibleTool } from './irreversible.ts';
import type { Policy } from './policy.ts';
import { PURPOSES } from './purpose.ts';
import type { Reason } from './reason.ts';
import type { RoutingInput } from './routing-input.ts';
import type { TaskType } from './task.ts';
import type { Tier } from './tier.ts';
import { toolsNamed } from './tool-named.ts';

/** Which tier the work belongs to, before floors, caps and what can serve it. */
export interface TierChoice {
  readonly tier: Tier;
  readonly decidedBy: Reason;
  readonly reasons: readonly Reason[];
  /** For people: on what grounds. */
  readonly evidence: string;
}

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
    if (choice !== null) return liftIrreversible(choice, input);
  }
  return liftIrreversible(defaultChoice(input), input);
}

type Authority = (input: RoutingInput, named: NamedWork) => TierChoice | null;

const AUTHORITIES: readonly Authority[] = [
  byTier,
  byTask,
  byComplexity,
  byToolTable,
  byBackground,
  byClassifier,
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

/** Between the bounds the default tier decides. */
function tierForComplexity(complexity: number, { complexity: bounds, defaultTier }: Policy): Tier {
  if (complexity < bounds.tier0Below) return 0;
  if (complexity < bounds.tier1Below) return 1;
  return complexity > bounds.tier3Above ? 3 : defaultTier;
}

/** Several tools of one turn: the one that needs most. */
function byToolTable({ call, conditions, policy }: RoutingInput): TierChoice | null {
  const { tool } = conditions.options;
  const tabled = (tool === null ? toolsNamed(call) : [tool]).flatMap((name) => {
    const tier = Object.hasOwn(policy.tools, name) ? policy.tools[name] : undefined;
    return tier === undefined ? [] : [{ name, tier }];
  });
  const [first] = tabled.toSorted((a, b) => b.tier - a.tier);
  if (first === undefined) return null;
  const evidence = `the tool table puts ${first.name} on tier ${first.tier}`;
  return { tier: first.tier, decidedBy: 'tool_table', reasons: [], evidence };
}

/** Nobody waits for it, so it starts low; but judgment stays judgment, however unsure its recognition. */
function byBackground({ classification, conditions, policy }: RoutingInput): TierChoice | null {
  if (!conditions.options.background) return null;
  const type = classification.taskType;
  if (type !== null && policy.tasks[type].tier >= LOWEST_JUDGMENT) return null;
  const tier = policy.background.startTier;
  const evidence = `background work starts on tier ${tier}`;
  return { tier, decidedBy: 'background', reasons: [], evidence };
}

const LOWEST_JUDGMENT: Tier = 2;

function byClassifier({ classification, policy }: RoutingInput): TierChoice | null {
  const { taskType, confidence, classifier } = classification;
  if (taskType === null) return null;
  const { tier } = policy.tasks[taskType];
  const sure = `${classifier} recognised ${taskType} (${Math.round(confidence * 100)} % sure)`;
  if (confidence >= policy.classifier.minConfidence) {
    return { tier, decidedBy: 'classifier', reasons: [], evidence: sure };
  }
  const evidence = `${sure}, too unsure to go below tier ${policy.defaultTier}`;
  if (tier > policy.defaultTier) {
    return { tier, decidedBy: 'classifier', reasons: ['ambiguous'], evidence };
  }
  return { tier: policy.defaultTier, decidedBy: 'default', reasons: ['ambiguous'], evidence };
}

function defaultChoice({ policy }: RoutingInput): TierChoice {
  const tier = policy.defaultTier;
  const evidence = `nothing recognised the work, so it gets the default tier ${tier}`;
  return { tier, decidedBy: 'default', reasons: [], evidence };
}

function liftIrreversible(choice: TierChoice, input: RoutingInput): TierChoice {
  const { call, conditions, policy } = input;
  const { tool } = conditions.options;
  const found = (tool === null ? null : readIrreversibleTool(tool, call)) ?? readIrreversible(call);
  if (found === null || policy.irreversible.tier <= choice.tier) return choice;
  return {
    tier: policy.irreversible.tier,
    decidedBy: 'irreversible',
    reasons: [],
    evidence: `the tool call ${found.tool} cannot be undone: ${found.what}`,
  };
}
