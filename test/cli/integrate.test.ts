import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSimulatedUpstreams, type SimulatedUpstreams } from '../../src/testing/index.ts';
import type { Seen } from './fake-claude.ts';
import { inShell, newUser, PATIENCE, type Result, type RunOptions, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

const CLIENT_KEY = 'client-key-of-a-test-0123456789';
const FAKE = new URL('fake-claude.ts', import.meta.url).href;

let upstreams: SimulatedUpstreams;
beforeAll(async () => {
  upstreams = await startSimulatedUpstreams();
});
afterAll(() => upstreams.close());

interface Person {
  readonly user: User;
  readonly state: string;
  readonly project: string;
  /** Options that name a policy with simulated upstreams. */
  readonly policy: readonly string[];
  with(environment?: Readonly<Record<string, string>>): RunOptions;
}

/** Someone with Claude Code installed, and a key of Modicum's own unless the policy says otherwise. */
function newPerson(key = 'env:TEST_KEY'): Person {
  const user = newUser();
  const bin = join(user.folder, 'bin');
  const project = join(user.folder, 'project');
  for (const folder of [bin, project]) mkdirSync(folder);
  writeFileSync(join(bin, 'package.json'), '{"type":"module"}');
  writeFileSync(join(bin, 'claude'), `#!${process.execPath}\nimport '${FAKE}';\n`);
  chmodSync(join(bin, 'claude'), 0o755);
  const path = join(user.folder, 'policy.yaml');
  const { anthropic } = upstreams;
  writeFileSync(
    path,
    `version: 1\nproviders: { anthropic: { url: "${anthropic.url}", key: ${key}, simulated: true } }\n`,
  );
  const environment = {
    PATH: `${bin}:${user.environment['PATH'] ?? ''}`,
    TEST_KEY: 'a-key-that-modicum-holds',
  };
  return {
    user,
    project,
    policy: ['--config', path],
    state: join(user.environment['XDG_STATE_HOME'] ?? '', 'modicum'),
    with: (more = {}) => ({ environment: { ...environment, ...more } }),
  };
}

function seenIn({ stdout, stderr }: Result): Seen {
  const [line = ''] = stdout.split('\n');
  if (line === '') throw new Error(`Claude Code was not started: ${stderr}`);
  return JSON.parse(line) as Seen;
}

describe('modicum code', () => {
  it('starts Claude Code on a gateway of its own, says one line, and leaves only the ledger', async () => {
    const { user, policy, state, with: as } = newPerson();
    const options = as({ FAKE_EXIT: '3' });
    const ended = await user.run(['code', ...policy, '--', '-p', 'a b'], options);
    const { code, stdout, stderr } = ended;
    const { args, settings, status, isFile } = seenIn(ended);
    expect({ code, status, isFile }).toEqual({ code: 3, status: 200, isFile: false });
    expect(args.slice(2)).toEqual(['-p', 'a b']);
    expect(settings.env).toEqual({
      ANTHROPIC_BASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1',
      ANTHROPIC_AUTH_TOKEN: 'modicum',
    });
    expect(stderr).toBe(
      `modicum at ${settings.env['ANTHROPIC_BASE_URL']} · Modicum's Anthropic key pays · main observe, sub-agents route, background route · SIMULATED\n`,
    );
    expect(readdirSync(state)).toEqual(['ledger.sqlite']);
    expect(readdirSync(user.environment['HOME'] ?? '')).toEqual([]);
    expect(stdout + stderr).not.toContain('a-key-that-modicum-holds');
  });

  it('takes the gateway that runs, and leaves it running', async () => {
    const { user, policy, with: as } = newPerson();
    await user.run(['up', '--port', '0', ...policy], as());
    const ended = await user.run(['code'], as());
    const { settings, status } = seenIn(ended);
    const { stdout: after } = await user.run(['status', '--json'], as());
    const { running } = JSON.parse(after) as { running: { url: string } };
    expect(running.url).toBe(settings.env['ANTHROPIC_BASE_URL']);
    expect(ended.stderr).toContain(`modicum at ${running.url} · Modicum`);
    expect(status).toBe(200);
  });

  it('runs several at once', async () => {
    const { user, policy, with: as } = newPerson();
    const runs = await Promise.all([1, 2, 3].map(() => user.run(['code', ...policy], as())));
    const seen = runs.map(seenIn);
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(seen.map(({ settings }) => settings.env['ANTHROPIC_BASE_URL'])).size).toBe(3);
  });

  it('sets no credential where Claude Code shows its own', async () => {
    const { user, policy, with: as } = newPerson('client');
    const options = as({ ANTHROPIC_API_KEY: 'a-key-of-claude-code-itself' });
    const ended = await user.run(['code', ...policy], options);
    const { settings, status } = seenIn(ended);
    expect(Object.keys(settings.env)).toEqual([
      'ANTHROPIC_BASE_URL',
      'CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY',
    ]);
    expect(status).toBe(200);
    expect(ended.stderr).toContain(
      "Claude Code's own credential pays, handed on to Anthropic alone",
    );
  });

  it.each(['env:TEST_KEY', 'client'])(
    'keeps a client key off the command line, and the file of it not longer than needed (%s)',
    async (key) => {
      const { user, policy, state, with: as } = newPerson(key);
      const options = as({
        MODICUM_CLIENT_KEY: CLIENT_KEY,
        ANTHROPIC_API_KEY: 'own-key-of-claude',
      });
      const ended = await user.run(['code', ...policy], options);
      const { code, stderr } = ended;
      const { args, isFile, fileMode, status } = seenIn(ended);
      expect({ code, isFile, fileMode, status }).toEqual({
        code: 0,
        isFile: true,
        fileMode: 0o600,
        status: 200,
      });
      expect(args.join(' ') + stderr).not.toContain(CLIENT_KEY);
      expect(readdirSync(state)).toEqual(['ledger.sqlite']);
    },
  );

  it('joins settings the user gives, in a file or as text, with its own', async () => {
    const { user, policy, with: as } = newPerson();
    const file = join(user.folder, 'mine.json');
    writeFileSync(file, '{"model":"opus","env":{"MINE":"1","ANTHROPIC_BASE_URL":"http://other"}}');
    const runs = await Promise.all(
      [file, readFileSync(file, 'utf8')].map((given) =>
        user.run(['code', ...policy, '--', '--settings', given], as()),
      ),
    );
    for (const ended of runs) {
      const { settings, status, args } = seenIn(ended);
      expect(settings).toMatchObject({ model: 'opus', env: { MINE: '1' } });
      expect({ status, settings: args.filter((word) => word === '--settings').length }).toEqual({
        status: 200,
        settings: 1,
      });
    }
  });

  it('hands SIGTERM on, takes the exit code of the end, and still cleans up', async () => {
    const { user, policy, state, with: as } = newPerson();
    const options = as({ MODICUM_CLIENT_KEY: CLIENT_KEY });
    const started = user.start(['code', ...policy, '--', 'wait'], options);
    await started.says('ready');
    expect(readdirSync(state)).toContain(`code-${started.child.pid}.json`);
    started.child.kill('SIGTERM');
    expect((await started.ended()).code).toBe(7);
    expect(readdirSync(state)).toEqual(['ledger.sqlite']);
  });

  it('tells of a Claude Code that was killed as a shell does', async () => {
    const { user, policy, with: as } = newPerson();
    expect((await user.run(['code', ...policy, '--', 'die'], as())).code).toBe(137);
  });

  it('says what to install where there is none, and takes a path', async () => {
    const { user, policy, with: as } = newPerson();
    const none = await user.run(['code'], as({ PATH: user.folder }));
    expect({ code: none.code, stdout: none.stdout }).toEqual({ code: 1, stdout: '' });
    expect(none.stderr).toContain('Install it: npm install -g @anthropic-ai/claude-code');
    const wrong = await user.run(['code', '--claude', '/nowhere'], as());
    expect(wrong.stderr).toContain('There is no program at /nowhere.');
    const claude = join(user.folder, 'bin', 'claude');
    for (const [args, environment] of [
      [['--claude', claude], {}],
      [[], { MODICUM_CLAUDE: claude }],
    ] as const) {
      const options = as({ PATH: user.folder, ...environment });
      const found = await user.run(['code', ...policy, ...args], options);
      expect(seenIn(found).status).toBe(200);
    }
  });

  it('names what goes past it', async () => {
    const { user, policy, with: as } = newPerson();
    const { stderr } = await user.run(['code', ...policy], as({ CLAUDE_CODE_USE_BEDROCK: '1' }));
    expect(stderr).toContain('CLAUDE_CODE_USE_BEDROCK is set in the environment');
  });
});

