import type { ArgsDef, CommandDef } from 'citty';
import { aliasesOf } from './check-arguments.ts';
import { resolve, textsOf, type CommandTexts } from './command.ts';
import { valuesOf, type Values } from './option-values.ts';

/** A command with everything about it as values: for help, completion and the reference pages. */
export interface CommandNode {
  readonly name: string;
  /** The words that lead to it, without `modicum`: `['ledger', 'tail']`; empty for the top. */
  readonly path: readonly string[];
  readonly description: string;
  readonly texts: CommandTexts;
  readonly words: readonly WordNode[];
  readonly options: readonly OptionNode[];
  readonly subCommands: readonly CommandNode[];
  /** It can be run; one that cannot groups others. */
  readonly isLeaf: boolean;
}

export interface WordNode {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly values: Values;
}

export interface OptionNode {
  readonly name: string;
  /** `-n` and the like, with their dash. */
  readonly letters: readonly string[];
  readonly description: string;
  /** `null` for an option that takes no value. */
  readonly valueHint: string | null;
  readonly default: string | null;
  readonly values: Values;
}

/** Walks a command and all below it. Loads each command's file, and none of the rooms. */
export async function commandTree(
  definition: CommandDef,
  path: readonly string[] = [],
): Promise<CommandNode> {
  const args = Object.entries((await resolve(definition.args)) ?? {});
  const below = Object.entries((await resolve(definition.subCommands)) ?? {});
  return {
    name: path.at(-1) ?? 'modicum',
    path,
    description: (await resolve(definition.meta))?.description ?? '',
    texts: textsOf(definition),
    words: args.filter(([, one]) => one.type === 'positional').map(wordNode),
    options: args.filter(([, one]) => one.type !== 'positional').map(optionNode),
    subCommands: await Promise.all(
      below.map(async ([name, child]) =>
        commandTree((await resolve(child)) as CommandDef, [...path, name]),
      ),
    ),
    isLeaf: definition.run !== undefined,
  };
}

/** The commands that can be run, in the order they are listed. */
export function leavesOf(node: CommandNode): readonly CommandNode[] {
  const below = node.subCommands.flatMap(leavesOf);
  return node.isLeaf && node.path.length > 0 ? [node, ...below] : below;
}

function wordNode([name, definition]: [string, ArgsDef[string]]): WordNode {
  return {
    name,
    description: definition.description ?? '',
    isRequired: definition.required !== false && definition.default === undefined,
    values: valuesOf(definition.valueHint ?? name),
  };
}

function optionNode([name, definition]: [string, ArgsDef[string]]): OptionNode {
  const isSwitch = definition.type === 'boolean';
  const letters = aliasesOf(definition).map((letter) => `-${letter}`);
  if (isOnAnyway(definition)) {
    const description = definition.negativeDescription ?? '';
    return { ...SWITCH, name: `no-${name}`, letters: [], description };
  }
  const base = { name, letters, description: definition.description ?? '' };
  if (isSwitch) return { ...SWITCH, ...base };
  const valueHint = definition.valueHint ?? 'value';
  const standard = definition.default ?? null;
  return { ...base, valueHint, default: standard, values: valuesOf(valueHint) };
}

const SWITCH = { valueHint: null, default: null, values: { kind: 'any' } } as const;

/** What is so without being asked for is shown by the option that turns it off. */
function isOnAnyway(
  definition: ArgsDef[string],
): definition is ArgsDef[string] & { negativeDescription?: string } {
  return definition.type === 'boolean' && definition.default === true;
}
