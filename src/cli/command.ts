import type { ArgsDef, CommandDef } from 'citty';

/** A command with lines to type, shown by its `--help`: an example says more than a list of options. */
export type Command<Args extends ArgsDef = ArgsDef> = CommandDef<Args> & {
  readonly examples: readonly string[];
};

/** Gives a command the types of its own arguments. */
export function command<const Args extends ArgsDef>(definition: Command<Args>): Command<Args> {
  return definition;
}

/** Commands and arguments may be given as values, promises or functions; this makes them values. */
export async function resolve<Value>(
  value: Value | Promise<Value> | (() => Value | Promise<Value>) | undefined,
): Promise<Value | undefined> {
  return typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value;
}
