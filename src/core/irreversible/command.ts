/** A command as the rules see it: wrappers taken off, known variables filled in. */
export interface Command {
  /** Name without its folder, in lower case: `rm`, `git`. */
  readonly name: string;
  readonly args: readonly string[];
  /** The arguments that are not flags, in order; for `git push` it starts with `push`. */
  readonly plain: readonly string[];
  /** What it is fed by a here-document or by `echo … |`; `null` when that cannot be read. */
  readonly input: string | null;
  /** Files it is fed by `<`. */
  readonly readsFrom: readonly string[];
  readonly place: Place;
}

/** What a script has done so far that decides what its next command means. */
export interface Place {
  /** The folder a `cd` of the same script went to, and the subshell it did so in; `null` when unknown. */
  folder: { readonly path: string; readonly subshell: number } | null;
  /** The cluster a `use-context` of the same script chose. */
  cluster: string | null;
  /** Files and folders the same script made, so that deleting them loses nothing. */
  readonly made: Set<string>;
  readonly variables: Map<string, string>;
  /** What the same script wrote into files, as far as its words say it. */
  readonly written: Map<string, string>;
  /** Characters that may still be read: scripts within scripts are read more than once. */
  charactersLeft: number;
}

/** Why this command cannot be undone, or `null`. */
export type CommandRule = (command: Command) => string | null;

export function commandOf(
  words: readonly string[],
  { input, readsFrom }: Pick<Command, 'input' | 'readsFrom'>,
  place: Place,
): Command {
  const [first = '', ...args] = words;
  return {
    name: baseName(first).toLowerCase(),
    args,
    plain: args.filter((arg) => !arg.startsWith('-')),
    input,
    readsFrom,
    place,
  };
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function hasFlag(command: Command, ...flags: readonly string[]): boolean {
  return command.args.some((arg) => flags.includes(flagName(arg)));
}

function flagName(arg: string): string {
  const equals = arg.indexOf('=');
  return equals < 0 ? arg : arg.slice(0, equals);
}

/** Whether a letter stands among single-letter flags: `-xf` has `f`. */
export function hasLetter(command: Command, letter: string): boolean {
  return command.args.some(
    (arg) => arg.startsWith('-') && !arg.startsWith('--') && arg.includes(letter),
  );
}

/** The value of `--flag value` or `--flag=value`, or `null`. */
export function flagValue(command: Command, ...flags: readonly string[]): string | null {
  return flagValues(command, ...flags)[0] ?? null;
}

/** Every value of flags that may be given several times. */
export function flagValues(command: Command, ...flags: readonly string[]): readonly string[] {
  return command.args.flatMap((arg, index) => {
    const name = flagName(arg);
    if (!flags.includes(name)) return [];
    return [name === arg ? (command.args[index + 1] ?? '') : arg.slice(name.length + 1)];
  });
}

/** The arguments that are neither flags nor values of these flags. */
export function plainWithout(command: Command, ...flags: readonly string[]): readonly string[] {
  return command.args.filter(
    (arg, index) => !arg.startsWith('-') && !flags.includes(command.args[index - 1] ?? ''),
  );
}
