import packageFile from '../../package.json' with { type: 'json' };
import type { Import, SourceFile } from './source-file.ts';

/** One rule of the house. `violations` says which file breaks it and how, one sentence each. */
export interface Rule {
  readonly name: string;
  violations(files: readonly SourceFile[]): readonly string[];
}

const PURE_ROOMS = ['core', 'wire', 'classify', 'validate'];
const BELOW_SHELLS = [...PURE_ROOMS, 'convert', 'provider', 'ledger', 'config', 'catalog'];
const BELOW_ROOTS = [...BELOW_SHELLS, 'gateway', 'batch', 'insight', 'integrate', 'testing'];

/**
 * What each room may import besides itself: rooms, or single files where only an interface is meant.
 * A room that is not listed here has no place in the house yet.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  wire: ['core'],
  classify: ['core'],
  validate: ['core'],
  provider: ['core', 'wire'],
  ledger: ['core'],
  config: ['core', 'catalog'],
  convert: ['core'],
  gateway: BELOW_SHELLS,
  batch: BELOW_SHELLS,
  insight: BELOW_SHELLS,
  integrate: BELOW_SHELLS,
  testing: ['core', 'wire', 'src/ledger/ledger.ts', 'src/provider/provider.ts'],
  modicum: BELOW_ROOTS,
  index: [...BELOW_ROOTS, 'modicum'],
  cli: [...BELOW_ROOTS, 'modicum', 'index', 'package.json'],
};

/** Packages and Node modules with one home: whoever else needs them asks that room. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  undici: ['provider'],
  citty: ['cli'],
  yaml: ['config', 'convert'],
  zod: ['config'],
  'node:sqlite': ['ledger'],
};

const CONCRETE_ADAPTERS = [
  'src/ledger/sqlite-ledger.ts',
  'src/provider/upstream-client.ts',
  'src/config/load-policy.ts',
];
const COMPOSITION_ROOTS = ['modicum', 'cli'];

/** The clock, chance, the network, the disk, the environment and the console, by the names they have. */
const IMPURE_NAMES = [
  'process',
  'console',
  'Buffer',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'crypto',
  'globalThis',
  'navigator',
  'Date.now',
  'new Date()',
  'Math.random',
];

const rooms: Rule = {
  name: 'a room imports only what is below it',
  violations: (files) =>
    eachImport(inSrc(files), (file, { target }) => {
      if (target === null) return null;
      const allowed = MAY_IMPORT[file.room];
      if (!allowed) return `${file.path} is in a room that the house does not know: ${file.room}`;
      const room = roomOfTarget(target);
      if (room === file.room || allowed.includes(room) || allowed.includes(target)) return null;
      return `${file.path} imports ${target}: ${file.room} may import ${allowed.join(', ') || 'nothing'}`;
    }),
};

const packages: Rule = {
  name: 'pure rooms import no package, and each package has one home',
  violations: (files) =>
    eachImport(inSrc(files), (file, { specifier, target }) => {
      if (target !== null || specifier === null) return null;
      if (PURE_ROOMS.includes(file.room)) return `${file.path} imports ${specifier}, and is pure`;
      const homes = HOMES[specifier];
      if (!homes || homes.includes(file.room)) return null;
      return `${file.path} imports ${specifier}, whose home is ${homes.join(' and ')}`;
    }),
};

/** A dynamic import may miss at run time and say so; any other would break the published package. */
const published: Rule = {
  name: 'only runtime dependencies are imported outright',
  violations: (files) =>
    eachImport(inSrc(files), (file, { specifier, target, kind }) => {
      if (target !== null || specifier === null || specifier.startsWith('node:')) return null;
      if (kind === 'dynamic' || specifier in packageFile.dependencies) return null;
      return `${file.path} imports ${specifier}, which is not installed with the package`;
    }),
};

const concreteAdapters: Rule = {
  name: 'only the composition roots choose concrete adapters',
  violations: (files) =>
    eachImport(inSrc(files), (file, { target }) => {
      if (target === null || !CONCRETE_ADAPTERS.includes(target)) return null;
      if (COMPOSITION_ROOTS.includes(file.room) || file.room === roomOfTarget(target)) return null;
      return `${file.path} imports ${target}: take the interface as an argument instead`;
    }),
};

const purity: Rule = {
  name: 'pure rooms name no clock, chance, network, disk, environment or console',
  violations: (files) =>
    files
      .filter((file) => PURE_ROOMS.includes(file.room))
      .flatMap((file) =>
        IMPURE_NAMES.filter((name) => file.names.has(name)).map(
          (name) => `${file.path} names ${name}`,
        ),
      ),
};

const readable: Rule = {
  name: 'every import can be read',
  violations: (files) =>
    eachImport(inSrc(files), (file, { specifier }) =>
      specifier === null ? `${file.path} computes what it imports, so nobody can check it` : null,
    ),
};

const noCycles: Rule = {
  name: 'imports never circle, types included',
  violations: (files) => cyclesIn(files).map((cycle) => `a circle: ${cycle.join(' → ')}`),
};

const dashboard: Rule = {
  name: 'the dashboard knows the gateway by the types of its API alone',
  violations: (files) =>
    eachImport(
      files.filter((file) => file.room === 'dashboard'),
      (file, { target, kind }) => {
        if (!target?.startsWith('src/')) return null;
        if (target === 'src/gateway/api.ts' && kind === 'type') return null;
        return `${file.path} imports ${target}: only types, only from src/gateway/api.ts`;
      },
    ),
};

export const RULES: readonly Rule[] = [
  rooms,
  packages,
  published,
  concreteAdapters,
  purity,
  readable,
  noCycles,
  dashboard,
];

function inSrc(files: readonly SourceFile[]): readonly SourceFile[] {
  return files.filter((file) => file.path.startsWith('src/'));
}

function eachImport(
  files: readonly SourceFile[],
  complaint: (file: SourceFile, found: Import) => string | null,
): readonly string[] {
  return files.flatMap((file) =>
    file.imports.map((found) => complaint(file, found)).filter((text) => text !== null),
  );
}

function roomOfTarget(target: string): string {
  const [first = '', second = ''] = target.split('/');
  return first === 'src' ? second.replace(/\.ts$/, '') : first;
}

/** Each circle once, from the file at which it was noticed back to that file. */
function cyclesIn(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const cycles: (readonly string[])[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const since = trail.indexOf(path);
    if (since >= 0) cycles.push([...trail.slice(since), path]);
    const file = byPath.get(path);
    if (since >= 0 || finished.has(path) || !file) return;
    for (const { target } of file.imports) {
      if (target !== null) walk(target, [...trail, path]);
    }
    finished.add(path);
  };
  for (const file of files) walk(file.path, []);
  return cycles;
}
