import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { inShell, isPlain, newUser, PATIENCE } from './modicum.ts';

vi.setConfig(PATIENCE);

const WRONG = [
  { args: ['bogus'], says: 'There is no command "bogus". Known: up, down,' },
  { args: ['rout'], says: 'There is no command "rout". Did you mean "route"?' },
  {
    args: ['ledger', 'tial'],
    says: 'There is no command "ledger tial". Known: tail, show, forget-prompts.',
  },
  { args: ['help', 'bogus'], says: 'There is no command "bogus".' },
  { args: ['route', '--tir', '1', 'hi'], says: 'no option --tir here. Did you mean --tier?' },
  { args: ['status', '--nonsense'], says: 'There is no option --nonsense here. Known: --json.' },
  { args: ['down', '--x'], says: 'There is no option --x here. This command has none.' },
  { args: ['status', '-json'], says: 'There is no option -json here.' },
  { args: ['status', '--j'], says: 'There is no option --j here.' },
  {
    args: ['--json', 'status'],
    says: 'Name a command first, then its options: modicum <command> --json',
  },
  { args: ['up', 'extra'], says: 'This command takes options only, and a word was given.' },
  { args: ['route', 'a', 'b', 'c'], says: '3 words were given. Put quotation marks around it.' },
  { args: ['route', '--', 'a', '-b'], says: '2 words were given.' },
  { args: ['serve', '--port'], says: '--port needs a value.' },
  { args: ['serve', '--config', '--port', '1'], says: '--config needs a value.' },
  { args: ['serve', '--port', '65536'], says: '--port must be a whole number from 0 to 65535.' },
  { args: ['up', '--port', 'http'], says: '--port must be a whole number from 0 to 65535.' },
  { args: ['route', 'hi', '--tier', '4'], says: '--tier must be 0, 1, 2 or 3.' },
  { args: ['route', 'hi', '--min-tier='], says: '--min-tier must be 0, 1, 2 or 3.' },
  {
    args: ['route', 'hi', '--complexity', '11'],
    says: '--complexity must be a whole number from 1 to 10.',
  },
  { args: ['route', 'hi', '--task', 'bogus'], says: '"bogus" is not a task type.' },
  { args: ['route'], says: 'Give the text, or send it to standard input: modicum route' },
  { args: ['ask', '  '], says: 'Give the text, or send it to standard input: modicum ask' },
  { args: ['ask', 'hi', '--labels', 'a,,b'], says: '--labels takes names separated by commas' },
  {
    args: ['ask', 'hi', '--schema', '/nowhere.json'],
    says: '--schema: cannot read /nowhere.json: ENOENT',
  },
  { args: ['ask', 'hi', '--schema', import.meta.filename], says: 'usage.test.ts is not JSON: ' },
  { args: ['ledger', 'tail', '-n0'], says: '--lines must be a whole number from 1 to 10000.' },
  { args: ['ledger', 'tail', '-x5'], says: 'There is no option -x5 here.' },
  { args: ['ledger', 'tail', '-n', '0'], says: '--lines must be a whole number from 1 to 10000.' },
  {
    args: ['explain', '--demo', '--ledger', 'x'],
    says: '--ledger and --demo name different ledgers',
  },
  {
    args: ['completion', 'bsh'],
    says: 'Name the shell: modicum completion bash|zsh|fish|powershell',
  },
  { args: ['demo', '--seed', '-1'], says: '--seed must be a whole number from 0' },
  { args: ['demo', '--config', 'x'], says: '--config goes with --real' },
  { args: ['demo', '--real', '--json'], says: '--json is for the simulated day' },
] as const;

