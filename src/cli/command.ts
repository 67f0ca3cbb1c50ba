import type { ArgsDef, CommandDef } from 'citty';

/** A command with lines to type, shown by its `--help`: an example says more than a list of options. */
export type Command<Args extends ArgsDef = ArgsDef> = CommandDef<Args> & CommandTexts;

export interface CommandTexts {
  readonly examples: readonly string[];
  /** A paragraph or two below the description, in Markdown plain enough for a terminal. */
  readonly about?: string;
  /** What stands in the document that `--json` prints, besides `version`. */
  readonly json?: string;
  /** What an exit code means here, where docs/reference/README.md does not say it already. */
  readonly exits?: Readonly<Record<number, string>>;
  /** Takes any number of words, not only those it names; they are in `args._`. */
  readonly severalWords?: boolean;
  /** What stands after `--` is not ours: handed on word by word. Its name in the usage line: `command`. */
  readonly handsOn?: string;
}

/** Gives a command the types of its own arguments. */
export function command<const Args extends ArgsDef>(definition: Command<Args>): Command<Args> {
  return definition;
}

/** The words after `--`, as they were typed; none without it. */
export function wordsAfterDashes(rawArgs: readonly string[]): readonly string[] {
  const dashes = rawArgs.indexOf('--');
  return dashes === -1 ? [] : rawArgs.slice(dashes + 1);
}

/** What a command says about itself; a foreign one says nothing. */
export function textsOf(definition: CommandDef): CommandTexts {
  return 'examples' in definition ? (definition as Command) : { examples: [] };
}

/** Commands and arguments may be given as values, promises or functions; this makes them values. */
export async function resolve<Value>(
  value: Value | Promise<Value> | (() => Value | Promise<Value>) | undefined,
): Promise<Value | undefined> {
  return typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value;
}
