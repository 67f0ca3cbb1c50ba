import type { Command, CommandRule, Place } from './command.ts';
import { INTERPRETERS, SHELLS, irreversibleCode, printsSetup } from './code-rules.ts';
import { DATA_RULES } from './data-rules.ts';
import { FILE_RULES, writesSecrets } from './file-rules.ts';
import { gitRule } from './git-rules.ts';
import { isLoopback } from './hosts.ts';
import { HTTP_RULES } from './http-rules.ts';
import { REMOTE_RULES } from './remote-rules.ts';
import type { ShellCommand } from './shell-script.ts';
import { readShellScript } from './shell-script.ts';

/** Scripts within scripts (`bash -c`, `ssh host`, `$(…)`) are followed this deep; what lies deeper cannot be read. */
const MAX_DEPTH = 6;
/** A script that is longer is not read to its end, and so counts as unreadable. */
const MAX_CHARACTERS = 64 * 1024;

const RULES: Readonly<Record<string, CommandRule>> = {
  ...FILE_RULES, ...HTTP_RULES, ...REMOTE_RULES, ...DATA_RULES, git: gitRule,
};

/** What a shell script would do that cannot be undone, in a few words; `null` when nothing is seen. */
export function irreversibleScript(text: string): string | null {
  if (text.length > MAX_CHARACTERS) return 'runs a script too long to read';
  return readScript(text, newPlace(), 0);
}

/** The same for a command that comes as a list of words. */
export function irreversibleWords(words: readonly string[]): string | null {
  if (words.reduce((sum, word) => sum + word.length, 0) > MAX_CHARACTERS) return 'runs a script too long to read';
  return readCommand({ ...NOTHING, words }, { place: newPlace(), depth: 0, source: null });
}

const NOTHING: ShellCommand = {
  words: [], writesTo: [], input: null, inputScripts: [], substitutions: [], piped: false,
};

function newPlace(): Place {
  return { folder: null, cluster: null, made: new Set(), variables: new Map(), charactersLeft: 4 * MAX_CHARACTERS };
}

interface Reading {
  readonly place: Place;
  readonly depth: number;
  /** What it is fed by a pipe, or `null`. */
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
  for (const script of shell.substitutions) {
    const found = readScript(script, reading.place, reading.depth + 1);
    if (found !== null) return found;
  }
  const written = shell.writesTo.map((path) => filledIn(path, reading.place));
  const secret = writesSecrets(written) ?? writesDevice(written);
  if (secret !== null) return secret;
  const words = withoutPrefixes(shell.words.map((word) => filledIn(word, reading.place)), reading.place);
  for (const path of written) reading.place.made.add(path);
  return words.length === 0 ? null : run(words, shell, reading);
}

function writesDevice(paths: readonly string[]): string | null {
  const disk = paths.some((path) => /^\/dev\/(sd|nvme|hd|disk|xvd|mapper)/.test(path));
  return disk ? 'overwrites a disk' : null;
}

/** `$NAME` where the same script said what it is; anything else stays as written. */
function filledIn(word: string, place: Place): string {
  if (!word.startsWith('$')) return word;
  for (const [name, value] of place.variables) {
    for (const form of [`\${${name}}`, `$${name}`]) {
      const rest = word.slice(form.length);
      if (word.startsWith(form) && (form.endsWith('}') || !/^\w/.test(rest))) return value + rest;
    }
  }
  return word;
}

const KEYWORDS = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time', 'sudo', 'doas', 'nohup', 'exec', 'command', 'builtin', 'nice', 'ionice', 'stdbuf', 'env', 'npx', 'bunx', 'setsid', 'unbuffer', 'caffeinate', 'export', 'local', 'declare', 'readonly', 'pnpx']);
/** Wrappers whose first plain argument is not the command. */
const WITH_ARGUMENT = new Set(['timeout', 'watch', 'flock', 'chroot', 'su']);
const FLAGS_WITH_VALUE = new Set(['-u', '-g', '-n', '-k', '-s', '-C', '-p']);

/** Takes assignments, keywords and wrappers off; remembers what was assigned. */
function withoutPrefixes(words: readonly string[], place: Place): readonly string[] {
  let at = 0;
  let wrapped = false;
  while (at < words.length) {
    const word = words[at] ?? '';
    const equals = /^[A-Za-z_]\w*=/.exec(word);
    if (equals !== null) assign(place, word.slice(0, equals[0].length - 1), word.slice(equals[0].length));
    else if (KEYWORDS.has(word)) wrapped = true;
    else if (WITH_ARGUMENT.has(word)) {
      wrapped = true;
      while (words[at + 1]?.startsWith('-')) at += 1;
      at += 1;
    } else if (wrapped && word.startsWith('-')) at += FLAGS_WITH_VALUE.has(word) ? 1 : 0;
    else break;
    at += 1;
  }
  return words.slice(at);
}

