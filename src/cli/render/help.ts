import type { ArgsDef, CommandDef } from 'citty';
import { aliasesOf } from '../check-arguments.ts';
import { resolve, textsOf } from '../command.ts';
import { COMMAND_GROUPS } from '../commands/groups.ts';
import { paint, screenWidth } from '../output.ts';
import { renderTable } from './table.ts';
import { wrap } from './wrap.ts';

/** What a command is for, what it takes, and lines to try. */
export async function renderHelp(command: CommandDef, path: readonly string[]): Promise<string> {
  const description = (await resolve(command.meta))?.description ?? '';
  const args = Object.entries((await resolve(command.args)) ?? {});
  const positionals = args.filter(([, definition]) => definition.type === 'positional');
  const options = args.filter(([, definition]) => definition.type !== 'positional');
  const subCommands = await describeAll(command.subCommands);
  const isTop = path.length === 1;
  const { about, handsOn } = textsOf(command);
  const words = [
    ...(subCommands.length > 0 ? ['<command>'] : []),
    ...positionals.map(([name, { required }]) => (required === true ? `<${name}>` : `[${name}]`)),
    ...(options.length > 0 || isTop ? ['[options]'] : []),
    ...(handsOn === undefined ? [] : [`-- <${handsOn}>`]),
  ];
  return [
    description,
    '',
    `${paint('bold', 'usage')}  ${[...path, ...words].join(' ')}`,
    ...(isTop ? grouped(subCommands) : section('commands', subCommands)),
    ...section(
      'arguments',
      positionals.map(([name, { description: text = '' }]) => [name, text]),
    ),
    ...section('options', [...options.map(optionRow), ...(isTop ? GLOBAL_OPTIONS : [])]),
    ...section(
      'examples',
      examplesOf(command).map((example) => [example]),
    ),
    ...(about === undefined ? [] : ['', ...paragraphs(about)]),
    ...(isTop ? ['', `More about one of them: modicum <command> --help`] : []),
  ].join('\n');
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
  return text
    .split('\n')
    .flatMap((line) =>
      wrap(line.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll('`', ''), width),
    );
}

const WIDEST = 90;

async function describeAll(subCommands: CommandDef['subCommands']): Promise<string[][]> {
  const entries = Object.entries((await resolve(subCommands)) ?? {});
  return Promise.all(
    entries.map(async ([name, definition]) => {
      const command = (await resolve(definition)) as CommandDef;
      return [name, (await resolve(command.meta))?.description ?? ''];
    }),
  );
}

function optionRow([name, definition]: [string, ArgsDef[string]]): string[] {
  if (isOnAnyway(definition)) return [`--no-${name}`, definition.negativeDescription ?? ''];
  const letters = aliasesOf(definition)
    .map((alias) => `-${alias}, `)
    .join('');
  const hint = definition.valueHint ?? 'value';
  const value = definition.type === 'string' ? ` <${hint}>` : '';
  return [`${letters}--${name}${value}`, definition.description ?? ''];
}

/** What is so without being asked for is shown by the option that turns it off. */
export function isOnAnyway(
  definition: ArgsDef[string],
): definition is ArgsDef[string] & { negativeDescription?: string } {
  return definition.type === 'boolean' && definition.default === true;
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const painted = rows.map(([first = '', ...rest]) => [`  ${paint('cyan', first)}`, ...rest]);
  const table = renderTable([{ title: '' }, { title: '' }], painted)
    .split('\n')
    .slice(1);
  return ['', paint('bold', title), ...table];
}
