import type { ArgsDef, CommandDef } from 'citty';
import { ModicumError } from '../core/error.ts';
import { nearestName } from '../core/nearest-name.ts';
import { resolve, textsOf } from './command.ts';

export interface CheckedArguments {
  readonly command: CommandDef;
  /** The words that lead to it: `['modicum', 'ledger', 'tail']`. */
  readonly path: readonly string[];
  /** Help is what to show: it was asked for, or no command was named. */
  readonly wantsHelp: boolean;
  readonly askedForHelp: boolean;
}

/**
 * Finds the command a line of arguments names and refuses what it does not take: a mistyped option or a
 * forgotten quotation mark that is quietly ignored could cost money.
 */
export async function checkArguments(
  main: CommandDef,
  rawArgs: readonly string[],
): Promise<CheckedArguments> {
  let command = main;
  const path = ['modicum'];
  for (const name of rawArgs) {
    const subCommands = await resolve(command.subCommands);
    if (subCommands === undefined || name.startsWith('-')) break;
    const next = Object.hasOwn(subCommands, name) ? subCommands[name] : undefined;
    if (next === undefined) throw unknownCommand(name, path, Object.keys(subCommands));
    path.push(name);
    command = (await resolve(next)) as CommandDef;
  }
  const rest = rawArgs.slice(path.length - 1);
  const askedForHelp = asksForHelp(rest);
  const isGroup = command.run === undefined;
  if (!askedForHelp && isGroup && rest.length > 0) {
    throw usage(`Name a command first, then its options: ${path.join(' ')} <command> ${rest[0]}`);
  }
  if (!askedForHelp && !isGroup) {
    const defined = (await resolve(command.args)) ?? {};
    const words = checkOptions(defined, ownPart(command, rest));
    checkWords(words, { command, path, defined });
  }
  return { command, path, wantsHelp: askedForHelp || isGroup, askedForHelp };
}

export function usage(message: string): ModicumError {
  return new ModicumError('usage', message);
}

function asksForHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf('--');
  const options = end === -1 ? rest : rest.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

/** What a command hands on is checked by whoever gets it. */
function ownPart(command: CommandDef, rest: readonly string[]): readonly string[] {
  const isHandedOn = textsOf(command).handsOn !== undefined && rest.includes('--');
  return isHandedOn ? rest.slice(0, rest.indexOf('--')) : rest;
}

interface Extra {
  readonly given: number;
  readonly wanted: number;
  /** The first of the words, as an example of what to do with them. */
  readonly first: string;
}

/** Throws where a word is missing that the command cannot do without, and where there are too many. */
function checkWords(words: readonly string[], { defined, ...found }: Defined): void {
  const positionals = Object.entries(defined).filter(([, { type }]) => type === 'positional');
  const missing = positionals
    .slice(words.length)
    .find(([, { required, ...one }]) => required !== false && one.default === undefined);
  if (missing !== undefined) throw tooFewWords(missing[0], found);
  const [given, wanted] = [words.length, positionals.length];
  if (given > wanted && textsOf(found.command).severalWords !== true)
    throw tooManyWords({ given, wanted, first: words[0] ?? '' }, found);
}

/** Throws for an option that is not known; gives the words that belong to none. */
function checkOptions(defined: ArgsDef, rest: readonly string[]): readonly string[] {
  const names = namesIn(defined);
  const words: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const argument = rest[index] ?? '';
    if (argument === '--') {
      words.push(...rest.slice(index + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') words.push(argument);
    else if (takesNext(argument, names)) index = checkValue(argument, rest, index);
  }
  return words;
}

/** Whether the next argument is this option's value. Throws for an option that does not exist. */
function takesNext(argument: string, names: ReadonlyMap<string, ArgsDef[string]>): boolean {
  if (isLetterWithValue(argument, names)) return false;
  const name = argument.replace(/^--?/, '').replace(/=.*$/s, '');
  const definition =
    names.get(name) ?? (name.startsWith('no-') ? names.get(name.slice(3)) : undefined);
  if (definition === undefined || argument.startsWith('--') !== name.length > 1) {
    throw unknownOption(argument, name, [...names.keys()]);
  }
  return definition.type === 'string' && !argument.includes('=');
}

/** `-n5`, as `tail` and `head` take it. */
function isLetterWithValue(argument: string, names: ReadonlyMap<string, ArgsDef[string]>): boolean {
  const [, letter = ''] = /^-([a-zA-Z])[^-=]/.exec(argument) ?? [];
  return names.get(letter)?.type === 'string';
}

function checkValue(argument: string, rest: readonly string[], index: number): number {
  const value = rest[index + 1];
  if (value === undefined || /^--[a-z]/.test(value)) throw usage(`${argument} needs a value.`);
  return index + 1;
}

/** Every option by its name and by its letter. */
function namesIn(defined: ArgsDef): ReadonlyMap<string, ArgsDef[string]> {
  const options = Object.entries(defined).filter(
    ([, definition]) => definition.type !== 'positional',
  );
  return new Map(
    options.flatMap(([name, definition]) =>
      [name, ...aliasesOf(definition)].map((one) => [one, definition]),
    ),
  );
}

export function aliasesOf(definition: ArgsDef[string]): readonly string[] {
  const alias = 'alias' in definition ? (definition.alias ?? []) : [];
  return typeof alias === 'string' ? [alias] : alias;
}

function unknownCommand(
  name: string,
  path: readonly string[],
  known: readonly string[],
): ModicumError {
  const nearest = nearestName(name, known);
  const hint = nearest === null ? `Known: ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
  return usage(
    `There is no command ${JSON.stringify([...path.slice(1), name].join(' '))}. ${hint}`,
  );
}

function unknownOption(argument: string, name: string, names: readonly string[]): ModicumError {
  const known = names.filter((one) => one.length > 1);
  const nearest = nearestName(name, known);
  const list = known.map((one) => `--${one}`).join(', ');
  const other = known.length === 0 ? 'This command has none.' : `Known: ${list}.`;
  return usage(
    `There is no option ${argument.split('=')[0]} here. ${nearest === null ? other : `Did you mean --${nearest}?`}`,
  );
}

/** The first example shows it in its place. */
function tooFewWords(name: string, { command, path }: Found): ModicumError {
  const [example] = textsOf(command).examples;
  const show = example === undefined ? '' : ` For example: ${example}`;
  return usage(`${path.join(' ')} needs a word more: <${name}>.${show}`);
}

function tooManyWords({ given, wanted, first }: Extra, { command, path }: Found): ModicumError {
  const { handsOn } = textsOf(command);
  if (handsOn !== undefined) {
    const line = path.join(' ');
    const ask = path[1] === 'run' ? ' For one call to a model: modicum ask "…"' : '';
    return usage(`The ${handsOn} comes after two dashes: ${line} -- ${quoted(first)} ….${ask}`);
  }
  if (wanted === 0) return usage('This command takes options only, and a word was given.');
  return usage(
    `One text is expected here, and ${given} words were given. Put quotation marks around it.`,
  );
}

interface Found {
  readonly command: CommandDef;
  readonly path: readonly string[];
}

interface Defined extends Found {
  readonly defined: ArgsDef;
}

function quoted(word: string): string {
  return /\s/.test(word) ? JSON.stringify(word) : word;
}
