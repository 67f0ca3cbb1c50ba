import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../../src/core/reason.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMITTED = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));
const PACKAGE = JSON.parse(read('package.json')) as PackageFile;

describe('docs/reasons.md', () => {
  const rows = tableRows(read('docs/reasons.md')).filter(([code]) => code?.startsWith('`'));

  it('lists exactly the reasons of the code, once each', () => {
    const listed = rows.map(([code = '']) => code.slice(1, -1)).toSorted();
    expect(listed).toEqual(Object.keys(REASONS).toSorted());
  });

  it.each(Object.entries(REASONS))('tells %s in the words of the code', (code, meaning) => {
    const told = rows.find(([cell]) => cell === `\`${code}\``)?.[1];
    expect(told?.startsWith(meaning)).toBe(true);
  });
});

describe('docs/requirements.md', () => {
  const text = read('docs/requirements.md');
  const rows = tableRows(text).filter(([row]) => /^[RB]\d\d$/.test(row ?? ''));

  it('has the 64 rows, each once and in order', () => {
    const expected = [...numbered('R', 44), ...numbered('B', 20)];
    expect(rows.map(([row]) => row)).toEqual(expected);
  });

  it.each(rows)('%s has a known status, and evidence unless it is not yet begun', (...cells) => {
    const [, requirement, status = '', implemented, tested, command] = cells;
    expect(requirement).not.toBe('');
    expect(status).toMatch(/^(done|partly: .+|not yet)$/);
    const evidence = [implemented, tested, command];
    if (status === 'done') expect(evidence).not.toContain('');
    if (status === 'not yet') expect(evidence).toEqual(['', '', '']);
  });

  it('names only files that exist', () => {
    const named = [...text.matchAll(/`((?:src|test|bench|docs|bin|catalog|examples)\/[^`*\s]+)`/g)];
    expect(
      named.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path))),
    ).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  it('names only files that exist', () => {
    const named = [...read('ARCHITECTURE.md').matchAll(/`([a-z-]+(?:\/[a-z-]+)*\.ts)`/g)];
    const files = named.map(([, path = '']) => path);
    expect(files.length).toBeGreaterThan(5);
    const places = ['', 'src'];
    expect(
      files.filter((path) => !places.some((place) => existsSync(join(ROOT, place, path)))),
    ).toEqual([]);
  });
});

describe('docs/decisions', () => {
  const pages = readdirSync(join(ROOT, 'docs/decisions')).filter((name) => /^\d{4}-/.test(name));

  it('lists every page in its README, and no other', () => {
    const linked = [...read('docs/decisions/README.md').matchAll(/\((\d{4}-[a-z0-9-]+\.md)\)/g)];
    expect(linked.map(([, page]) => page)).toEqual(pages.toSorted());
  });

  it.each(pages)('%s has context, options, choice and consequences', (page) => {
    const headings = [...read(`docs/decisions/${page}`).matchAll(/^## (.+)$/gm)].map(
      ([, title]) => title,
    );
    expect(headings).toEqual(['Context', 'Options', 'Choice', 'Consequences']);
    expect(read(`docs/decisions/${page}`)).toMatch(new RegExp(`^# ${page.slice(0, 4)} `));
  });

  it.each(Object.keys(PACKAGE.dependencies))('has a page for the dependency %s', (name) => {
    expect(pages.filter((page) => page.includes(`-${name}`))).toHaveLength(1);
  });
});

describe('package.json and the lockfile', () => {
  it('ask for exact versions', () => {
    const { dependencies, devDependencies, optionalDependencies } = PACKAGE;
    const versions = Object.values({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    });
    expect(versions.length).toBeGreaterThan(10);
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('name no registry', () => {
    const lock = JSON.parse(read('package-lock.json')) as LockFile;
    const packages = Object.values(lock.packages);
    expect(packages.length).toBeGreaterThan(50);
    expect(packages.filter((each) => each.resolved !== undefined)).toEqual([]);
    expect(read('.npmrc')).not.toMatch(/registry|https?:/);
  });

  it('run no install script', () => {
    const lock = JSON.parse(read('package-lock.json')) as LockFile;
    expect(Object.values(lock.packages).filter((each) => each.hasInstallScript)).toEqual([]);
    expect(read('.npmrc')).toContain('strict-allow-scripts=true');
  });
});

describe('what is committed', () => {
  const texts = COMMITTED.filter((path) => !/\.(png|ico|bin|woff2|gz)$/.test(path));

  it('names no folder of the machine it was written on', () => {
    expect(texts.length).toBeGreaterThan(50);
    const folders = foldersOfThisMachine();
    expect(texts.filter((path) => folders.some((folder) => folder.test(read(path))))).toEqual([]);
  });

  const pages = texts.filter((path) => path.endsWith('.md'));
  it.each(pages)('%s links only to files that exist', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => link,
    );
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(local.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });
});

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, { resolved?: string; hasInstallScript?: boolean }>>;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Cells of every table row of a page, headings and rules included. */
function tableRows(markdown: string): readonly (readonly string[])[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function numbered(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => letter + String(index + 1).padStart(2, '0'));
}

/**
 * The checkout, the folder around it and the home folder, where those are this machine's own. Folders
 * that every machine has are left out: pages and tests may speak of them.
 */
function foldersOfThisMachine(): readonly RegExp[] {
  const checkout = ROOT.replace(/\/$/, '');
  const everywhere = [
    '/',
    '/root',
    '/tmp',
    '/home',
    '/Users',
    '/var',
    '/opt',
    '/src',
    '/app',
    '/repo',
  ];
  return [checkout, dirname(checkout), homedir()]
    .filter((folder) => !everywhere.includes(folder))
    .map((folder) => new RegExp(`(?<![\\w~.-])${folder.replace(/[^\w/]/g, '\\$&')}/`));
}
