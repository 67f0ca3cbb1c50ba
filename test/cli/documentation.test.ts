import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { describe, expect, it } from 'vitest';
import { aliasesOf, checkArguments } from '../../src/cli/check-arguments.ts';
import { command, resolve } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { EXIT } from '../../src/cli/exit-code.ts';
import { examplesOf } from '../../src/cli/render/help.ts';

const PAGE = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const SECTIONS = PAGE.split(/^## /m).slice(1);

interface Described {
  readonly name: string;
  readonly options: readonly string[];
}

const MAIN = command({ meta: { name: 'modicum' }, subCommands: COMMANDS, examples: [] });
const FOUND = await commandsIn(MAIN, 'modicum');

/** Every command that can be run, with the options it takes. */
async function commandsIn(
  parent: CommandDef,
  path: string,
): Promise<(Described & { command: CommandDef })[]> {
  const found: (Described & { command: CommandDef })[] = [];
  for (const [name, definition] of Object.entries((await resolve(parent.subCommands)) ?? {})) {
    const child = (await resolve(definition)) as CommandDef;
    const options = Object.entries((await resolve(child.args)) ?? {})
      .filter(([, { type }]) => type !== 'positional')
      .map(([option, one]) =>
        [...aliasesOf(one).map((alias) => `-${alias}`), `--${option}`].join(', '),
      );
    const own = { name: `${path} ${name}`, options, command: child };
    found.push(...(child.run === undefined ? await commandsIn(child, own.name) : [own]));
  }
  return found;
}

function optionsOn(section: string): readonly string[] {
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => (row.split('|')[1] ?? '').replaceAll('`', '').trim());
}

function examplesOn(text: string): readonly string[] {
  return [...text.matchAll(/^(?:npx )?(modicum .+)$/gm)].map(
    ([, line = '']) => line.split('#')[0]?.trim() ?? '',
  );
}

/** A line as a shell would cut it: quotation marks and where standard input comes from. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.replace(/ < \S+$/, '').matchAll(/"([^"]*)"|(\S+)/g)];
  return words.slice(1).map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('docs/cli.md', () => {
  const sections = SECTIONS.filter((section) => section.startsWith('`modicum'));
  const told = sections.map((section) => ({
    name: /^`(.+)`/.exec(section)?.[1] ?? '',
    options: optionsOn(section),
  }));

  it('has every command of the code with its options, and no other', () => {
    expect(told).toEqual(FOUND.map(({ name, options }) => ({ name, options })));
    expect(told.length).toBeGreaterThan(8);
  });

  it.each(sections)('has an example under %s', (section) => {
    const name = /^`(.+)`/.exec(section)?.[1] ?? '?';
    expect(examplesOn(section).some((line) => line.startsWith(name))).toBe(true);
  });

  it('has the exit codes of the code', () => {
    const section = SECTIONS.find((one) => one.startsWith('Exit codes')) ?? '';
    expect(optionsOn(section).map(Number)).toEqual(Object.values(EXIT));
  });
});

describe('examples', () => {
  const lines = [
    ...examplesOn(PAGE),
    ...examplesOn(README),
    ...FOUND.flatMap(({ command: one }) => examplesOf(one)),
  ];

  it.each(lines)('%s is a line that is understood', async (line) => {
    const { wantsHelp } = await checkArguments(MAIN, wordsOf(line));
    expect(wantsHelp).toBe(false);
  });

  it.each(FOUND)('$name shows one of its own', ({ name, command: one }) => {
    expect(examplesOf(one).length).toBeGreaterThan(0);
    for (const example of examplesOf(one)) expect(`${example} `.startsWith(`${name} `)).toBe(true);
  });
});

it('is linked from the README', () => {
  expect(README).toContain('(docs/cli.md)');
});
