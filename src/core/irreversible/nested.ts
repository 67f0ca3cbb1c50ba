import type { Command } from './command.ts';
import { INTERPRETERS, SHELLS, irreversibleCode, printsSetup } from './code.ts';
import { isLoopback } from './hosts.ts';
import { onlyLooks } from './remote-shell.ts';
import type { ShellCommand } from './shell-script.ts';

/** How to read on in what a command runs. */
export interface Follow {
  script(text: string): string | null;
  words(words: readonly string[]): string | null;
}

/** A command that may run others, and all that is known of it. */
export interface Nesting {
  readonly command: Command;
  readonly shell: ShellCommand;
  /** What feeds it through a pipe. */
  readonly source: ShellCommand | null;
  readonly follow: Follow;
}

/** Why what a command runs besides itself cannot be undone; `null` also when it runs nothing else. */
export function nestedCommand(nesting: Nesting): string | null {
  const { command, follow } = nesting;
  switch (command.name) {
    case 'eval':
      return evaluates(command.args.join(' '), follow);
    case 'source':
    case '.':
      return nesting.shell.inputScripts.every(printsSetup) ? null : UNREADABLE;
    case 'ssh':
      return overSsh(command.args, follow);
    case 'xargs':
    case 'parallel':
      return forEach(command.args, follow);
    case 'kubectl':
    case 'docker':
    case 'podman':
    case 'docker-compose':
      return inContainer(command, follow);
    default:
      return INTERPRETERS.has(command.name) ? interprets(nesting) : null;
  }
}

const UNREADABLE = 'runs unreadable code';

function evaluates(script: string, follow: Follow): string | null {
  if (!script.includes('$')) return follow.script(script);
  return script.startsWith('$(') && printsSetup(script.slice(2)) ? null : UNREADABLE;
}

/** Without a command it is a login; with one, only commands that look are harmless. */
function overSsh(args: readonly string[], follow: Follow): string | null {
  const at = afterFlags(args, /^-[iplFoJLRDWEbcemQSw]$/);
  const [host = '', ...words] = args.slice(at);
  const script = words.join(' ');
  const found = follow.script(script);
  if (found !== null || isLoopback(host)) return found;
  return onlyLooks(script) ? null : 'changes something on another machine';
}

/** `… | xargs rm -rf`: what comes in is unknown, and so the worst. */
function forEach(args: readonly string[], follow: Follow): string | null {
  const words = args.slice(afterFlags(args, /^-[IndPLsEj]$/));
  return words.length === 0 ? null : follow.words([...words, '$input']);
}

/** `docker exec db psql …`, `kubectl exec pod -- rm …`. */
function inContainer({ name, args, plain }: Command, follow: Follow): string | null {
  const exec = args.indexOf('exec');
  if (exec < 0 || !plain.slice(0, 2).includes('exec')) return null;
  if (name === 'kubectl') {
    const dashes = args.indexOf('--');
    return dashes < 0 ? null : follow.words(args.slice(dashes + 1));
  }
  const rest = args.slice(exec + 1);
  return follow.words(rest.slice(afterFlags(rest, /^-(e|u|w|-env|-user|-workdir|-index)$/) + 1));
}

/** Index of the first argument that is neither a flag nor the value of one that takes a value. */
function afterFlags(args: readonly string[], takesValue: RegExp): number {
  let at = 0;
  while (args[at]?.startsWith('-')) at += takesValue.test(args[at] ?? '') ? 2 : 1;
  return at;
}

function interprets({ command, shell, source, follow }: Nesting): string | null {
  const { name, args, input } = command;
  if (name.startsWith('p') && args.some((arg) => /^-(enc|encodedcommand)$/i.test(arg)))
    return UNREADABLE;
  const read = SHELLS.has(name) ? follow.script : irreversibleCode;
  const code = codeGiven(name, args);
  if (code !== null) return code.startsWith('$') ? UNREADABLE : read(code);
  if (shell.inputScripts.length > 0) return UNREADABLE;
  const script = args.findIndex((arg) => !arg.startsWith('-'));
  // A script of one's own counts by its name: `python manage.py flush`, `bash deploy.sh`.
  if (script >= 0 && !args.slice(0, script).includes('-s'))
    return args[script - 1] === '-m' ? null : follow.words(args.slice(script));
  if (input !== null) return read(input);
  return source === null ? null : UNREADABLE;
}

/** What follows `-c` or `-e`, also as the last of several letters (`-lc`). */
function codeGiven(name: string, args: readonly string[]): string | null {
  const flag = SHELLS.has(name) ? /^-[a-z]*c$/ : /^(-[a-z]*[cer]|--eval|--print|-p|-command)$/i;
  const at = args.slice(0, 5).findIndex((arg) => flag.test(arg));
  return at < 0 ? null : (args[at + 1] ?? null);
}

/** What a command writes, where its words say so: `echo`, `printf`, a here-document handed on by `cat`. */
export function textOf(source: ShellCommand | null): string | null {
  if (source === null) return null;
  const [name, ...rest] = source.words;
  if (name === 'echo' || name === 'printf') {
    return rest.filter((word) => !/^-[neE]+$/.test(word)).join(' ');
  }
  return name === 'cat' && rest.length === 0 ? source.input : null;
}
