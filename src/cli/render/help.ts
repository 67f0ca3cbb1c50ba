import type { ArgsDef, CommandDef } from 'citty';
import { aliasesOf } from '../check-arguments.ts';
import { resolve } from '../command.ts';
import { paint } from '../output.ts';
import { renderTable } from './table.ts';

/** What a command is for, what it takes, and lines to try. */
export async function renderHelp(command: CommandDef, path: readonly string[]): Promise<string> {
  const description = (await resolve(command.meta))?.description ?? '';
  const args = Object.entries((await resolve(command.args)) ?? {});
  const positionals = args.filter(([, definition]) => definition.type === 'positional');
  const options = args.filter(([, definition]) => definition.type !== 'positional');
  const subCommands = await describeAll(command.subCommands);
  const isTop = path.length === 1;
  const words = [
    ...(subCommands.length > 0 ? ['<command>'] : []),
    ...positionals.map(([name, { required }]) => (required === true ? `<${name}>` : `[${name}]`)),
    ...(options.length > 0 || isTop ? ['[options]'] : []),
  ];
  return [
    description,
    '',
    `${paint('bold', 'usage')}  ${[...path, ...words].join(' ')}`,
    ...section('commands', subCommands),
    ...section(
      'arguments',
      positionals.map(([name, { description: text = '' }]) => [name, text]),
    ),
    ...section('options', [...options.map(optionRow), ...(isTop ? GLOBAL_OPTIONS : [])]),
    ...section(
      'examples',
      examplesOf(command).map((example) => [example]),
    ),
    ...(isTop ? ['', `More about one of them: modicum <command> --help`] : []),
  ].join('\n');
}

const GLOBAL_OPTIONS = [
  ['-h, --help', 'help, for any command'],
  ['-v, --version', 'the version'],
  ['--no-color', 'no colour, for any command; so does NO_COLOR=1'],
];

export function examplesOf(command: CommandDef): readonly string[] {
  return 'examples' in command ? (command.examples as readonly string[]) : [];
}

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
  const letters = aliasesOf(definition)
    .map((alias) => `-${alias}, `)
    .join('');
  const hint = definition.valueHint ?? 'value';
  const value = definition.type === 'string' ? ` <${hint}>` : '';
  return [`${letters}--${name}${value}`, definition.description ?? ''];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const painted = rows.map(([first = '', ...rest]) => [`  ${paint('cyan', first)}`, ...rest]);
  const table = renderTable([{ title: '' }, { title: '' }], painted)
    .split('\n')
    .slice(1);
  return ['', paint('bold', title), ...table];
}
