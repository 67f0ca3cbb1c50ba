import { baseName } from './command.ts';

/** Interpreters that run what they are fed. */
export const INTERPRETERS = new Set(
  (
    'sh bash zsh dash ksh fish python python3 node ruby perl php deno bun pwsh powershell iex invoke-expression ' +
    'osascript lua'
  ).split(' '),
);
export const SHELLS = new Set('sh bash zsh dash ksh fish'.split(' '));

/** Tools whose output is meant to become part of the shell: set-up lines. */
const SETUP = new Set(
  (
    'ssh-agent direnv minikube pyenv rbenv nodenv brew opam fnm starship zoxide conda mise asdf dircolors kubectl gh ' +
    'docker-machine keychain npm pip uv rustup'
  ).split(' '),
);

/** Whether this script only prints how to set up the shell. */
export function printsSetup(script: string): boolean {
  const [first = ''] = script.trim().split(/[\s)]/, 1);
  return SETUP.has(baseName(first));
}

const DELETING = [
  'shutil.rmtree(',
  'os.remove(',
  'os.unlink(',
  'os.rmdir(',
  'unlink(',
  'rmSync(',
  'fs.rm(',
  'rimraf',
  'rm_rf',
  'remove_entry',
  'unlinkSync(',
  'File.delete',
  'FileUtils.rm',
  'rmdirSync(',
  'rmtree',
];
const UNREADABLE = [
  'b64decode(',
  'base64.decode',
  'atob(',
  'fromhex(',
  "'base64')",
  '"base64")',
  'decode_base64',
  'Base64.decode64',
];
const RUNNING = [
  'exec(',
  'eval(',
  'Function(',
  'os.system(',
  'child_process',
  'subprocess',
  'spawn(',
];
const DATABASE = [
  'drop table',
  'drop database',
  'truncate table',
  'dropdatabase(',
  '.drop_all(',
  'deletemany({})',
];

/** Why code given on a command line or in a here-document cannot be undone, or `null`. */
export function irreversibleCode(code: string): string | null {
  const has = (words: readonly string[]): boolean => words.some((word) => code.includes(word));
  if (has(UNREADABLE) && has(RUNNING)) return 'runs unreadable code';
  if (has(DELETING) && !code.includes('/tmp/') && !code.includes('tempfile'))
    return 'deletes files for good';
  const lower = code.toLowerCase();
  if (DATABASE.some((words) => lower.includes(words))) return 'drops or empties a table';
  if (/requests\.(post|put|patch|delete)\(|method: ?['"](post|put|patch|delete)/i.test(code)) {
    return lower.includes('localhost') || lower.includes('127.0.0.1')
      ? null
      : 'changes something on another machine';
  }
  return null;
}
