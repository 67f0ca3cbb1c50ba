import type { CommandDef } from 'citty';
import { commandTree, type CommandNode, type OptionNode } from '../command-tree.ts';
import { textsOf, type CommandTexts } from '../command.ts';
import { COMMAND_GROUPS } from '../commands/groups.ts';
import { paint, screenWidth } from '../output.ts';
import { renderTable } from './table.ts';
import { wrap } from './wrap.ts';

/** What a command is for, what it takes, and lines to try. */
export async function renderHelp(command: CommandDef, path: readonly string[]): Promise<string> {
  const node = await commandTree(command, path.slice(1));
  const isTop = node.path.length === 0;
  const commands = node.subCommands.map(({ name, description }) => [name, description]);
  const { about, examples } = node.texts;
  return [
    node.description,
    '',
    `${paint('bold', 'usage')}  ${usageLine(node)}`,
    ...(isTop ? grouped(commands) : section('commands', commands)),
    ...section(
      'arguments',
      node.words.map(({ name, description }) => [name, description]),
    ),
    ...section('options', [...node.options.map(optionRow), ...(isTop ? GLOBAL_OPTIONS : [])]),
    ...section(
      'examples',
      examples.map((example) => [example]),
    ),
    ...(about === undefined ? [] : ['', ...paragraphs(about)]),
    ...(isTop ? ['', `More about one of them: modicum <command> --help`] : []),
  ].join('\n');
}

/** `modicum run [options] -- <command>` */
export function usageLine({ path, subCommands, words, options, texts }: CommandNode): string {
  return [
    'modicum',
    ...path,
    ...(subCommands.length > 0 ? ['<command>'] : []),
    ...words.map(({ name, isRequired }) => (isRequired ? `<${name}>` : `[${name}]`)),
    ...(texts.severalWords === true ? ['…'] : []),
    ...(options.length > 0 || path.length === 0 ? ['[options]'] : []),
    ...handedOn(texts),
  ].join(' ');
}

/** What one of the examples does without can be left out. */
function handedOn({ handsOn, examples }: CommandTexts): readonly string[] {
  if (handsOn === undefined) return [];
  const isOptional = examples.some((example) => !example.includes(' -- '));
  return [isOptional ? `[-- ${handsOn}]` : `-- <${handsOn}>`];
}

const GLOBAL_OPTIONS = [
  ['-h, --help', 'help, for any command'],
  ['-v, --version', 'the version'],
  ['--no-color', 'no colour, for any command; so does NO_COLOR=1'],
];

export function examplesOf(command: CommandDef): readonly string[] {
  return textsOf(command).examples;
}

/** Groups in one column, so that they read as one list. */
function grouped(rows: readonly (readonly string[])[]): string[] {
  const listed = new Set(Object.values(COMMAND_GROUPS).flat());
  const others = rows.filter(([name = '']) => !listed.has(name));
  const groups = Object.entries(COMMAND_GROUPS).map(([title, names]) => ({
    title,
    rows: names.flatMap((name) => rows.filter(([first]) => first === name)),
  }));
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return [...groups, { title: 'more', rows: others }].flatMap((group) =>
    section(
      group.title,
      group.rows.map(([name = '', ...rest]) => [name.padEnd(width), ...rest]),
    ),
  );
}

/** Long lines are broken where a person looks, and left whole for a program. */
function paragraphs(text: string): readonly string[] {
  const width = Math.min(screenWidth(), WIDEST);
  return text.split('\n').flatMap((line) => wrap(plain(line), width));
}

/** Markdown as a terminal shows it: a page of the docs by its path. */
function plain(line: string): string {
  return line
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, text: string, path: string) => {
      return `${text} (${path.replace('../', 'docs/')})`;
    })
    .replaceAll('`', '');
}

const WIDEST = 90;

function optionRow({ name, letters, valueHint, description }: OptionNode): string[] {
  const spellings = [...letters, `--${name}`].join(', ');
  return [valueHint === null ? spellings : `${spellings} <${valueHint}>`, description];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const painted = rows.map(([first = '', ...rest]) => [`  ${paint('cyan', first)}`, ...rest]);
  const table = renderTable([{ title: '' }, { title: '' }], painted)
    .split('\n')
    .slice(1);
  return ['', paint('bold', title), ...table];
}