function assign(place: Place, name: string, value: string): void {
  if (value.startsWith('$(mktemp')) place.variables.set(name, `/tmp/made-by-mktemp-${name}`);
  else if (value.startsWith('$') || value === '') place.variables.delete(name);
  else if (place.variables.size < 100) place.variables.set(name, value);
}

function run(words: readonly string[], shell: ShellCommand, reading: Reading): string | null {
  const [first = '', ...args] = words;
  const name = first.slice(first.lastIndexOf('/') + 1).toLowerCase();
  const command: Command = {
    name, args, plain: args.filter((arg) => !arg.startsWith('-')), input: shell.input ?? textOf(reading.source), place: reading.place,
  };
  remember(command);
  const nested = nestedScript(command, shell, reading);
  if (nested !== undefined) return nested;
  if (isUnknown(first)) return 'runs unreadable code';
  if (name.startsWith('mkfs')) return 'wipes a disk';
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  return rule?.(command) ?? deploys(first, command);
}

/** `$CMD` at the place of a command: nobody can say what runs. `$(which python)` and `$HOME/bin/x` name it. */
function isUnknown(word: string): boolean {
  if (!word.startsWith('$')) return false;
  if (word.startsWith('$(')) return !/^\$\((which|command -v) /.test(word);
  return !word.includes('/');
}

/** The words of `echo` and `printf`, or a here-document handed on by `cat`: what the next command is fed. */
function textOf(source: ShellCommand | null): string | null {
  if (source === null) return null;
  const [name, ...rest] = source.words;
  if (name === 'echo' || name === 'printf') return rest.filter((word) => !/^-[neE]+$/.test(word)).join(' ');
  return name === 'cat' && rest.length === 0 ? source.input : null;
}

function remember(command: Command): void {
  const { name, plain, place } = command;
  if (name === 'cd' || name === 'pushd') place.folder = plain[0] ?? null;
  const makes = ['touch', 'mktemp'].includes(name) || (name === 'mkdir' && !command.args.includes('-p'));
  if (makes) for (const path of plain) place.made.add(path);
  if (name === 'git' && plain[0] === 'clone' && plain[2] !== undefined) place.made.add(plain[2]);
  if (name === 'kubectl' && plain[1] === 'use-context') place.cluster = plain[2] ?? null;
}

/** What a command runs besides itself; `undefined` when it runs nothing else. */
function nestedScript(command: Command, shell: ShellCommand, reading: Reading): string | null | undefined {
  const { name, args, plain } = command;
  const inner = (text: string): string | null => readScript(text, reading.place, reading.depth + 1);
  if (name === 'eval') return evaluates(args, inner);
  if (name === 'source' || name === '.') return sources(shell);
  if (name === 'ssh') return overSsh(args, inner);
  if (name === 'xargs' || name === 'parallel') return forEach(args, shell, reading);
  const container = containerCommand(name, plain, args);
  if (container !== null) return readCommand({ ...NOTHING, words: container }, { ...reading, depth: reading.depth + 1, source: null });
  if (INTERPRETERS.has(name)) return interprets(command, shell, { reading, inner });
  return undefined;
}

function evaluates(args: readonly string[], inner: (text: string) => string | null): string | null {
  const script = args.join(' ');
  if (!script.includes('$')) return inner(script);
  const within = script.startsWith('$(') ? script.slice(2, -1) : null;
  return within !== null && printsSetup(within) ? null : 'runs unreadable code';
}

function sources(shell: ShellCommand): string | null {
  return shell.inputScripts.length > 0 && !shell.inputScripts.every(printsSetup) ? 'runs unreadable code' : null;
}

const LOOKING = new Set([
  'ls', 'cat', 'df', 'du', 'uptime', 'tail', 'head', 'grep', 'ps', 'top', 'free', 'hostname', 'whoami', 'uname', 'journalctl', 'which', 'find', 'stat', 'wc',
  'echo', 'date', 'id', 'pwd', 'netstat', 'ss', 'lsof', 'env', 'printenv', 'test', 'md5sum', 'sha256sum', 'true', 'cd', 'zgrep', 'less', 'awk', 'sort', 'uniq', 'dmesg', 'nproc', 'lscpu', 'w', 'last', 'diff', 'file', 'jq', 'ping', 'curl', 'sed',
]);

/** Without a command it is a login; with one, only commands that look are harmless. */
function overSsh(args: readonly string[], inner: (text: string) => string | null): string | null {
  let at = 0;
  while (args[at]?.startsWith('-')) at += /^-[iplFoJLRDWEbcemQSw]$/.test(args[at] ?? '') ? 2 : 1;
  const host = args[at] ?? '';
  const script = args.slice(at + 1).join(' ');
  if (script === '') return null;
  const found = inner(script);
  if (found !== null || isLoopback(host)) return found;
  return readShellScript(script).every(looks) ? null : 'changes something on another machine';
}

function looks({ words, writesTo }: ShellCommand): boolean {
  const [name = '', ...rest] = words.filter((word) => word !== 'sudo');
  if (writesTo.some((path) => path !== '/dev/null')) return false;
  if (name === 'systemctl') return ['status', 'is-active', 'list-units', 'show', 'cat', 'is-enabled', 'list-timers'].includes(rest[0] ?? '');
  if (name === 'docker') return ['ps', 'logs', 'images', 'inspect', 'stats', 'top'].includes(rest[0] ?? '');
  if (name === 'git') return ['status', 'log', 'diff', 'rev-parse', 'show'].includes(rest[0] ?? '');
  if (name === 'sed') return !rest.some((arg) => arg.startsWith('-i'));
  return LOOKING.has(name);
}

/** `… | xargs rm -rf`: what comes in is unknown, and so the worst. */
function forEach(args: readonly string[], shell: ShellCommand, reading: Reading): string | null {
  let at = 0;
  while (args[at]?.startsWith('-')) at += /^-[IndPLsE]$/.test(args[at] ?? '') ? 2 : 1;
  const words = args.slice(at);
  if (words.length === 0) return null;
  return readCommand({ ...shell, words: [...words, '$input'] }, { ...reading, depth: reading.depth + 1, source: null });
}

/** `docker exec db psql …`, `kubectl exec pod -- rm …`: the words that run inside, or `null`. */
function containerCommand(name: string, plain: readonly string[], args: readonly string[]): readonly string[] | null {
  if (name === 'kubectl' && plain[0] === 'exec') {
    const at = args.indexOf('--');
    return at < 0 ? null : args.slice(at + 1);
  }
  if (!['docker', 'podman', 'docker-compose'].includes(name)) return null;
  const exec = args.indexOf('exec');
  if (exec < 0 || exec > 4) return null;
  let at = exec + 1;
  while (args[at]?.startsWith('-')) at += /^-(e|u|w|-env|-user|-workdir|-index)$/.test(args[at] ?? '') ? 2 : 1;
  return args.slice(at + 1);
}

interface Inner {
  readonly reading: Reading;
  readonly inner: (text: string) => string | null;
}

function interprets(command: Command, shell: ShellCommand, { reading, inner }: Inner): string | null | undefined {
  const { name, args, input } = command;
  const read = SHELLS.has(name) ? inner : irreversibleCode;
  if (name.startsWith('p') && args.some((arg) => /^-(enc|encodedcommand)$/i.test(arg))) {
    return 'runs unreadable code';
  }
  const given = givenCode(name, args);
  if (given !== null) return given.startsWith('$') ? 'runs unreadable code' : read(given);
  if (shell.inputScripts.length > 0) return 'runs unreadable code';
  const script = args.find((arg) => arg !== '-' && !arg.startsWith('-'));
  if (script !== undefined) return deploys(script, command);
  if (args.includes('-m')) return null;
  if (input !== null) return read(input);
  if (reading.source === null) return null;
  return 'runs unreadable code';
}

/** What follows `-c` or `-e`, also as the last of several letters (`-lc`). */
function givenCode(name: string, args: readonly string[]): string | null {
  const letters = SHELLS.has(name) ? /^-[a-z]*c$/ : /^(-[a-z]*[cer]|--eval|--print|-p|-command|-Command)$/;
  const at = args.findIndex((arg) => letters.test(arg));
  return at < 0 || at > 4 ? null : (args[at + 1] ?? null);
}

const TASK_RUNNERS = new Set(['make', 'npm', 'pnpm', 'yarn', 'bun', 'just', 'task', 'rake', 'fab', 'invoke', 'gulp', 'nx', 'turbo']);

/** A script or task whose name says that it deploys, releases or publishes. */
function deploys(first: string, command: Command): string | null {
  const isScript = first.includes('/') || /\.(sh|py|js|ts|rb|mjs)$/.test(first);
  const names = isScript ? [first.slice(first.lastIndexOf('/') + 1)] : TASK_RUNNERS.has(command.name) ? command.plain : [];
  const says = names.some((task) => /(^|[-_:.])(deploy|release|publish|destroy|rollback)([-_:.]|$)/.test(task));
  if (!says) return null;
  return hasDryRun(command) || names.some((task) => /dry|local|check|test|staging-plan/.test(task)) ? null : 'runs a deploy or release script';
}

/** A script of the project itself may be trusted to know the flag it is given. */
function hasDryRun(command: Command): boolean {
  return command.args.includes('--dry-run');
}
