/** A command as the rules see it: wrappers taken off, known variables filled in. */
export interface Command {
  /** Name without its folder: `rm`, `git`. */
  readonly name: string;
  readonly args: readonly string[];
  /** The arguments that are not flags, in order; for `git push` it starts with `push`. */
  readonly plain: readonly string[];
  readonly input: string | null;
  readonly place: Place;
}

/** What a script has done so far that decides what its next command means. */
export interface Place {
  /** The folder a `cd` of the same script went to; `null` when unknown. */
  folder: string | null;
  /** The cluster a `use-context` of the same script chose. */
  cluster: string | null;
  /** Files and folders the same script made, so that deleting them loses nothing. */
  readonly made: Set<string>;
  readonly variables: Map<string, string>;
  /** Characters that may still be read: scripts within scripts are read more than once. */
  charactersLeft: number;
}

/** Why this command cannot be undone, or `null`. */
export type CommandRule = (command: Command) => string | null;

export function hasFlag(command: Command, ...flags: readonly string[]): boolean {
  return command.args.some((arg) => flags.includes(arg.split('=', 1)[0] ?? ''));
}

/** Whether a letter stands among single-letter flags: `-xf` has `f`. */
export function hasLetter(command: Command, letter: string): boolean {
  return command.args.some(
    (arg) => arg.startsWith('-') && !arg.startsWith('--') && arg.includes(letter),
  );
}

/** The value of `--flag value` or `--flag=value`, or `null`. */
export function flagValue(command: Command, ...flags: readonly string[]): string | null {
  for (const [index, arg] of command.args.entries()) {
    const [name = '', ...rest] = arg.split('=');
    if (!flags.includes(name)) continue;
    return rest.length > 0 ? rest.join('=') : (command.args[index + 1] ?? null);
  }
  return null;
}

/** Every value of flags that may be given several times. */
export function flagValues(command: Command, ...flags: readonly string[]): readonly string[] {
  return command.args.flatMap((arg, index) => {
    const [name = '', ...rest] = arg.split('=');
    if (!flags.includes(name)) return [];
    return [rest.length > 0 ? rest.join('=') : (command.args[index + 1] ?? '')];
  });
}
