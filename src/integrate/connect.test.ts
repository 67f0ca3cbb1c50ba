import fc from 'fast-check';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openChangeJournal, type Scope, type TargetName } from './change-journal.ts';
import { applyConnect, planConnect } from './connect.ts';
import { settingsFiles } from './claude-code-files.ts';
import { winnersOverLaunch } from './claude-code-target.ts';
import type { Connection, Place } from './target.ts';
import { TARGETS } from './targets.ts';
import { applyUndo, planUndos } from './undo.ts';

const URL = 'http://127.0.0.1:4141';
const PLAIN: Connection = { url: URL, credential: 'modicum', clientKey: null };
const CLIENT_KEY = 'a-client-key-of-32-characters-000';

interface World {
  readonly home: string;
  readonly project: string;
  readonly place: Place;
  path(target: TargetName, scope: Scope): string;
  connect(target: TargetName, scope: Scope, options?: ConnectOptions): string;
  /** Looked at, and not written yet. */
  planned(target: TargetName, scope: Scope): Planned;
  /** The same for taking back what is connected first. */
  plannedUndo(): Planned;
  /** Takes back everything, newest first. */
  undoAll(): readonly string[];
  changes(): number;
}

interface Planned {
  readonly plan: object | undefined;
  readonly apply: () => void;
}

interface ConnectOptions {
  readonly connection?: Connection;
  readonly force?: boolean;
}

