import type { Command, CommandRule, Place } from './command.ts';
import { commandOf } from './command.ts';
import { ACCOUNT_RULES } from './account-rules.ts';
import { CLOUD_RULES } from './cloud-rules.ts';
import { CLUSTER_RULES } from './cluster-rules.ts';
import { DATA_RULES } from './data-rules.ts';
import { irreversibleCode } from './code.ts';
import { runsDeployScript } from './deploy-scripts.ts';
import { FILE_RULES, writesSecrets } from './file-rules.ts';
import { asksForHelp } from './help-flag.ts';
import { gitRule } from './git-rules.ts';
import { HTTP_RULES } from './http-rules.ts';
import type { Follow } from './nested.ts';
import { nestedCommand, textOf } from './nested.ts';
import { isRebuildable, isTemporary } from './paths.ts';
import { PUBLISH_RULES } from './publish-rules.ts';
import type { ShellCommand } from './shell-script.ts';
import { readShellScript, shellCommand } from './shell-script.ts';
import { filledIn, unwrapped } from './unwrap.ts';
import { keepWritten, writtenTo } from './written-files.ts';

/** Commands within commands (`bash -c`, `ssh host`, `$(…)`) are followed this deep; deeper cannot be read. */
const MAX_DEPTH = 6;
/** A script that is longer is not read to its end, and so counts as unreadable. */
export const LONGEST_SCRIPT = 64 * 1024;
export const TOO_LONG = 'runs a script too long to read';

const RULES: Readonly<Record<string, CommandRule>> = {
  ...FILE_RULES,
  ...HTTP_RULES,
  ...CLUSTER_RULES,
  ...CLOUD_RULES,
  ...PUBLISH_RULES,
  ...ACCOUNT_RULES,
  ...DATA_RULES,
  git: gitRule,
};

/** What a shell script would do that cannot be undone, in a few words; `null` when nothing is seen. */
export function irreversibleScript(text: string): string | null {
  if (text.length > LONGEST_SCRIPT) return TOO_LONG;
  return readScript(text, newPlace(), 0);
}

/** The same for a command that comes as a list of words. */
export function irreversibleWords(words: readonly string[]): string | null {
  const characters = words.reduce((sum, word) => sum + word.length, 0);
  if (characters > LONGEST_SCRIPT) return TOO_LONG;
  return readCommand(shellCommand(words), { place: newPlace(), depth: 0, source: null });
}

function newPlace(): Place {
  return {
    folder: null,
    cluster: null,
    made: new Set(),
    variables: new Map(),
    written: new Map(),
    charactersLeft: 4 * LONGEST_SCRIPT,
  };
}

interface Reading {
  readonly place: Place;
  readonly depth: number;
  /** The command that feeds this one through a pipe. */
  readonly source: ShellCommand | null;
}

function readScript(text: string, place: Place, depth: number): string | null {
  place.charactersLeft -= text.length;
  if (place.charactersLeft < 0) return 'runs unreadable code';
  let source: ShellCommand | null = null;
  for (const command of readShellScript(text)) {
    const found = readCommand(command, { place, depth, source: command.piped ? source : null });
    if (found !== null) return found;
    source = command;
  }
  return null;
}

function readCommand(shell: ShellCommand, reading: Reading): string | null {
  if (reading.depth > MAX_DEPTH) return 'runs unreadable code';
  const { place, source } = reading;
  const follow = followFrom(reading);
  const inner = firstOf(shell.substitutions, follow.script) ?? writes(shell, place);
  if (inner !== null) return inner;
  const [program, ...others] = unwrapped(
    shell.words.map((word) => filledIn(word, place)),
    place,
  );
  const words = program === undefined ? [] : [whatIsFound(program), ...others];
  const [first] = words;
  if (first === undefined) return null;
  // `watch "rm -rf x"`, `su -c "…"`: one word that is a whole script.
  if (words.length === 1 && first.includes(' ')) return follow.script(first);
  const fed = shell.input ?? textOf(source) ?? writtenTo(shell.readsFrom, place);
  const command = commandOf(words, { input: fed, readsFrom: shell.readsFrom }, place);
  remember(command, shell);
  keepWritten(command, shell, textOf(shell));
  // A bare name is a command, whatever file of that name was written.
  const own = first.includes('/') ? writtenTo([first], place) : null;
  const ran = own === null ? null : (follow.script(own) ?? irreversibleCode(own));
  if (ran !== null) return ran;
  return nestedCommand({ command, shell, source, follow }) ?? judge(first, command);
}

