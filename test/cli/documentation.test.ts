import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../src/cli/check-arguments.ts';
import { commandTree, leavesOf } from '../../src/cli/command-tree.ts';
import { COMMAND_GROUPS } from '../../src/cli/commands/groups.ts';
import { EXIT } from '../../src/cli/exit-code.ts';
import { TOP } from '../../src/cli/top.ts';
import { referencePages } from '../../scripts/reference-pages.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const TREE = await commandTree(TOP);
const LEAVES = leavesOf(TREE);
const PAGES = await referencePages();

function examplesOn(text: string): readonly string[] {
  return [...text.matchAll(/^(?:npx )?(modicum .+)$/gm)].map(
    ([, line = '']) => line.split('#')[0]?.trim() ?? '',
  );
}

/** A line as a shell would cut it: quotation marks, and where its streams lead. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.replace(/ (<|>>?) \S+$/, '').matchAll(/"([^"]*)"|(\S+)/g)];
  return words.slice(1).map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('the reference', () => {
  it('has a page for every command, with its options and the codes it explains', () => {
    for (const { path, options, texts } of LEAVES) {
      const page = PAGES.get(`${path[0]}.md`) ?? '';
      expect(page).toContain(`# modicum ${path.join(' ')}\n`);
      for (const { name } of options) expect(page).toContain(`--${name}`);
      for (const code of Object.keys(texts.exits ?? {})) expect(page).toContain(`- \`${code}\`: `);
    }
    expect(LEAVES.length).toBeGreaterThan(12);
  });

  it('lists every command once, under what one wants to do', () => {
    const grouped = Object.values(COMMAND_GROUPS).flat();
    expect(grouped.toSorted()).toEqual(TREE.subCommands.map(({ name }) => name).toSorted());
    const index = PAGES.get('README.md') ?? '';
    for (const { path } of LEAVES) expect(index).toContain(`[\`modicum ${path.join(' ')}\`]`);
  });

  it('has the exit codes of the code', () => {
    const index = PAGES.get('README.md') ?? '';
    const section = index.split('## Exit codes')[1]?.split('\n## ')[0] ?? '';
    const codes = [...section.matchAll(/^\| `(\d+)`/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });

  it('is linked from the README', () => {
    expect(README).toContain('(docs/reference/README.md)');
  });
});

describe('examples', () => {
  const lines = [...examplesOn(README), ...LEAVES.flatMap(({ texts }) => texts.examples)];

  it.each(lines)('%s is a line that is understood', async (line) => {
    const { wantsHelp } = await checkArguments(TOP, wordsOf(line));
    expect(wantsHelp).toBe(false);
  });

  it.each(LEAVES)('$path shows one of its own', ({ path, texts: { examples } }) => {
    const name = `modicum ${path.join(' ')}`;
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(`${example} `.startsWith(`${name} `)).toBe(true);
  });
});

describe('what a command says of itself', () => {
  it.each(LEAVES)(
    '$path: a short description without a full stop, options that all say something',
    (leaf) => {
      expect(leaf.description).toMatch(/^[A-Z].{9,90}[^.]$/);
      for (const { description } of [...leaf.options, ...leaf.words]) {
        expect(description).toMatch(/^[^A-Z\s].{3,100}[^.]$|^[A-Z]{2}.{3,100}[^.]$/);
      }
    },
  );

  it.each(LEAVES)('$path: what its JSON holds, where it has --json', ({ options, texts }) => {
    expect(texts.json !== undefined).toBe(options.some(({ name }) => name === 'json'));
  });
});