function newWorld(environment: Readonly<Record<string, string>> = {}): World {
  const root = mkdtempSync(join(tmpdir(), 'modicum-integrate-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return worldIn(root, environment);
}

let moment = Date.UTC(2026, 10, 20);

function worldIn(root: string, environment: Readonly<Record<string, string>> = {}): World {
  const home = join(root, 'home');
  const project = join(root, 'project');
  for (const folder of [home, project]) mkdirSync(folder, { recursive: true });
  const place: Place = {
    environment: { HOME: home, SHELL: '/bin/zsh', ...environment },
    platform: 'linux',
    folder: project,
  };
  const journal = openChangeJournal(join(root, 'state'));
  const planned: World['planned'] = (name, scope) => {
    const request = { target: TARGETS[name], scope, place, connection: PLAIN, journal };
    const plan = planConnect({ ...request, force: false });
    return { plan, apply: () => applyConnect(plan, journal, moment++) };
  };
  return {
    planned,
    plannedUndo() {
      planned('claude-code', 'user').apply();
      const [plan] = planUndos(journal.list());
      return { plan, apply: () => plan && applyUndo(plan, journal) };
    },
    home,
    project,
    place,
    path: (target, scope) => TARGETS[target].path(scope, place),
    connect(target, scope, { connection = PLAIN, force = false } = {}) {
      const request = { target: TARGETS[target], scope, place, connection, journal, force };
      const plan = planConnect(request);
      if (plan.isDone) return 'done already';
      applyConnect(plan, journal, moment++);
      return 'written';
    },
    undoAll() {
      const plans = planUndos(journal.list().toReversed());
      for (const plan of plans) applyUndo(plan, journal);
      return plans.map(({ kind }) => kind);
    },
    changes: () => journal.list().length,
  };
}

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const read = (path: string) => readFileSync(path, 'utf8');

const PLACES: readonly (readonly [TargetName, Scope])[] = [
  ['claude-code', 'user'],
  ['claude-code', 'project'],
  ['sdk', 'user'],
  ['sdk', 'project'],
];

describe.each(PLACES)('%s in the %s scope', (target, scope) => {
  it('makes the file that is missing, for its owner alone, and leaves nothing when undone', () => {
    const world = newWorld();
    world.connect(target, scope);
    expect(read(world.path(target, scope))).toContain(URL);
    expect(statSync(world.path(target, scope)).mode & 0o777).toBe(0o600);
    expect(world.undoAll()).toEqual(['remove']);
    expect([readdirSync(world.home), readdirSync(world.project)]).toEqual([[], []]);
  });

  it('changes nothing the second time', () => {
    const world = newWorld();
    world.connect(target, scope);
    const first = read(world.path(target, scope));
    expect(world.connect(target, scope)).toBe('done already');
    expect(read(world.path(target, scope))).toBe(first);
    expect(world.changes()).toBe(1);
  });

  it('moves to another address of its own without force, and undoes one after the other', () => {
    const world = newWorld();
    world.connect(target, scope);
    const first = read(world.path(target, scope));
    world.connect(target, scope, { connection: { ...PLAIN, url: 'http://127.0.0.1:8080' } });
    expect(read(world.path(target, scope))).toContain('8080');
    expect(read(world.path(target, scope))).not.toContain('4141');
    expect(first).toContain('4141');
    expect(world.undoAll()).toEqual(['restore', 'remove']);
    expect(existsSync(world.path(target, scope))).toBe(false);
  });

  it('refuses a folder, a read-only file and one that is too large, and writes nothing', () => {
    for (const [make, problem] of [
      [(path: string) => mkdirSync(path, { recursive: true }), 'is a folder'],
      [(path: string) => (put(path, '{}'), chmodSync(path, 0o444)), 'is read-only'],
      [(path: string) => put(path, ' '.repeat(1024 * 1024 + 1)), 'is larger than 1 MB'],
    ] as const) {
      const world = newWorld();
      make(world.path(target, scope));
      expect(() => world.connect(target, scope)).toThrow(problem);
      expect(world.changes()).toBe(0);
    }
  });

  it('writes behind a link and keeps the link and the mode', () => {
    const world = newWorld();
    const real = join(world.home, 'dotfiles', 'real');
    put(real, target === 'sdk' ? 'A=1\n' : '{"a": 1}\n');
    chmodSync(real, 0o640);
    const path = world.path(target, scope);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(real, path);
    const before = readFileSync(real);
    world.connect(target, scope);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(read(real)).toContain(URL);
    expect(world.undoAll()).toEqual(['restore']);
    expect(readFileSync(real)).toEqual(before);
  });

  it('refuses a link that leads nowhere', () => {
    const world = newWorld();
    const path = world.path(target, scope);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(world.home, 'gone'), path);
    expect(() => world.connect(target, scope)).toThrow('is a link that leads nowhere');
  });

  it('has nothing to undo in a file that is gone, or was put right by hand', () => {
    const world = newWorld();
    world.connect(target, scope);
    rmSync(world.path(target, scope));
    expect(world.undoAll()).toEqual(['nothing']);
    expect([readdirSync(world.home), readdirSync(world.project)]).toEqual([[], []]);
  });
});

describe('another address that is there', () => {
  const cases = [
    ['claude-code', 'user', '{"env": {"ANTHROPIC_BASE_URL": "https://a:b@proxy.test/x"}}'],
    ['sdk', 'project', 'ANTHROPIC_BASE_URL=https://proxy.test\n'],
    ['sdk', 'project', 'export OPENAI_BASE_URL="https://proxy.test"\n'],
    ['sdk', 'user', 'set -gx ANTHROPIC_BASE_URL https://proxy.test\n'],
  ] as const;

  it.each(cases)('%s, %s: %s is replaced only by force, and comes back', (target, scope, text) => {
    const world = newWorld();
    put(world.path(target, scope), text);
    expect(() => world.connect(target, scope)).toThrow(/is https:\/\/proxy\.test\. Nothing/);
    expect(read(world.path(target, scope))).toBe(text);
    world.connect(target, scope, { force: true });
    expect(read(world.path(target, scope))).toContain(URL);
    world.undoAll();
    expect(read(world.path(target, scope))).toBe(text);
  });

  it('comes back also when the file was changed since', () => {
    const world = newWorld();
    const path = world.path('claude-code', 'user');
    put(path, '{"env": {"ANTHROPIC_BASE_URL": "https://proxy.test"}}');
    world.connect('claude-code', 'user', { force: true });
    put(path, read(path).replace('{"env"', '{"theirs": true, "env"'));
    expect(world.undoAll()).toEqual(['edit']);
    expect(JSON.parse(read(path))).toEqual({
      theirs: true,
      env: { ANTHROPIC_BASE_URL: 'https://proxy.test' },
    });
  });
});

describe('a variable that has another value by now', () => {
  it('is theirs, and stays', () => {
    const world = newWorld();
    const path = world.path('claude-code', 'user');
    put(path, '{"theme": "dark"}');
    world.connect('claude-code', 'user');
    put(path, read(path).replace(URL, 'https://theirs.test'));
    expect(world.undoAll()).toEqual(['edit']);
    expect(JSON.parse(read(path))).toEqual({
      theme: 'dark',
      env: { ANTHROPIC_BASE_URL: 'https://theirs.test' },
    });
  });
});

describe('a file that changes while it is looked at', () => {
  it.each(['connect', 'undo'])('is not overwritten by %s, which leaves no trace', (verb) => {
    const world = newWorld();
    const path = world.path('claude-code', 'user');
    put(path, '{}');
    const { plan, apply } =
      verb === 'connect' ? world.planned('claude-code', 'user') : world.plannedUndo();
    expect(plan).toBeDefined();
    const changes = world.changes();
    put(path, '{"theirs": 1}');
    expect(apply).toThrow('was changed by another program just now');
    expect(read(path)).toBe('{"theirs": 1}');
    expect(world.changes()).toBe(changes);
    expect(readdirSync(dirname(path))).toEqual(['settings.json']);
  });
});

describe('what Claude Code is given', () => {
  const envAfter = (connection: Connection, before = '{}') => {
    const world = newWorld();
    const path = world.path('claude-code', 'user');
    put(path, before);
    chmodSync(path, 0o600);
    world.connect('claude-code', 'user', { connection });
    return (JSON.parse(read(path)) as { env: Record<string, string> }).env;
  };

  it('holds a token only where Modicum pays', () => {
    expect(envAfter(PLAIN)).toEqual({
      ANTHROPIC_BASE_URL: URL,
      CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1',
      ANTHROPIC_AUTH_TOKEN: 'modicum',
    });
    for (const credential of ['client', 'none'] as const) {
      expect(envAfter({ ...PLAIN, credential })).not.toHaveProperty('ANTHROPIC_AUTH_TOKEN');
    }
    const keyed = { ...PLAIN, clientKey: CLIENT_KEY };
    expect(envAfter(keyed)['ANTHROPIC_AUTH_TOKEN']).toBe(CLIENT_KEY);
    const both = envAfter({ ...keyed, credential: 'client' });
    expect(both['ANTHROPIC_CUSTOM_HEADERS']).toBe(`x-modicum-key: ${CLIENT_KEY}`);
    expect(both).not.toHaveProperty('ANTHROPIC_AUTH_TOKEN');
  });

  it('keeps a token and a wish about discovery that are there', () => {
    const theirs = {
      ANTHROPIC_AUTH_TOKEN: 'theirs',
      CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '0',
    };
    expect(envAfter(PLAIN, JSON.stringify({ env: theirs }))).toEqual({
      ...theirs,
      ANTHROPIC_BASE_URL: URL,
    });
  });

  it('puts no client key into a file that others can read, nor into the record', () => {
    const world = newWorld();
    const path = world.path('claude-code', 'user');
    put(path, '{}');
    chmodSync(path, 0o644);
    const connection = { ...PLAIN, clientKey: CLIENT_KEY };
    expect(() => world.connect('claude-code', 'user', { connection })).toThrow('chmod go-rwx');
    chmodSync(path, 0o600);
    world.connect('claude-code', 'user', { connection });
    const changes = join(world.home, '..', 'state', 'changes');
    for (const name of readdirSync(changes)) {
      expect(read(join(changes, name))).not.toContain(CLIENT_KEY);
      expect(statSync(join(changes, name)).mode & 0o777).toBe(0o600);
    }
  });
});

describe('settings that go before', () => {
  it('are named: the project over the user, another cloud over any gateway', () => {
    const world = newWorld({ CLAUDE_CODE_USE_BEDROCK: '1' });
    put(
      join(world.project, '.claude', 'settings.json'),
      '{"env":{"ANTHROPIC_BASE_URL":"https://u:secret@proxy.test/path"}}',
    );
    const winners = TARGETS['claude-code'].winners('user', world.place, PLAIN);
    expect(winners.join('\n')).toContain(
      'settings.json sets ANTHROPIC_BASE_URL to https://proxy.test,',
    );
    expect(winners.join('\n')).toContain('CLAUDE_CODE_USE_BEDROCK is set in the environment');
    expect(winners.join('\n')).not.toContain('secret');
    expect(TARGETS['claude-code'].winners('project', world.place, PLAIN)).toHaveLength(1);
  });

  it('of an administrator go before everything', () => {
    const world = newWorld();
    const place = {
      ...world.place,
      platform: 'win32',
      environment: { ...world.place.environment, ProgramFiles: world.home },
    };
    put(
      join(world.home, 'ClaudeCode', 'managed-settings.json'),
      '{"env":{"ANTHROPIC_BASE_URL":"https://company.test","CLAUDE_CODE_USE_VERTEX":"true"}}',
    );
    const said = winnersOverLaunch(place, PLAIN);
    expect(said).toHaveLength(2);
    expect(said.join('\n')).toMatch(
      /managed-settings\.json sets ANTHROPIC_BASE_URL to https:\/\/company/,
    );
    expect(said.join('\n')).toContain('CLAUDE_CODE_USE_VERTEX is set in');
    for (const scope of ['user', 'project'] as const) {
      expect(TARGETS['claude-code'].winners(scope, place, PLAIN)).toEqual(said);
    }
    expect(winnersOverLaunch(world.place, PLAIN)).toEqual([]);
  });

  it('are looked for in the usual place of each system', () => {
    const paths = ['linux', 'darwin', 'win32'].map((platform) => {
      const place = { environment: { HOME: '/h' }, platform, folder: '/p' };
      return settingsFiles(place).map(({ path }) => path);
    });
    expect(paths[0]).toEqual([
      '/h/.claude/settings.json',
      '/p/.claude/settings.json',
      '/p/.claude/settings.local.json',
      '/etc/claude-code/managed-settings.json',
    ]);
    expect(paths[1]?.at(-1)).toBe('/Library/Application Support/ClaudeCode/managed-settings.json');
    expect(paths[2]?.at(-1)).toContain('ClaudeCode');
  });

  it('of the user are where CLAUDE_CONFIG_DIR says', () => {
    const world = newWorld({ CLAUDE_CONFIG_DIR: '/elsewhere' });
    expect(world.path('claude-code', 'user')).toBe('/elsewhere/settings.json');
  });
});

describe('profiles', () => {
  it.each([
    [{ SHELL: '/bin/zsh' }, '.zshrc', 'export ANTHROPIC_BASE_URL="http://127.0.0.1:4141"'],
    [{ SHELL: '/usr/bin/bash' }, '.bashrc', 'export OPENAI_BASE_URL="http://127.0.0.1:4141/v1"'],
    [{ SHELL: '/bin/dash' }, '.profile', 'export OPENAI_BASE_URL='],
    [{ SHELL: '/usr/bin/fish' }, '.config/fish/conf.d/modicum.fish', 'set -gx OPENAI_BASE_URL "'],
  ])('%o: %s', (environment, name, line) => {
    const world = newWorld(environment);
    world.connect('sdk', 'user');
    expect(read(join(world.home, name))).toContain(line);
    world.undoAll();
    expect(readdirSync(world.home)).toEqual([]);
  });
});

describe('a block that was taken apart', () => {
  it.each([
    ['# >>> modicum >>>\n', 'without its other half'],
    ['# <<< modicum <<<\n# >>> modicum >>>\n', 'without its other half, or more than once'],
    ['A\0B', 'is not a text file'],
  ])('%j is left alone, with the reason', (text, reason) => {
    const world = newWorld();
    put(world.path('sdk', 'project'), text);
    expect(() => world.connect('sdk', 'project')).toThrow(reason);
    put(world.path('sdk', 'project'), '');
    world.connect('sdk', 'project');
    put(world.path('sdk', 'project'), text);
    expect(() => world.undoAll()).toThrow(reason);
    expect(read(world.path('sdk', 'project'))).toBe(text);
    expect(world.changes()).toBe(1);
  });

  it('keeps lines that were written between the marks', () => {
    const world = newWorld();
    const path = world.path('sdk', 'project');
    world.connect('sdk', 'project');
    put(path, read(path).replace('# <<<', 'THEIRS=1\n# <<<'));
    expect(world.undoAll()).toEqual(['edit']);
    expect(read(path)).toBe('THEIRS=1\n');
  });
});

describe('settings that cannot be read', () => {
  it.each([
    ['{"a": 1,}', 'is not valid JSON at line 1, column 9'],
    ['{\n// hello\n}', 'is not valid JSON at line 2, column 1'],
    ['[]', 'is not a JSON object'],
    ['{"env": []}', 'has an "env" that is no object'],
    ['{"env": {}, "env": {}}', 'has "env" twice'],
    ['{"env": {"A": "1", "\\u0041": "2"}}', 'has "A" in its "env" twice'],
  ])('%s', (text, problem) => {
    const world = newWorld();
    const path = world.path('claude-code', 'user');
    put(path, text);
    expect(() => world.connect('claude-code', 'user')).toThrow(problem);
    expect(read(path)).toBe(text);
    rmSync(path);
    world.connect('claude-code', 'user');
    put(path, text);
    expect(() => world.undoAll()).toThrow(problem);
  });
});

describe('an address that is no text', () => {
  it('is somebody’s too, and gives way only to force', () => {
    const world = newWorld();
    const path = world.path('claude-code', 'user');
    put(path, '{"env": {"ANTHROPIC_BASE_URL": 8080}}');
    expect(() => world.connect('claude-code', 'user')).toThrow('add --force');
    world.connect('claude-code', 'user', { force: true });
    expect(world.undoAll()).toEqual(['restore']);
    expect(read(path)).toBe('{"env": {"ANTHROPIC_BASE_URL": 8080}}');
  });
});

/** JSON has no -0: what is read back is what was written. */
function written(maxDepth: number): fc.Arbitrary<unknown> {
  return fc.jsonValue({ maxDepth }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
}

/** JSON objects in any formatting: indentation, line ends, byte order mark, spaces around. */
const settingsText = fc
  .record({
    json: fc.dictionary(fc.string(), written(2), { maxKeys: 4 }),
    env: fc.option(fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 })),
    indent: fc.constantFrom(undefined, 1, 2, 4, '\t'),
    crlf: fc.boolean(),
    mark: fc.boolean(),
    around: fc.constantFrom('', '\n', ' ', '\n\n'),
  })
  .map(({ json, env, indent, crlf, mark, around }) => {
    const { env: _taken, ...rest } = json;
    const value = env === null ? rest : { ...rest, env };
    const text = around + JSON.stringify(value, null, indent) + around;
    return (mark ? '\uFEFF' : '') + (crlf ? text.replaceAll('\n', '\r\n') : text);
  });

