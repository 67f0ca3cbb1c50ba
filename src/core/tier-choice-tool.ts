import type { Call } from './call.ts';
import type { TierChoice } from './chosen-tier.ts';
import { isObject } from './json.ts';
import type { Policy } from './policy.ts';
import type { Reason } from './reason.ts';
import type { RoutingInput } from './routing-input.ts';
import { toolInput } from './tool-input.ts';
import { toolsNamed } from './tool-named.ts';
import {
  classifyTool,
  TIER_OF_EFFECT,
  type ToolOpinion,
  type ToolSeen,
} from './tool-tier/classify-tool.ts';
import type { ToolEffect } from './tool-tier/verbs.ts';
import type { Tier } from './tier.ts';
import { isTypeTrusted } from './trusted-type.ts';

/**
 * The tier for the work of a single tool that the table does not know: cheap where it only reads or reshapes.
 * What it changes is no matter of lowering and left to `liftByTools`. Background work starts lower anyway, and
 * what looks like judgment stays judgment: a name alone talks nobody out of it.
 */
export function proposeForTool(input: RoutingInput): TierChoice | null {
  const { call, conditions } = input;
  if (conditions.options.background) return null;
  const tool = onlyTool(input);
  if (tool === null || looksLikeJudgment(input)) return null;
  const opinion = classifyTool(tool, call);
  if (opinion === null || !LOWERS.has(opinion.effect)) return null;
  return choiceOf(TIER_OF_EFFECT[opinion.effect], tool, opinion);
}

const LOWERS: ReadonlySet<ToolEffect> = new Set<ToolEffect>(['processing', 'reading']);

/**
 * What the tools called here do lifts what was only inferred: to the tier of irreversible work where it lasts;
 * to the workhorse where it writes and nothing vouches for less. What the call or the policy says outright stands.
 */
export function liftByTools(choice: TierChoice, input: RoutingInput): TierChoice {
  if (!INFERRED.has(choice.decidedBy)) return choice;
  return toolsCalled(input).reduce((lower, tool) => {
    const opinion = classifyTool(tool, input.call);
    if (opinion === null) return lower;
    const tier = tierOf(opinion.effect, input);
    return tier > lower.tier ? choiceOf(tier, tool, opinion) : lower;
  }, choice);
}

const INFERRED: ReadonlySet<Reason> = new Set<Reason>([
  'tool_classified',
  'background',
  'classifier',
  'meta_classified',
  'default',
]);

/** A type must be this sure before its tier stands against a tool that writes. */
const VOUCHED = 0.9;

function tierOf(effect: ToolEffect, { classification, conditions, policy }: RoutingInput): Tier {
  if (effect === 'lasting') return policy.irreversible.tier;
  const isSure = isTypeTrusted(classification, policy) && classification.confidence >= VOUCHED;
  const isVouchedFor = conditions.options.background || isSure;
  return effect === 'writing' && !isVouchedFor ? TIER_OF_EFFECT.writing : 0;
}

function choiceOf(tier: Tier, tool: ToolSeen, { effect, signals }: ToolOpinion): TierChoice {
  const told = signals.slice(0, 3).map(({ signal, weight }) => `${signal} ${weight}`);
  const evidence = `the tool ${tool.name} ${WHAT[effect]} (${told.join(', ')})`;
  return { tier, decidedBy: 'tool_classified', reasons: [], evidence };
}

const WHAT: Readonly<Record<ToolEffect, string>> = {
  processing: 'reshapes what it is given',
  reading: 'only reads',
  writing: 'writes',
  lasting: 'does what stays done',
};

/**
 * The tool whose work the call does: the one it names, or else the only one it knows of. A call with several
 * tools is an agent's turn, whichever of their results it brings.
 */
function onlyTool(input: RoutingInput): ToolSeen | null {
  const { call, conditions, policy } = input;
  const { tool } = conditions.options;
  if (tool !== null) return isTabled(tool, policy) ? null : seen(call, tool, toolInput(call));
  const [name, ...others] = toolsNamed(call);
  if (name === undefined || others.length > 0 || call.tools.length > 1) return null;
  if (isTabled(name, policy)) return null;
  return usesOf(call).find((use) => use.name === name) ?? seen(call, name, null);
}

function isTabled(name: string, { tools }: Policy): boolean {
  return Object.hasOwn(tools, name);
}

/** Whoever names the tool knows what the call is; where it is only read from the tools, any doubt counts. */
function looksLikeJudgment({ classification, conditions, policy }: RoutingInput): boolean {
  const { taskType, judged } = classification;
  const isNamed = conditions.options.tool !== null;
  if (isNamed && !isTypeTrusted(classification, policy)) return false;
  const rule = taskType === null ? null : policy.tasks[taskType];
  return rule?.kind === 'judgment' || (!isNamed && judged?.kind === 'judgment');
}

/** What the policy's table says of a tool is not asked of its name again. */
function toolsCalled({ call, conditions, policy }: RoutingInput): readonly ToolSeen[] {
  const { tool } = conditions.options;
  const named = tool === null ? [] : [seen(call, tool, toolInput(call))];
  return [...named, ...usesOf(call)].filter(({ name }) => !isTabled(name, policy));
}

/** Those of the last assistant message: what is about to be done, or was done just now. */
function usesOf(call: Call): readonly ToolSeen[] {
  const last = call.messages.findLast(({ role }) => role === 'assistant');
  return (last?.content ?? []).flatMap((block) =>
    block.type === 'tool-use'
      ? [seen(call, block.name, isObject(block.input) ? block.input : {})]
      : [],
  );
}

function seen({ tools }: Call, name: string, input: ToolSeen['input']): ToolSeen {
  const defined = tools.find((tool) => tool.name === name);
  const { description = null, inputSchema = null } = defined ?? {};
  return { name, description, inputSchema, input };
}