/** `$(which rm)` is `rm`. */
function whatIsFound(word: string): string {
  return /^\$\((?:which|command -v|type -P) +([\w./+-]+) *\)$/.exec(word)?.[1] ?? word;
}

/** What one command leads to is read with the same place, one step deeper. */
function followFrom({ place, depth }: Reading): Follow {
  return {
    script: (text) => readScript(text, place, depth + 1),
    words: (words) => readCommand(shellCommand(words), { place, depth: depth + 1, source: null }),
  };
}

function firstOf(scripts: readonly string[], read: (text: string) => string | null): string | null {
  for (const script of scripts) {
    const found = read(script);
    if (found !== null) return found;
  }
  return null;
}

/** What the redirections alone do. */
function writes(shell: ShellCommand, place: Place): string | null {
  const paths = shell.writesTo.map((path) => filledIn(path, place));
  // `: > app.db`, `cat /dev/null > app.db`: nothing is written but an end.
  const isAlone = shell.words.length === 0 && !shell.endsSubshell;
  const isEmptying = isAlone || EMPTY_WORDS.has(shell.words.join(' '));
  const emptied = isEmptying ? paths.filter((path) => !isReplaceable(path, place)) : [];
  if (shell.replaces.length > 0 && emptied.length > 0) return 'empties a file';
  for (const path of shell.replaces) place.made.add(filledIn(path, place));
  const disk = paths.some((path) => /^\/dev\/(sd|nvme|hd|disk|xvd|mapper)/.test(path));
  return disk ? 'overwrites a disk' : writesSecrets(paths);
}

/** `> app.db` alone does so too, but not what follows a subshell: `(make) > build.log`. */
const EMPTY_WORDS: ReadonlySet<string> = new Set([':', 'true', 'cat /dev/null']);

function isReplaceable(path: string, { made }: Place): boolean {
  return path.startsWith('/dev/') || isTemporary(path) || isRebuildable(path) || made.has(path);
}

function judge(first: string, command: Command): string | null {
  if (isUnknown(first)) return 'runs unreadable code';
  if (command.name.startsWith('mkfs')) return 'wipes a disk';
  if (asksForHelp(command)) return null;
  const rule = Object.hasOwn(RULES, command.name) ? RULES[command.name] : undefined;
  return rule?.(command) ?? runsDeployScript(first, command);
}

/** `$CMD` at the place of a command: nobody can say what runs. `$(which x)` and `$HOME/bin/x` name it. */
function isUnknown(word: string): boolean {
  if (!word.startsWith('$')) return false;
  if (word.startsWith('$(')) return !/^\$\((which|command -v) /.test(word);
  return !word.includes('/');
}

/** Keeps what decides the meaning of later commands: the folder, what was made, the cluster. */
function remember({ name, plain, args, place }: Command, { subshell }: ShellCommand): void {
  const [first, second, third] = plain;
  // What a subshell changed ended with it.
  if (place.folder !== null && subshell < place.folder.subshell) place.folder = null;
  if (name === 'cd' || name === 'pushd') {
    place.folder = first === undefined ? null : { path: first, subshell };
  }
  // With `-p` the folder may have been there before.
  if (name === 'mkdir' && !args.includes('-p')) for (const path of plain) place.made.add(path);
  if (name === 'git' && first === 'clone' && third !== undefined) place.made.add(third);
  if (name === 'kubectl' && second === 'use-context') place.cluster = third ?? null;
}