const blockText = fc
  .array(fc.constantFrom('A=1', '# comment', '', 'export B="two"', 'naïve=é', '\\'), {
    maxLength: 6,
  })
  .chain((lines) =>
    fc
      .record({ newline: fc.constantFrom('\n', '\r\n'), tail: fc.boolean() })
      .map(({ newline, tail }) => lines.join(newline) + (tail ? newline : '')),
  );

function withRoot(check: (world: World) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'modicum-integrate-'));
  try {
    check(worldIn(root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

describe('always', () => {
  it('connecting and leaving gives back every byte, and in between the settings say what they said', () => {
    fc.assert(
      fc.property(settingsText, (text) =>
        withRoot((world) => {
          const path = world.path('claude-code', 'project');
          put(path, text);
          world.connect('claude-code', 'project');
          const before = parse(text);
          const after = parse(read(path));
          expect(after).toEqual({ ...before, env: { ...before['env'], ...after['env'] } });
          expect(after['env']).toMatchObject({ ANTHROPIC_BASE_URL: URL });
          expect(read(path).startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
          world.undoAll();
          expect(readFileSync(path).equals(Buffer.from(text))).toBe(true);
        }),
      ),
      { numRuns: 150 },
    );
  });

  it('what is written goes in at one place, and every byte around it stays', () => {
    fc.assert(
      fc.property(settingsText, (text) =>
        withRoot((world) => {
          const path = world.path('claude-code', 'project');
          put(path, text);
          world.connect('claude-code', 'project');
          const [before, after] = [Buffer.from(text), readFileSync(path)];
          const at = before.findIndex((byte, index) => byte !== after[index]);
          const tail = before.subarray(at);
          expect(after.subarray(after.length - tail.length)).toEqual(tail);
          expect(lineEnds(after.toString())).toEqual(lineEnds(text) ?? lineEnds(after.toString()));
        }),
      ),
      { numRuns: 150 },
    );
  });

  it('what someone else wrote since stays, and ours goes', () => {
    const edit = fc.record({
      key: fc.string({ minLength: 1 }),
      value: written(1),
    });
    fc.assert(
      fc.property(
        settingsText,
        edit,
        fc.constantFrom(undefined, 2),
        (text, { key, value }, indent) =>
          withRoot((world) => {
            fc.pre(key !== 'env' && key !== '__proto__');
            const path = world.path('claude-code', 'project');
            put(path, text);
            world.connect('claude-code', 'project');
            put(
              path,
              JSON.stringify({ ...parse(read(path)), [key]: value, more: 1 }, null, indent),
            );
            expect(world.undoAll()).toEqual(['edit']);
            expect(parse(read(path))).toEqual({ ...parse(text), [key]: value, more: 1 });
          }),
      ),
      { numRuns: 150 },
    );
  });

  it('a file of lines comes back to the byte, also with lines before and after', () => {
    fc.assert(
      fc.property(blockText, blockText, (text, foreign) =>
        withRoot((world) => {
          const path = world.path('sdk', 'project');
          put(path, text);
          world.connect('sdk', 'project');
          world.undoAll();
          expect(read(path)).toBe(text);

          world.connect('sdk', 'project');
          put(path, `${foreign}\n${read(path)}`);
          world.undoAll();
          expect(read(path)).toBe(`${foreign}\n${text}`);
        }),
      ),
      { numRuns: 150 },
    );
  });
});

function parse(text: string): Record<string, object | undefined> {
  return JSON.parse(text.replace('\uFEFF', '')) as Record<string, object | undefined>;
}

/** The line ends of a text, or `null` when it has none. */
function lineEnds(text: string): readonly string[] | null {
  const found = text.match(/\r?\n/g);
  return found === null ? null : [...new Set(found)];
}