describe('what is not understood', () => {
  it.each(WRONG)('$args is told in one line on standard error, with 2', async ({ args, says }) => {
    const { code, stdout, stderr } = await newUser().run(args);
    expect(stderr).toContain(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('takes a value that begins with a dash', async () => {
    const { stdout } = await newUser().run(['route', 'hi', '--model', '-x']);
    expect(stdout).toContain('There is no model "-x" here.');
  });
});

describe('help', () => {
  const paths = [
    [],
    ...Object.keys(COMMANDS).map((name) => [name]),
    ['ledger', 'tail'],
    ['ledger', 'show'],
  ];

  it.each(paths)('modicum %s %s shows usage and an example', async (...path) => {
    const { code, stdout, stderr } = await newUser().run([...path, '--help']);
    expect(stdout).toContain(`usage  ${['modicum', ...path].join(' ')}`);
    expect(stdout).toMatch(new RegExp(`examples\n  ${['modicum', ...path].join(' ')}`));
    expect(isPlain(stdout)).toBe(true);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('is what modicum alone shows, and modicum help', async () => {
    const user = newUser();
    const [alone, asked, word, ledger] = await Promise.all(
      [[], ['-h'], ['help'], ['help', 'ledger']].map((args) => user.run(args)),
    );
    expect(alone).toEqual(asked);
    expect(word).toEqual(asked);
    expect(ledger?.stdout).toContain('usage  modicum ledger <command>');
  });

  it('is shown for a group without a command, which counts as a mistake', async () => {
    const { code, stdout } = await newUser().run(['ledger']);
    expect(stdout).toContain('usage  modicum ledger <command>');
    expect(code).toBe(2);
  });

  it('needs no folder and makes none', async () => {
    const user = newUser();
    await user.run(['--help']);
    expect(readdirSync(user.folder)).toEqual(['home']);
    expect(readdirSync(join(user.folder, 'home'))).toEqual([]);
  });
});

it.each(['--version', '-v'])('%s prints the version of the package', async (option) => {
  const { code, stdout } = await newUser().run([option]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${packageFile.version}\n` });
});

describe('colour', () => {
  const colours = [
    { environment: {}, args: [], plain: true },
    { environment: { FORCE_COLOR: '1' }, args: [], plain: false },
    { environment: { NO_COLOR: '1' }, args: [], plain: true },
    { environment: { FORCE_COLOR: '1' }, args: ['--no-color'], plain: true },
    { environment: { FORCE_COLOR: '0' }, args: [], plain: true },
  ];
  it.each(colours)('$environment $args: plain is $plain', async ({ environment, args, plain }) => {
    const user = newUser();
    const results = await Promise.all(
      [['--help'], ['bogus'], ['route', 'hi']].map((line) =>
        user.run([...line, ...args], { environment: { ...environment } }),
      ),
    );
    expect(results.map(({ stdout, stderr }) => isPlain(stdout + stderr))).toEqual([
      plain,
      plain,
      plain,
    ]);
  });

  it('leaves --no-color alone where it is part of the text', async () => {
    const { stdout } = await newUser().run(['route', '--tier', '3', '--', '--no-color']);
    expect(stdout).toContain('Tier 3 cannot serve this call');
  });
});

it('ends quietly when its reader is gone', async () => {
  const piped = await inShell(newUser(), '"$NODE" "$BIN" --help | true');
  expect(piped).toEqual({ code: 0, stdout: '', stderr: '' });
});

it.runIf(process.platform === 'linux')('says in one line that the disk is full', async () => {
  const full = await inShell(newUser(), '"$NODE" "$BIN" policy schema > /dev/full');
  expect(full).toEqual({
    code: 1,
    stdout: '',
    stderr: 'modicum: the output cannot be written: no space is left where it goes\n',
  });
});

it.each([
  [['policy', 'set'], 'policy set needs a word more: <change>.', 'policy set subagents=route'],
  [['policy', 'unset'], 'policy unset needs a word more: <key>.', 'policy unset tiers'],
  [['policy', 'test'], 'policy test needs a word more: <cases>.', 'policy test examples/'],
  [['connect'], 'connect needs a word more: <target>.', 'connect claude-code'],
  [['prices', 'override'], 'prices override needs a word more: <model>.', 'prices override claude'],
])('%j without its word', async (line, says, example) => {
  const { code, stderr } = await newUser().run(line);
  expect(code).toBe(2);
  expect(stderr).toContain(`modicum ${says} For example: modicum ${example}`);
});

it('says in its own words what is wrong with a file', async () => {
  const user = newUser();
  const cases = join(user.folder, 'cases.yaml');
  writeFileSync(cases, '- text: hi\n');
  const list = await user.run(['policy', 'test', cases]);
  expect(list.code).toBe(2);
  expect(list.stderr).toContain(`${cases}:1:1: must be a map with`);
  writeFileSync(cases, 'version: 1\ncases: [{ text: 5, expect: { tier: 1 } }]\n');
  const wrong = await user.run(['policy', 'test', cases]);
  expect(wrong.stderr).toContain('cases.0.text: must be of type string, not number');
  const missing = await user.run(['policy', 'show', '--config', join(user.folder, 'none.yaml')]);
  expect(missing.stderr).toContain('the policy cannot be read: there is no such file.');
  expect(missing.stderr).not.toContain('ENOENT');
});
