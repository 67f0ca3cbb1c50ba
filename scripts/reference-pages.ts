import {
  commandTree,
  leavesOf,
  type CommandNode,
  type OptionNode,
} from '../src/cli/command-tree.ts';
import { COMMAND_GROUPS } from '../src/cli/commands/groups.ts';
import { usageLine } from '../src/cli/render/help.ts';
import { TOP } from '../src/cli/top.ts';
import { referenceIndex } from './reference-index.ts';

/** The pages of docs/reference by their file names, made from the commands. `npm run docs` writes them, a test compares them. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  const top = await commandTree(TOP);
  const pages = top.subCommands.map((node) => [`${node.name}.md`, page(node)] as const);
  return new Map([['README.md', referenceIndex(listing(top))], ...pages]);
}

/** The commands by what one wants to do, each with its page. */
function listing({ subCommands }: CommandNode): string {
  const groups = Object.entries(COMMAND_GROUPS).map(([title, names]) => {
    const rows = names
      .flatMap((name) => subCommands.filter((node) => node.name === name))
      .flatMap(leavesOf)
      .map((node) => {
        const line = ['modicum', ...node.path].join(' ');
        return `| [\`${line}\`](${node.path[0]}.md${anchorOf(node)}) | ${cell(node.description)} |`;
      });
    return [`### ${title[0]?.toUpperCase()}${title.slice(1)}`, '', ...table('command', rows)].join(
      '\n',
    );
  });
  return groups.join('\n\n');
}

function anchorOf({ path }: CommandNode): string {
  return path.length > 1 ? `#modicum-${path.join('-')}` : '';
}

function page(node: CommandNode): string {
  const sections = leavesOf(node).map((leaf) => section(leaf, leaf === node ? '#' : '##'));
  const head = node.isLeaf ? [] : [`# modicum ${node.name}`, '', sentence(node.description), ''];
  const note = '<!-- Written by `npm run docs` from src/cli/commands. -->';
  return `${[...head, sections.join('\n\n'), '', note].join('\n')}\n`;
}

function section(node: CommandNode, level: string): string {
  const { texts } = node;
  const below = `${level}#`;
  const parts = [
    `${level} modicum ${node.path.join(' ')}`,
    sentence(node.description),
    fenced([usageLine(node)]),
    ...(texts.about === undefined ? [] : [texts.about]),
    ...titled(`${below} Arguments`, wordRows(node)),
    ...titled(`${below} Options`, node.options.map(optionRow), 'option'),
    `${below} Examples`,
    fenced(texts.examples),
    ...(jsonText(node) === null ? [] : [`${below} JSON`, jsonText(node) ?? '']),
    `${below} Exit codes`,
    exitText(node),
  ];
  return parts.join('\n\n');
}

function wordRows({ words, texts }: CommandNode): readonly string[] {
  const own = words.map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`);
  return texts.handsOn === undefined
    ? own
    : [...own, `| \`-- ${texts.handsOn}\` | handed on as it was typed |`];
}

function optionRow({ name, letters, valueHint, description, default: standard }: OptionNode) {
  const spellings = [...letters, `--${name}`].join(', ');
  const value = valueHint === null ? '' : ` <${valueHint}>`;
  const fallback = standard === null ? '' : `; ${standard} if not given`;
  return `| \`${cell(spellings + value)}\` | ${cell(description + fallback)} |`;
}

/** `null`: the command has no `--json`. */
function jsonText({ options, texts }: CommandNode): string | null {
  if (!options.some(({ name }) => name === 'json')) return null;
  return texts.json === undefined ? 'One document.' : sentence(texts.json);
}

function exitText({ texts }: CommandNode): string {
  const own = Object.entries(texts.exits ?? {}).map(([code, text]) => `- \`${code}\`: ${text}`);
  const others = 'The rest is [as everywhere](README.md#exit-codes).';
  return own.length === 0
    ? '[As everywhere](README.md#exit-codes).'
    : [...own, '', others].join('\n');
}

function titled(title: string, rows: readonly string[], first = 'argument'): readonly string[] {
  return rows.length === 0 ? [] : [title, table(first, rows).join('\n')];
}

function table(first: string, rows: readonly string[]): readonly string[] {
  return [`| ${first} | meaning |`, '| --- | --- |', ...rows];
}

function fenced(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

/** A pipe would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
