import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandTree } from '../../src/cli/command-tree.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { completionTable } from '../../src/cli/completion/completion-table.ts';
import { SHELLS, type Shell } from '../../src/cli/completion/index.ts';

const TREE = await commandTree({ meta: { name: 'modicum' }, subCommands: COMMANDS });
const PLACES = completionTable(TREE);
const folder = mkdtempSync(join(tmpdir(), 'modicum-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'my policy.yaml'), '');
mkdirSync(join(folder, 'sub'));

function scriptFile(shell: Shell): string {
  const path = join(folder, `modicum.${shell}`);
  writeFileSync(path, SHELLS[shell].script(PLACES));
  return path;
}

/** What bash offers when tab is pressed at the end of these words. */
function offered(words: readonly string[]): readonly string[] {
  const script = [
    `source ${scriptFile('bash')}`,
    'COMP_WORDS=("$@")',
    'COMP_CWORD=$(($# - 1))',
    '_modicum',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  const said = execFileSync('bash', ['-c', script, 'bash', ...words], { cwd: folder });
  return said.toString('utf8').split('\n').filter(Boolean);
}

describe('bash', () => {
  it('is asked by the shell for every modicum line', () => {
    const said = execFileSync('bash', [
      '-c',
      `set -u; source ${scriptFile('bash')}; complete -p modicum`,
    ]);
    expect(said.toString('utf8').trim()).toBe('complete -F _modicum modicum');
  });

  it.each([
    { line: ['modicum', 'ro'], offers: ['route'] },
    { line: ['modicum', 'ledger', ''], offers: ['tail', 'show', 'forget-prompts'] },
    { line: ['modicum', 'ledger', 'tail', '--fo'], offers: ['--follow'] },
    { line: ['modicum', 'up', '--no-d'], offers: ['--no-detach'] },
    { line: ['modicum', 'route', '--tier', ''], offers: ['0', '1', '2', '3'] },
    { line: ['modicum', 'route', '--task', 'classify_i'], offers: ['classify_intent'] },
    { line: ['modicum', 'route', '--task', '=', 'classify_i'], offers: ['classify_intent'] },
    { line: ['modicum', 'route', '-t', 'summ'], offers: ['summarize', 'summarise'] },
    { line: ['modicum', 'status', ''], offers: ['-j', '--json', '-h', '--help', '--no-color'] },
    { line: ['modicum', 'completion', 'z'], offers: ['zsh'] },
    { line: ['modicum', 'serve', '--config', 'my'], offers: ['my policy.yaml'] },
    { line: ['modicum', 'code', '--claude', 'my'], offers: ['my policy.yaml'] },
    { line: ['modicum', 'serve', '--port', ''], offers: [] },
    { line: ['modicum', 'run', '--', 'su'], offers: ['sub'] },
    { line: ['modicum', 'bogus', 'ro'], offers: ['route'] },
  ])('$line offers $offers', ({ line, offers }) => {
    expect(offered(line)).toEqual(offers);
  });

  it('offers every command of the tree', () => {
    expect(offered(['modicum', '']).toSorted()).toEqual(
      TREE.subCommands.map(({ name }) => name).toSorted(),
    );
  });
});

const CHECKS = {
  bash: ['bash', '-n'],
  zsh: ['zsh', '-n'],
  fish: ['fish', '--no-execute'],
  powershell: ['pwsh', '-NoProfile', '-File'],
} as const satisfies Record<Shell, readonly string[]>;

describe.each(Object.keys(CHECKS) as Shell[])('%s', (shell) => {
  it('has a script that its shell can read, where that shell is', ({ annotate }) => {
    const [program, ...options] = CHECKS[shell];
    const { error, status, stderr } = spawnSync(program, [...options, scriptFile(shell)]);
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
      return annotate(`${program} is not on this machine: its script was not read by it`);
    }
    expect({ status, stderr: stderr.toString('utf8') }).toEqual({ status: 0, stderr: '' });
  });

  it('has every command, every option and every known value, with quotes that close', () => {
    const script = SHELLS[shell].script(PLACES);
    const wanted = PLACES.flatMap(({ commands, options, values }) => [
      ...commands.map(({ text }) => text),
      ...options.map(({ text }) => text.replace(/^--?/, '')),
      ...values.flatMap(({ values: allowed }) => (allowed.kind === 'names' ? allowed.names : [])),
    ]);
    expect(wanted.filter((text) => !script.includes(text))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(100);
    const withoutComments = script.replaceAll(/^\s*#.*$/gm, '').replaceAll("\\'", '');
    expect((withoutComments.match(/'/g)?.length ?? 1) % 2).toBe(0);
  });
});
