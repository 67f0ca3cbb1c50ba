import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TASK_TYPES } from '../core/task.ts';
import { TIERS } from '../core/tier.ts';
import { loadCatalog } from './load-catalog.ts';
import { loadPolicy } from './load-policy.ts';
import { SECTIONS } from './policy-schema.ts';

const VALIDATORS = ['answered', 'json', 'json_schema', 'one_of'];
const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const load = (path: string | null) =>
  loadPolicy({
    path,
    environment: { HOME: '/nowhere' },
    catalog: loadCatalog(),
    validators: VALIDATORS,
  });
const { policy, source } = load(null);

/** Rows of the table under a heading, as cells; the two rows of its head left out. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const bare = (cell: string | undefined) => cell?.replaceAll('`', '') ?? '';

/** `tiers.*.models.*` is written `tiers.<n>.models.<n>`. */
const HEADINGS: Readonly<Record<string, string>> = {
  '': 'The file',
  'providers.*': '`providers.<name>`',
  'tiers.*': '`tiers.<n>`',
  'tiers.*.models.*': '`tiers.<n>.models.<n>`',
  'tasks.*': '`tasks.<type>`',
  'rules.*': '`rules.<n>`',
  'rewrite.*': '`rewrite.<n>`',
  'models.*': '`models.<id>`',
  'models.*.price': '`models.<id>.price`',
  'models.*.capabilities': '`models.<id>.capabilities`',
};

describe('docs/configuration.md', () => {
  // A price alone and one of several have the same keys, and one table.
  const sections = Object.keys(SECTIONS).filter((section) => section !== 'models.*.price.*');

  test.each(sections)('lists exactly the keys of "%s"', (section) => {
    const documented = tableUnder(HEADINGS[section] ?? `\`${section}\``).map(([key]) => bare(key));
    expect(documented.toSorted()).toEqual([...(SECTIONS[section] ?? [])].toSorted());
  });

  test('has a section for nothing else', () => {
    const headings = [...page.matchAll(/^## (`.*`)$/gm)].map(([, heading]) => heading);
    const known = sections.map((section) => HEADINGS[section] ?? `\`${section}\``);
    expect(headings.filter((heading) => !known.includes(heading ?? ''))).toEqual([]);
  });

  test.each(['routing', 'routing.complexity', 'limits'])(
    'gives the defaults of "%s"',
    (section) => {
      for (const [key, value] of tableUnder(`\`${section}\``)) {
        if (bare(key) === 'complexity') continue;
        expect(bare(value), bare(key)).toBe(
          String(source.explain(`${section}.${bare(key)}`)?.value),
        );
      }
    },
  );

  test('gives the defaults of every tier', () => {
    for (const [key, ...cells] of tableUnder('`tiers.<n>`')) {
      for (const tier of TIERS) {
        const path = `tiers.${tier}.${bare(key)}`;
        const model = policy.tiers[tier].bindings[0];
        const expected =
          bare(key) === 'models' ? `${model?.provider}/${model?.id}` : source.explain(path)?.value;
        expect(bare(cells[tier]), path).toBe(String(expected));
      }
    }
  });

  test('gives the defaults of every task type', () => {
    const rows = tableUnder('`tasks`').map((cells) => cells.map(bare));
    const expected = TASK_TYPES.map((type) => {
      const { tier, floor, expectedOutputTokens, delivery } = policy.tasks[type];
      return [type, tier, floor, expectedOutputTokens, delivery].map(String);
    });
    expect(rows).toEqual(expected);
  });

  test('names the validators', () => {
    const row = tableUnder('`tasks.<type>`').find(([key]) => bare(key) === 'validate');
    for (const name of VALIDATORS) expect(row?.join()).toContain(`\`${name}\``);
  });

  test('its examples are good policies', () => {
    const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => text ?? '');
    expect(examples).toHaveLength(2);
    for (const text of examples) {
      const whole = text.startsWith('version') ? text : `version: 1\n${text}`;
      expect(withFile(whole, (path) => load(path).warnings)).toEqual([]);
    }
  });

  test('its bad examples give the errors it says', () => {
    const rows = tableUnder('How your file is read').map((cells) => cells.map(bare));
    expect(rows).toHaveLength(2);
    for (const [line, error] of rows) {
      withFile(`version: 1\n${line}`, (path) => {
        expect(() => load(path)).toThrow(`${path}:${error}`);
      });
    }
  });
});

function withFile<Result>(text: string, use: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-page-'));
  const path = join(folder, 'modicum.yaml');
  writeFileSync(path, text);
  try {
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
