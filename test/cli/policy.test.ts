import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { startScriptedUpstream } from '../../src/testing/index.ts';
import { newUser, PATIENCE, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

const KEY = 'test-key-that-opens-nothing-0123456789';
const PATIENT = { timeout: 60_000 };

const policyOf = (user: User) => join(user.folder, 'config', 'modicum', 'modicum.yaml');
const read = (user: User) => readFileSync(policyOf(user), 'utf8');

function withPolicy(text: string): User {
  const user = newUser();
  mkdirSync(dirname(policyOf(user)), { recursive: true, mode: 0o700 });
  writeFileSync(policyOf(user), text, { mode: 0o640 });
  return user;
}

async function json<Value>(user: User, args: readonly string[]): Promise<Value> {
  const { stdout, stderr } = await user.run([...args, '--json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Value;
}

describe('policy show', () => {
  const POLICY = 'version: 1\nclaude_code: { main: route }\ntasks:\n  summarize: 1\n';

  it('says of every value who wrote it, and where', async () => {
    const user = withPolicy(POLICY);
    const { stdout, code } = await user.run(['policy', 'show']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}main +route +file line 2$/m);
    expect(stdout).toMatch(/^ {2}subagents +route +default line \d+$/m);
    expect(stdout).toMatch(
      /^ {4}url +http:\/\/127\.0\.0\.1:9 +environment MODICUM_OLLAMA_BASE_URL$/m,
    );
    expect(stdout).toContain(`file ${policyOf(user)}`);
  });

  it.each([
    ['tiers.0.timeout', 'tiers.0.timeout  60s  default line 37\n'],
    ['summarize.tier', 'tasks.summarize.tier  1  file line 4\n'],
    ['claude_code.main', 'claude_code.main  route  file line 2\n'],
  ])('shows %s alone', async (key, said) => {
    const { stdout } = await withPolicy(POLICY).run(['policy', 'show', key]);
    expect(stdout.replace(/default line \d+/, 'default line 37')).toBe(said);
  });

  it('has the same for programs, every key once', async () => {
    interface Shown {
      version: number;
      file: { path: string; namedBy: string };
      values: { key: string; value: unknown; from: string; line?: number; variable?: string }[];
    }
    const user = withPolicy(POLICY);
    const { version, file, values } = await json<Shown>(user, ['policy', 'show']);
    expect({ version, file }).toEqual({
      version: 1,
      file: { path: policyOf(user), namedBy: 'folder' },
    });
    const keys = values.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(values).toContainEqual({
      key: 'claude_code.main',
      value: 'route',
      from: 'file',
      line: 2,
    });
    expect(values).toContainEqual({
      key: 'providers.local.url',
      value: 'http://127.0.0.1:9',
      from: 'environment',
      variable: 'MODICUM_OLLAMA_BASE_URL',
    });
    const flagged = await json<Shown>(newUser(), ['policy', 'show', '--config', policyOf(user)]);
    expect(flagged.file.namedBy).toBe('flag');
  });

  it('knows the end of a key, and what was probably meant', async () => {
    const user = newUser();
    const several = await user.run(['policy', 'show', 'timeout']);
    expect(several).toMatchObject({ code: 2, stdout: '' });
    expect(several.stderr).toContain('tiers.0.timeout\n  tiers.1.timeout');
    const slip = await user.run(['policy', 'show', 'claude_code.subagnts']);
    expect(slip.stderr).toContain('Did you mean "claude_code.subagents"?');
  });
});

describe('policy set', () => {
  it('makes the file, changes it to the letter, and takes a key out again', async () => {
    const user = newUser();
    const made = await user.run(['policy', 'set', 'subagents=observe', 'title=modicum/tier-1']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('claude_code.subagents, claude_code.bind.title');
    expect(read(user)).toMatch(
      /^# yaml-language-server: \$schema=.*modicum\.schema\.json\nversion: 1\nclaude_code:\n {2}subagents: observe\n {2}bind:\n {4}title: modicum\/tier-1\n$/,
    );
    const [schema = ''] = /(?<=schema=)\S+/.exec(read(user)) ?? [];
    expect(existsSync(schema)).toBe(true);
    const again = await user.run(['policy', 'set', 'subagents=observe']);
    expect(again.stdout).toContain('says so already; nothing was written');
    const removed = await user.run(['policy', 'unset', 'title']);
    expect(removed.stdout).toContain('-   bind:\n-     title: modicum/tier-1');
    expect(read(user)).not.toContain('bind');
  });

  it('keeps comments, spaces, mode and the text before', async () => {
    const before = '# mine\nversion: 1\n\ntiers:\n  1: { timeout:  90s } # slow days\n# end\n';
    const user = withPolicy(before);
    const { stdout, code } = await user.run(['policy', 'set', 'tiers.1.timeout=3m']);
    expect(code).toBe(0);
    expect(read(user)).toBe(before.replace('90s', '3m'));
    expect(statSync(policyOf(user)).mode & 0o777).toBe(0o640);
    const kept = /before {3}(\S+)/.exec(stdout)?.[1] ?? '';
    expect(readFileSync(kept, 'utf8')).toBe(before);
    expect(statSync(kept).mode & 0o077).toBe(0);
    expect(readdirSync(dirname(policyOf(user)))).toEqual(['modicum.yaml']);
  });

  it('writes nothing with --dry-run', async () => {
    const user = newUser();
    const { stdout } = await user.run(['policy', 'set', 'floor=1', '--dry-run']);
    expect(stdout).toContain('+   floor: 1');
    expect(stdout).toContain('Nothing was written');
    expect(existsSync(policyOf(user))).toBe(false);
  });

  const BAD: readonly (readonly [string, string])[] = [
    ['tasks.write_code.tier=0', 'tier 0 is below the floor 1 of this task'],
    ['tiers.1.timeout=soon', 'tiers.1.timeout: must be a duration from 1s to 1h'],
    ['title=modicum/tier-9', 'claude_code.bind.title: is not a name Modicum answers to'],
    ['tiers.1.models=[anthropic/claude-3-5-haiku]', 'was retired on'],
    [`providers.anthropic.key=${KEY}`, 'must say where the key is, not the key itself'],
    ['timeout=30s', '"timeout" is the end of several keys'],
    ['tiers.0.models.5.effort=low', 'tiers.0.models has 1 entries'],
    ['subagents=', 'modicum policy unset subagents'],
    ['subagents', 'Write key=value'],
    ['subagents=[a', 'is not valid YAML'],
  ];
  test.each(BAD)('refuses %s and changes nothing', async (change, says) => {
    const before = '# mine\nversion: 1\n';
    const user = withPolicy(before);
    const { code, stdout, stderr } = await user.run(['policy', 'set', change, 'main=route']);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain(KEY);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(read(user)).toBe(before);
  });

  it('leaves a file it cannot read alone, and names its mistake', async () => {
    const user = withPolicy('version: 1\ntiers: [\n');
    const { code, stderr } = await user.run(['policy', 'set', 'main=route']);
    expect(stderr).toMatch(/Nothing was written: .*modicum\.yaml:\d+:\d+: /);
    expect(code).toBe(2);
  });

  it('brings a list of the defaults over whole, and writes a short map long', async () => {
    const user = withPolicy('version: 1\ntasks:\n  summarize: 1 # cheap\n');
    await user.run([
      'policy',
      'set',
      'tiers.1.models.0.effort=medium',
      'tasks.summarize.delivery=buffered',
    ]);
    expect(read(user)).toBe(
      'version: 1\ntasks:\n  summarize: { tier: 1, delivery: buffered } # cheap\ntiers:\n  1:\n    models: [{ model: anthropic/claude-haiku-5-5, effort: medium }]\n',
    );
  });

  it('says what the environment overrules', async () => {
    const { stderr } = await newUser().run([
      'policy',
      'set',
      'providers.local.url=http://127.0.0.1:1',
    ]);
    expect(stderr).toContain('no effect while the environment sets MODICUM_OLLAMA_BASE_URL');
  });
});

describe('a running gateway', () => {
  it('follows a policy that is set, and not one with mistakes, which status tells', async () => {
    const user = newUser();
    await user.run(['up', '--port', '0']);
    const set = await user.run(['policy', 'set', 'main=route']);
    expect(set.stdout).toMatch(/gateway {2}http:\/\/127\.0\.0\.1:\d+ follows it \([0-9a-f]{12}\)/);
    writeFileSync(policyOf(user), 'version: 1\ntiers: { 0: { bogus: 1 } }\n');
    const status = () => user.run(['status']).then(({ stdout }) => stdout);
    await expect.poll(status, PATIENT).toContain('policy file has mistakes since 20');
    expect(await status()).toContain(`${policyOf(user)}:2:15 tiers.0.bogus: is not a key`);
    const log = () => readFileSync(join(user.folder, 'state', 'modicum', 'modicum.log'), 'utf8');
    expect(log()).toContain('tiers.0.bogus: is not a key');
    writeFileSync(policyOf(user), 'version: 1\n');
    await expect.poll(status, PATIENT).not.toContain('mistakes');
  });

  it('says when it goes by another file', async () => {
    const user = newUser();
    const other = join(user.folder, 'other.yaml');
    writeFileSync(other, 'version: 1\n');
    await user.run(['up', '--port', '0', '--config', other]);
    const { stdout } = await user.run(['policy', 'set', 'main=route']);
    expect(stdout).toContain(`does not follow it: it goes by ${other}`);
  });

  it('reads policy and keys again on SIGHUP', async () => {
    const upstream = await startScriptedUpstream([], { afterwards: { status: 401, body: {} } });
    onTestFinished(() => upstream.close());
    const user = withPolicy('version: 1\n');
    const key = join(user.folder, 'key');
    writeFileSync(
      policyOf(user),
      `version: 1\nproviders: { anthropic: { url: "${upstream.url}", key: "file:${key}" } }\n`,
    );
    const serving = user.start(['serve', '--port', '0']);
    const said = await serving.says('policy ');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
    writeFileSync(key, KEY, { mode: 0o600 });
    serving.child.kill('SIGHUP');
    await serving.says('the changed policy is in force');
    await fetch(`${url}/v1/messages`, {
      method: 'POST',
      body: JSON.stringify({
        model: 'claude-haiku-5-5',
        max_tokens: 9,
        messages: [{ role: 'user', content: 'hi' }],
      }),
    });
    expect(upstream.requests[0]?.headers['x-api-key']).toBe(KEY);
  });
});

describe('policy lint', () => {
  const LINTED: readonly (readonly [string, string])[] = [
    ['tiers: { 1: { models: [anthropic/claude-3-5-haiku] } }', 'error .*:2:24 .*was retired on'],
    [
      'tiers: { 1: { models: [anthropic/claude-haiku-9] } }',
      'error .*is not a model the catalog knows',
    ],
    [
      'tiers: { 1: { models: [{ model: anthropic/claude-haiku-4-5, effort: low }] } }',
      'error .*claude-haiku-4-5 takes no effort',
    ],
    [
      'tiers: { 0: { max_prompt_tokens: 40000 } }',
      'error .*prompts of 40000 tokens are above the 32768 that qwen2.5:7b reads',
    ],
    [
      'tiers: { 1: { max_prompt_tokens: 200000 } }',
      'warning .*costs more above 100000 prompt tokens; set max_prompt_tokens: 100000',
    ],
    [
      'tiers: { 1: { models: [anthropic/claude-opus-5-5] } }',
      'warning .*tier 1 \\(anthropic/claude-opus-5-5\\) costs twice what tier 2',
    ],
    [
      'tasks: { summarize: { delivery: streamed } }',
      'warning .*handed over before anything judges',
    ],
    ['tasks: { open_qa: 0 }', 'warning .*answers of tier 0 are handed over before anything judges'],
    ['tasks: { extract_fields: { validate: [] } }', 'warning .*judged by nothing'],
    [
      'tiers: { 1: { models: [anthropic/claude-haiku-5-5, anthropic/claude-sonnet-5-5] } }',
      'warning .*stands in for anthropic/claude-haiku-5-5 and costs 20 times as much',
    ],
    [
      'tiers: { 1: { unavailable: escalate } }',
      'warning .*its calls go to tier 2, at 20 times the price',
    ],
    [
      'rewrite: [{ from: claude-haiku-5-5, to: claude-opus-5-5 }]',
      'warning .*claude-opus-5-5 costs 40 times what claude-haiku-5-5 does',
    ],
    ['tools: { pick_file: 2 }', 'warning .*no model of tier 2 can be made to use a tool'],
  ];
  test.each(LINTED)('%s', async (line, says) => {
    const user = withPolicy(`version: 1\n${line}\n`);
    const { stdout, code } = await user.run(['policy', 'lint', '--strict']);
    expect(stdout).toMatch(new RegExp(`^${says}`, 'm'));
    expect(code).toBe(3);
    const plain = await user.run(['policy', 'lint']);
    expect(plain.code).toBe(says.startsWith('error') ? 3 : 0);
  });

  it('has nothing to say of the built-in policy', async () => {
    const { stdout, code } = await newUser().run(['policy', 'lint', '--strict']);
    expect({ stdout, code }).toEqual({ stdout: 'the built-in policy: nothing to say\n', code: 0 });
  });

  it('gives programs the place of each problem', async () => {
    const user = withPolicy('version: 1\ntiers: { 0: { bogus: 1 } }\n');
    expect(await json(user, ['policy', 'lint'])).toMatchObject({
      version: 1,
      file: policyOf(user),
      errors: 1,
      warnings: 0,
      problems: [{ severity: 'error', key: 'tiers.0.bogus', line: 2, column: 15 }],
    });
  });
});

describe('policy test', () => {
  it('passes the examples under the built-in policy', async () => {
    const { stdout, code } = await newUser().run(['policy', 'test', 'examples/policy-cases.yaml']);
    expect(stdout).toMatch(/\n10 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('fails with 3 where a case goes elsewhere, and says where', async () => {
    const user = withPolicy('version: 1\ntasks: { summarize: 1 }\n');
    const failing = await user.run(['policy', 'test', 'examples/policy-cases.yaml']);
    expect(failing.stdout).toContain('tier: expected 0, got 1');
    expect(failing.code).toBe(3);
    expect(await json(user, ['policy', 'test', 'examples/policy-cases.yaml'])).toMatchObject({
      passed: 9,
      failed: 1,
      cases: expect.arrayContaining([
        expect.objectContaining({
          passed: false,
          failures: [
            { field: 'tier', expected: 0, got: 1 },
            expect.objectContaining({ field: 'model' }),
          ],
        }),
      ]),
    });
  });

  test.each([
    ['version: 1\ncases: []\n', ':2:8 cases: '],
    [
      'version: 1\ncases:\n  - { text: hi, expct: {} }\n',
      'expct: is not a key (did you mean "expect"?)',
    ],
    [
      'version: 1\ncases:\n  - { expect: { tier: 1 } }\n',
      ':3:5 cases.0: needs one of text, messages and call',
    ],
    ['version: 1\ncases:\n  - { text: hi, expect: {} }\n', 'cases.0.expect: expects nothing'],
    [
      'version: 1\ncases:\n  - { text: hi, expect: { decided_by: clasifier } }\n',
      ':3:39 cases.0.expect.decided_by: is no reason; docs/reasons.md lists them',
    ],
    [
      'version: 1\ncases:\n  - { text: hi, tool_calls: [{ nam: Bash }], expect: { tier: 1 } }\n',
      'nam: is not a key (did you mean "name"?)',
    ],
    [
      'version: 1\ncases:\n  - { call: {}, tool_calls: [{ name: Bash }], expect: { tier: 1 } }\n',
      'cases.0.tool_calls: goes with text or messages; a call has its own',
    ],
    ['version: 1\ncases: [', 'cases.yaml:'],
  ])('refuses cases like %j', async (text, says) => {
    const user = newUser();
    const path = join(user.folder, 'cases.yaml');
    writeFileSync(path, text);
    const { code, stdout, stderr } = await user.run(['policy', 'test', path]);
    expect(stderr).toContain(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

it('policy schema prints the schema, and where it is', async () => {
  const user = newUser();
  const [whole, path] = await Promise.all([
    user.run(['policy', 'schema']),
    user.run(['policy', 'schema', '--path']),
  ]);
  expect(JSON.parse(whole.stdout)).toMatchObject({ title: 'modicum.yaml', type: 'object' });
  expect(readFileSync(path.stdout.trim(), 'utf8').trim()).toBe(whole.stdout.trim());
});

describe('changes at the same time', () => {
  it('all land, whatever command makes them', async () => {
    const user = withPolicy('version: 1\ntasks: { summarize: 1 }\n');
    const commands = [
      ['policy', 'set', 'limits.attempts=3'],
      ['policy', 'set', 'subagents=route'],
      ['policy', 'set', 'tiers.0.timeout=31s'],
      ['policy', 'unset', 'tasks.summarize'],
      ['prices', 'override', 'claude-sonnet-5-5', 'input=1.8'],
      ['prices', 'override', 'claude-sonnet-5-5', 'output=9.9'],
    ];
    const results = await Promise.all(commands.map((command) => user.run(command)));
    expect(results.map(({ code }) => code)).toEqual(commands.map(() => 0));
    const written = read(user);
    for (const part of ['attempts: 3', 'subagents: route', 'timeout: 31s', '1.8', '9.9']) {
      expect(written).toContain(part);
    }
    expect(written).not.toContain('summarize');
  });
});