/** A program that asks where its call would go. */
const ASK_WHERE = `
const [url, header] = [process.env.ANTHROPIC_BASE_URL, process.argv[1]];
const response = await fetch(url + '/v1/messages', {
  method: 'POST',
  headers: { 'x-modicum-dry-run': 'true', ...(header && { 'x-modicum-tier': header }) },
  body: JSON.stringify({ model: 'modicum/auto', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] }),
});
const decision = await response.json();
const { OPENAI_BASE_URL, ANTHROPIC_API_KEY, OPENAI_API_KEY } = process.env;
console.log(JSON.stringify({ url, OPENAI_BASE_URL, ANTHROPIC_API_KEY, OPENAI_API_KEY, decision }));
`;

interface Answered {
  readonly url: string;
  readonly OPENAI_BASE_URL: string;
  readonly ANTHROPIC_API_KEY?: string;
  readonly OPENAI_API_KEY?: string;
  readonly decision: {
    readonly kind: string;
    readonly plan?: readonly { readonly tier: number }[];
    readonly classification: { readonly taskType: string };
  };
}

describe('modicum run', () => {
  const ask = async (
    { user, policy, with: as }: Person,
    options: readonly string[] = [],
    { header = '', environment = {} } = {},
  ) => {
    const line = ['run', ...policy, ...options, '--', process.execPath];
    const args = [...line, '--input-type=module', '-e', ASK_WHERE, header];
    const { stdout, stderr } = await user.run(args, as(environment));
    return { ...(JSON.parse(stdout) as Answered), stderr };
  };

  it('sets addresses, and something in the place of keys that are not set', async () => {
    const { url, stderr, ...seen } = await ask(newPerson());
    expect(seen).toMatchObject({
      OPENAI_BASE_URL: `${url}/v1`,
      ANTHROPIC_API_KEY: 'modicum',
      OPENAI_API_KEY: 'modicum',
    });
    expect(stderr).toBe(`modicum at ${url}, ends with the program · SIMULATED\n`);
    const environment = { OPENAI_API_KEY: 'mine' };
    expect(await ask(newPerson('client'), [], { environment })).toMatchObject({
      OPENAI_API_KEY: 'mine',
    });
    expect(await ask(newPerson('client'))).not.toHaveProperty('ANTHROPIC_API_KEY');
  });

  it('says its options of every call, and a call may say otherwise', async () => {
    const person = newPerson();
    const tierOf = ({ decision }: Answered) => decision.plan?.[0]?.tier;
    const task = await ask(person, ['--task', 'security_audit']);
    expect(tierOf(task)).toBe(3);
    expect(tierOf(await ask(person, ['--tier', '1']))).toBe(1);
    expect(tierOf(await ask(person, ['--tier', '1'], { header: '2' }))).toBe(2);
    expect(tierOf(await ask(person, ['--max-tier', '1']))).toBeLessThanOrEqual(1);
  });

  it('takes the gateway that runs, but not with options it knows nothing of', async () => {
    const { user, policy, with: as } = newPerson();
    await user.run(['up', '--port', '0', ...policy], as());
    const { stdout } = await user.run(['status', '--json']);
    const { running } = JSON.parse(stdout) as { running: { url: string } };
    const show = ['--', process.execPath, '-p', 'process.env.ANTHROPIC_BASE_URL'];
    expect((await user.run(['run', ...show], as())).stdout.trim()).toBe(running.url);
    const own = await user.run(['run', '--tier', '1', ...show], as());
    expect(own.stdout.trim()).not.toBe(running.url);
  });

  it.each([
    ['exit 7', 7],
    ['kill -TERM $$', 143],
    ['exit 0', 0],
  ])('ends as the program does: %s is %i', async (script, expected) => {
    const { user, policy, with: as } = newPerson();
    const { code } = await user.run(['run', ...policy, '--', 'sh', '-c', script], as());
    expect(code).toBe(expected);
  });

  it.each([
    [['run'], 2, 'Name the program after two dashes'],
    [['run', '--'], 2, 'Name the program after two dashes'],
    [['run', 'node', 'x'], 2, 'comes after two dashes: modicum run -- node'],
    [['run', '--task', 'sumarize', '--', 'sh'], 2, 'Did you mean summarize?'],
    [['run', '-t', 'sumarize', '--', 'sh'], 2, 'Did you mean summarize?'],
    [['run', '--max-tier', '9', '--', 'sh'], 2, '--max-tier must be 0, 1, 2 or 3.'],
    [['run', '--', 'no-such-program'], 1, 'There is no program "no-such-program" on your PATH.'],
  ])('%j ends with %i', async (args, expected, says) => {
    const { code, stdout, stderr } = await newUser().run(args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(says);
  });
});

describe('modicum connect, disconnect and undo', () => {
  const settingsOf = (user: User) =>
    join(user.environment['HOME'] ?? '', '.claude', 'settings.json');
  const BEFORE = '\uFEFF{\r\n\t"model": "opus",\r\n\t"env": {"A_TOKEN": "a-secret-of-mine"}}';

  function withSettings(text: string): User {
    const user = newUser();
    mkdirSync(join(user.environment['HOME'] ?? '', '.claude'));
    writeFileSync(settingsOf(user), text, { mode: 0o640 });
    return user;
  }

  it('shows, refuses to write unasked, writes, and gives back every byte', async () => {
    const user = withSettings(BEFORE);
    const dry = await user.run(['connect', 'claude-code', '--dry-run']);
    expect(dry.stdout).toContain('"ANTHROPIC_BASE_URL": "http://127.0.0.1:4141"');
    expect(dry.stdout).toContain('Nothing was written.');
    const unasked = await user.run(['connect', 'claude-code']);
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('Add --yes, or look first with --dry-run.');
    expect(readFileSync(settingsOf(user), 'utf8')).toBe(BEFORE);

    const done = await user.run(['connect', 'claude-code', '--yes']);
    expect({ code: done.code, stderr: done.stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(settingsOf(user), 'utf8')).toContain('4141');
    expect((await user.run(['connect', 'claude-code', '-y'])).stdout).toContain(
      'Nothing to change: it is connected.',
    );
    const undone = await user.run(['disconnect', 'claude-code']);
    expect(undone.stdout).toContain('Restored to the byte.');
    expect(readFileSync(settingsOf(user), 'utf8')).toBe(BEFORE);
    for (const { stdout } of [dry, done, undone]) expect(stdout).not.toContain('a-secret-of-mine');
    const again = await user.run(['disconnect', 'claude-code']);
    expect(again).toMatchObject({
      code: 0,
      stdout: 'Modicum has not connected Claude Code here.\n',
    });
  });

  describe('where the record is gone with the state folder', () => {
    async function withoutRecord(text: string): Promise<User> {
      const user = withSettings(text);
      await user.run(['connect', 'claude-code', '--yes']);
      rmSync(user.environment['XDG_STATE_HOME'] ?? '', { recursive: true });
      return user;
    }

    it('names the file and its lines, and touches nothing', async () => {
      const user = await withoutRecord('{\n  "model": "opus"\n}\n');
      const connected = readFileSync(settingsOf(user), 'utf8');
      const { code, stderr } = await user.run(['disconnect', 'claude-code']);
      expect(code).toBe(1);
      expect(stderr).toContain(`${settingsOf(user)}: ANTHROPIC_BASE_URL (line 4), `);
      expect(stderr).toContain('modicum disconnect claude-code --force');
      expect(readFileSync(settingsOf(user), 'utf8')).toBe(connected);
    });

    it('takes exactly that out with --force, and undo brings it back', async () => {
      const user = await withoutRecord('{"env": {"MINE": "1"}}');
      const connected = readFileSync(settingsOf(user), 'utf8');
      const dry = await user.run(['disconnect', 'claude-code', '--force', '--dry-run']);
      expect(dry.stdout).toContain('Would be taken out.');
      expect(readFileSync(settingsOf(user), 'utf8')).toBe(connected);
      const forced = await user.run(['disconnect', 'claude-code', '--force', '--json']);
      expect(JSON.parse(forced.stdout)).toMatchObject({ changes: [{ path: settingsOf(user) }] });
      expect(JSON.parse(readFileSync(settingsOf(user), 'utf8'))).toEqual({ env: { MINE: '1' } });
      expect((await user.run(['disconnect', 'claude-code'])).stdout).toContain('has not connected');
      expect((await user.run(['undo'])).code).toBe(0);
      expect(readFileSync(settingsOf(user), 'utf8')).toBe(connected);
    });

    it('knows the block of the SDKs too', async () => {
      const user = newUser();
      await user.run(['connect', 'sdk', '--scope', 'user', '--yes']);
      rmSync(user.environment['XDG_STATE_HOME'] ?? '', { recursive: true });
      const profile = join(user.environment['HOME'] ?? '', '.profile');
      const found = await user.run(['disconnect', 'sdk', '--scope', 'user']);
      expect(found.stderr).toContain(`${profile}: ANTHROPIC_BASE_URL (line 2), `);
      await user.run(['disconnect', 'sdk', '--scope', 'user', '--force']);
      expect(readFileSync(profile, 'utf8')).toBe('');
    });

    it.each([
      '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:3456"}}',
      '{"env": {"ANTHROPIC_BASE_URL": "https://proxy.test", "ANTHROPIC_AUTH_TOKEN": "theirs"}}',
      '{"env": ',
    ])('takes %s for somebody else’s', async (text) => {
      const user = withSettings(text);
      const { stdout, code } = await user.run(['disconnect', 'claude-code', '--force']);
      expect({ stdout, code }).toEqual({
        stdout: 'Modicum has not connected Claude Code here.\n',
        code: 0,
      });
      expect(readFileSync(settingsOf(user), 'utf8')).toBe(text);
    });
  });

  it('speaks JSON', async () => {
    const user = withSettings('{}');
    const connected = await user.run(['connect', 'claude-code', '--yes', '--json']);
    expect(JSON.parse(connected.stdout)).toMatchObject({
      version: 1,
      target: 'claude-code',
      scope: 'user',
      path: settingsOf(user),
      url: 'http://127.0.0.1:4141',
      isRunning: false,
      written: true,
      change: { backup: expect.stringContaining('.before') as string },
    });
    const listed = await user.run(['undo', '--list', '--json']);
    const { changes } = JSON.parse(listed.stdout) as { changes: object[] };
    expect(changes).toMatchObject([{ target: 'claude-code', path: settingsOf(user) }]);
    const dry = await user.run(['undo', '--dry-run', '--json']);
    expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, changes: [{ what: 'restore' }] });
    const undone = await user.run(['undo', '--json']);
    expect(JSON.parse(undone.stdout)).toMatchObject({
      dryRun: false,
      changes: [{ what: 'restore' }],
    });
    expect(readFileSync(settingsOf(user), 'utf8')).toBe('{}');
    expect((await user.run(['undo'])).stdout).toContain('Nothing to undo');
  });

  it('connects the project one is in, and every change is undone at once', async () => {
    const { user, project } = newPerson();
    const inProject = (line: string) => inShell(user, `cd '${project}' && "$NODE" "$BIN" ${line}`);
    await inProject('connect sdk --yes');
    await inProject('connect claude-code --scope project --yes');
    expect(readFileSync(join(project, '.env'), 'utf8')).toContain(
      'OPENAI_BASE_URL=http://127.0.0.1:4141/v1',
    );
    expect(readdirSync(project)).toEqual(['.claude', '.env']);
    const elsewhere = await user.run(['disconnect', 'sdk']);
    expect(elsewhere.stdout).toContain('Elsewhere it has: modicum undo --list');
    const { stdout } = await user.run(['undo', '--all']);
    expect(stdout.match(/Removed: Modicum had made it\./g)).toHaveLength(2);
    expect(readdirSync(project)).toEqual([]);
  });

  it('says the address of the gateway that runs', async () => {
    const { user, policy, with: as } = newPerson();
    await user.run(['up', '--port', '0', ...policy], as());
    const { stdout } = await user.run(['connect', 'claude-code', '--dry-run', '--json'], as());
    const { stdout: status } = await user.run(['status', '--json'], as());
    const { running } = JSON.parse(status) as { running: { url: string } };
    expect(JSON.parse(stdout)).toMatchObject({ url: running.url, isRunning: true, written: false });
  });

  it('replaces another address only by force', async () => {
    const theirs = '{"env":{"ANTHROPIC_BASE_URL":"https://proxy.test"}}';
    const user = withSettings(theirs);
    const refused = await user.run(['connect', 'claude-code', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('ANTHROPIC_BASE_URL is https://proxy.test');
    expect((await user.run(['connect', 'claude-code', '--yes', '--force'])).code).toBe(0);
    expect((await user.run(['undo'])).code).toBe(0);
    expect(readFileSync(settingsOf(user), 'utf8')).toBe(theirs);
  });

  it.each([
    [['connect', 'claud-code'], 2, 'is nothing Modicum connects. Did you mean claude-code?'],
    [['connect', 'sdk', '--scope', 'all'], 2, '--scope must be user or project.'],
    [['disconnect', 'vim'], 2, 'Known: claude-code, sdk.'],
    [['undo', '--list', '--all'], 2, '--list goes alone'],
  ])('%j ends with %i', async (args, expected, says) => {
    const { code, stdout, stderr } = await newUser().run(args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(says);
  });
});
