import type { Command } from './command.ts';
import { INTERPRETERS, SHELLS, irreversibleCode, printsSetup } from './code.ts';
import { isLoopback } from './hosts.ts';
import { onlyLooks } from './remote-shell.ts';
import type { ShellCommand } from './shell-script.ts';
import { writtenTo } from './written-files.ts';

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
      return nesting.shell.inputScripts.every(printsSetup) ? sources(nesting) : UNREADABLE;
    case 'ssh':
      return overSsh(command, follow);
    case 'find':
    case 'fd':
      return forEachFound(command.args, follow);
    case 'git':
      return inSubmodules(command.args, follow);
    case 'xargs':
    case 'parallel':
      return forEach(command.args, follow);
    case 'kubectl':
    case 'docker':
    case 'podman':
    case 'docker-compose':
      return inContainer(command, follow);
    default:
      if (Object.hasOwn(KEPT_FOR_LATER, command.name)) return runsLater(command, follow);
      return INTERPRETERS.has(command.name) ? interprets(nesting) : null;
  }
}

const UNREADABLE = 'runs unreadable code';

function sources({ command, follow }: Nesting): string | null {
  const own = writtenTo(command.plain.slice(0, 1), command.place);
  return own === null ? null : follow.script(own);
}

function evaluates(script: string, follow: Follow): string | null {
  if (!script.includes('$')) return follow.script(script);
  return script.startsWith('$(') && printsSetup(script.slice(2)) ? null : UNREADABLE;
}

/** Without a command it is a login; with one, only commands that look are harmless. */
function overSsh({ args, input }: Command, follow: Follow): string | null {
  const at = afterFlags(args, /^-[iplFoJLRDWEbcemQSw]$/);
  const [host = '', ...words] = args.slice(at);
  const script = words.length === 0 ? (input ?? '') : words.join(' ');
  const found = follow.script(script);
  if (found !== null || isLoopback(host)) return found;
  return onlyLooks(script) ? null : 'changes something on another machine';
}

/** `… | xargs rm -rf`: what comes in is unknown, and so the worst. */
function forEach(args: readonly string[], follow: Follow): string | null {
  const words = args.slice(afterFlags(args, /^-[IndPLsEja]$/));
  return words.length === 0 ? null : follow.words([...words, '$input']);
}

/** `find … -exec sh -c '…' ;`: what `-exec rm` deletes is judged by what is found, elsewhere. */
function forEachFound(args: readonly string[], follow: Follow): string | null {
  const at = args.findIndex((arg) => /^(-exec|-execdir|-ok|-okdir|-x|--exec)$/.test(arg));
  const words = at < 0 ? [] : args.slice(at + 1);
  const end = words.findIndex((word) => word === ';' || word === '+' || word === '\\;');
  const [first = '', ...rest] = end < 0 ? words : words.slice(0, end);
  return first === '' || ['rm', 'unlink', 'shred'].includes(first)
    ? null
    : follow.words([first, ...rest]);
}

/** `git submodule foreach git push -f`. */
function inSubmodules(args: readonly string[], follow: Follow): string | null {
  const at = args.indexOf('foreach');
  if (at < 0 || !args.slice(0, at).includes('submodule')) return null;
  const words = args.slice(at + 1).filter((word) => word !== '--recursive');
  return words.length === 1 ? follow.script(words[0] ?? '') : follow.words(words);
}

/** Commands that hold a script as text, and how to find it among their arguments. */
const KEPT_FOR_LATER: Readonly<Record<string, (command: Command) => readonly string[]>> = {
  alias: ({ args }) => args.map((arg) => arg.slice(arg.indexOf('=') + 1)),
  trap: ({ args }) => args.slice(0, 1),
  at: ({ input }) => (input === null ? [] : [input]),
  batch: ({ input }) => (input === null ? [] : [input]),
  cmd: ({ args }) => windowsScript(args),
  'cmd.exe': ({ args }) => windowsScript(args),
  awk: ({ args }) => awkScripts(args),
  gawk: ({ args }) => awkScripts(args),
  vim: ({ args }) => editorScripts(args),
  vi: ({ args }) => editorScripts(args),
  nvim: ({ args }) => editorScripts(args),
};

function runsLater(command: Command, follow: Follow): string | null {
  for (const script of KEPT_FOR_LATER[command.name]?.(command) ?? []) {
    const found = follow.script(script);
    if (found !== null) return found;
  }
  return null;
}

/** `cmd /c rd /s /q src`. */
function windowsScript(args: readonly string[]): readonly string[] {
  const at = args.findIndex((arg) => /^\/[ck]$/i.test(arg));
  return at < 0 ? [] : [args.slice(at + 1).join(' ')];
}

function awkScripts(args: readonly string[]): readonly string[] {
  return args.flatMap((arg) =>
    [...arg.matchAll(/system\(\s*"([^"]*)"/g)].map(([, script = '']) => script),
  );
}

/** `vim -c ':!rm -rf src'`. */
function editorScripts(args: readonly string[]): readonly string[] {
  return args.flatMap((arg) => (/^[+:]{0,2}!/.test(arg) ? [arg.replace(/^[+:]{0,2}!/, '')] : []));
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
  const read = readerFor(name, follow);
  const code = codeGiven(name, args);
  if (code !== null) return code.startsWith('$') ? UNREADABLE : read(code);
  if (shell.inputScripts.length > 0) return UNREADABLE;
  const script = args.findIndex((arg) => !arg.startsWith('-'));
  // A script of one's own counts by its name: `python manage.py flush`, `bash deploy.sh`.
  const own = writtenTo(args.slice(Math.max(0, script), script + 1), command.place);
  if (own !== null) return read(own);
  if (script >= 0 && !args.slice(0, script).includes('-s'))
    return args[script - 1] === '-m' ? null : follow.words(args.slice(script));
  if (input !== null) return read(input);
  return source === null ? null : UNREADABLE;
}

function readerFor(name: string, follow: Follow): Follow['script'] {
  if (SHELLS.has(name)) return (text) => follow.script(text);
  if (POWERSHELLS.has(name)) return (text) => follow.script(text) ?? irreversibleCode(text);
  return (text) => irreversibleCode(text) ?? startedFrom(text, follow);
}

const POWERSHELLS = new Set(['pwsh', 'powershell']);

/** `os.system('rm -rf src')`, `subprocess.run(['rm', '-rf', 'src'])`: what code hands on to a shell. */
function startedFrom(code: string, follow: Follow): string | null {
  if (
    !/\b(os\.system|os\.popen|subprocess|child_process|execSync|spawn|system|shell_exec)\b/.test(
      code,
    )
  )
    return null;
  const texts = quotedIn(code);
  for (const text of texts) {
    const found = text.includes(' ') ? follow.script(text) : null;
    if (found !== null) return found;
  }
  for (const [, list = ''] of code.slice(0, LONGEST_CODE).matchAll(/\[([^[\]]*)\]/g)) {
    const words = quotedIn(list);
    const found = words.length > 1 ? follow.words(words) : null;
    if (found !== null) return found;
  }
  return null;
}

const LONGEST_CODE = 8_192;

function quotedIn(code: string): readonly string[] {
  return [...code.slice(0, LONGEST_CODE).matchAll(/'([^'\n]*)'|"([^"\n]*)"/g)].map(
    ([, single, double]) => single ?? double ?? '',
  );
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
