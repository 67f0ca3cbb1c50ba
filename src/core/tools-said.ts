import { readIrreversible, readIrreversibleTool, type IrreversibleUse } from './irreversible.ts';
import type { RoutingInput } from './routing-input.ts';
import type { Tier } from './tier.ts';
import { toolsNamed } from './tool-named.ts';

export interface TabledTool {
  readonly name: string;
  readonly tier: Tier;
}

/** The tool that the policy's table gives a tier; of several tools of one turn the one that needs most. */
export function tabledTool(input: RoutingInput): TabledTool | null {
  const { policy } = input;
  const tabled = toolsSaid(input).flatMap((name) => {
    const tier = Object.hasOwn(policy.tools, name) ? policy.tools[name] : undefined;
    return tier === undefined ? [] : [{ name, tier }];
  });
  const [first] = tabled.toSorted((a, b) => b.tier - a.tier);
  return first ?? null;
}

/** The tools a call is about: the one it names, or those its messages show. */
export function toolsSaid({ call, conditions }: RoutingInput): readonly string[] {
  const { tool } = conditions.options;
  return tool === null ? toolsNamed(call) : [tool];
}

/** The first of them; else the first that the last assistant message uses; `''` where there is none. */
export function toolAbout(input: RoutingInput): string {
  const [said] = toolsSaid(input);
  if (said !== undefined) return said;
  const last = input.call.messages.findLast(({ role }) => role === 'assistant');
  return last?.content.find((block) => block.type === 'tool-use')?.name ?? '';
}

/**
 * What cannot be undone and needs more than the cap allows: it is refused, never done badly. Not of a safety
 * check or a summary, which only look at what others do.
 */
export function irreversibleAbove(cap: Tier, input: RoutingInput): IrreversibleUse | null {
  const { policy, conditions } = input;
  if (policy.irreversible.tier <= cap || conditions.purpose.protectedBy !== null) return null;
  return irreversibleUse(input);
}

/** What the tool whose work the call does would do, or the tools just used, that cannot be undone. */
export function irreversibleUse({ call, conditions }: RoutingInput): IrreversibleUse | null {
  const { tool } = conditions.options;
  return (tool === null ? null : readIrreversibleTool(tool, call)) ?? readIrreversible(call);
}
