import type { ArgsDef, CommandDef } from 'citty';
import { ModicumError } from '../core/error.ts';

export interface CheckedArguments {
  readonly command: CommandDef;
  readonly parent: CommandDef | null;
  /** Help is what to show: it was asked for, or no command was named. */
  readonly wantsHelp: boolean;
  readonly askedForHelp: boolean;
}

/**
 * Finds the command a line of arguments names and refuses options it does not have: a mistyped option
 * that is quietly ignored could cost money.
 */
export async function checkArguments(
  main: CommandDef,
  rawArgs: readonly string[],
): Promise<CheckedArguments> {
  let command = main;
  let parent: CommandDef | null = null;
  let index = 0;
  const askedForHelp = rawArgs.some((argument) => argument === '--help' || argument === '-h');
  for (; index < rawArgs.length; index++) {
    const name = rawArgs[index] ?? '';
    const subCommands = await resolve(command.subCommands);
    if (subCommands === undefined || name.startsWith('-')) break;
    const next = Object.hasOwn(subCommands, name) ? subCommands[name] : undefined;
    if (next === undefined) throw unknownCommand(name, Object.keys(subCommands));
    parent = command;
    command = (await resolve(next)) as CommandDef;
  }
  const isGroup = command.run === undefined;
  if (!askedForHelp && !isGroup) checkOptions((await resolve(command.args)) ?? {}, rawArgs.slice(index));
  return { command, parent, wantsHelp: askedForHelp || isGroup, askedForHelp };
}

function checkOptions(defined: ArgsDef, rest: readonly string[]): void {
  const known = new Set(Object.entries(defined).flatMap(([name, definition]) => namesOf(name, definition)));
  for (const argument of rest) {
    if (argument === '--') return;
    if (!argument.startsWith('-') || argument === '-') continue;
    const name = argument.replace(/^--?/, '').replace(/=.*$/s, '');
    if (!known.has(name) && !(name.startsWith('no-') && known.has(name.slice(3)))) {
      const list = [...known].filter((one) => one.length > 1).map((one) => `--${one}`);
      throw usage(`There is no option ${argument.split('=')[0]} here. Known: ${list.join(', ')}.`);
    }
  }
}

function namesOf(name: string, definition: ArgsDef[string]): string[] {
  if (definition.type === 'positional') return [];
  const alias = 'alias' in definition ? (definition.alias ?? []) : [];
  return [name, ...(typeof alias === 'string' ? [alias] : alias)];
}

function unknownCommand(name: string, known: readonly string[]): ModicumError {
  return usage(`There is no command ${JSON.stringify(name)}. Known: ${known.join(', ')}.`);
}

export function usage(message: string): ModicumError {
  return new ModicumError('usage', message);
}

async function resolve<Value>(
  value: Value | Promise<Value> | (() => Value | Promise<Value>) | undefined,
): Promise<Value | undefined> {
  return typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value;
}
