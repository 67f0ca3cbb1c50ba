import type { Command, CommandRule } from './command.ts';
import { flagValue, flagValues, hasFlag, hasLetter } from './command.ts';
import { isLoopback, isPaymentTest } from './hosts.ts';

/** Commands that send something to another machine. */
export const HTTP_RULES: Readonly<Record<string, CommandRule>> = {
  curl,
  wget: (command) =>
    changing(flagValue(command, '--method')) ||
    hasFlag(command, '--post-data', '--post-file', '--body-data', '--body-file')
      ? toRemote(command, command.plain)
      : null,
  'invoke-restmethod': powershellRequest,
  'invoke-webrequest': powershellRequest,
  http: httpie,
  https: httpie,
  xh: httpie,
  scp: (command) => (isRemotePath(command.plain.at(-1) ?? '') ? 'writes to another machine' : null),
  rsync,
  sftp: () => null,
  mail: sends,
  mailx: sends,
  sendmail: sends,
  mutt: sends,
  msmtp: sends,
  swaks: sends,
  stripe: (command) =>
    isLive(command) && !/^(get|list|retrieve|listen|logs)$/.test(command.plain[1] ?? '')
      ? 'moves money'
      : null,
};

/** Without `--live`, or a key of a live account, this command works in the test mode, where no money moves. */
function isLive(command: Command): boolean {
  return hasFlag(command, '--live') || command.args.some((arg) => /(sk|rk)_live_/.test(arg));
}

/** `Invoke-RestMethod -Method Delete -Uri …`. */
function powershellRequest(command: Command): string | null {
  const at = command.args.findIndex((arg) => arg.toLowerCase() === '-method');
  return changing(at < 0 ? null : (command.args[at + 1] ?? null))
    ? toRemote(command, command.plain)
    : null;
}

const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

function changing(method: string | null): boolean {
  return method !== null && CHANGING.has(method.toUpperCase());
}

function curl(command: Command): string | null {
  const method = methodOf(command);
  if (method === null ? !sendsBody(command) : !changing(method)) return null;
  const urls = [...command.plain, ...flagValues(command, '--url')].filter(looksLikeUrl);
  return toRemote(command, urls);
}

/** `-X POST`, `-XPOST`, `--request=POST`; `null` when the method follows from the rest. */
function methodOf(command: Command): string | null {
  if (hasFlag(command, '-G', '--get', '-I', '--head')) return 'GET';
  const glued = command.args.find((arg) => /^-[a-z]*X[A-Za-z]+$/.test(arg));
  if (glued !== undefined) return glued.slice(glued.indexOf('X') + 1);
  const spaced = command.args.findIndex((arg) => /^-[a-zA-Z]*X$/.test(arg));
  return spaced >= 0 ? (command.args[spaced + 1] ?? null) : flagValue(command, '--request');
}

const BODY_FLAGS = [
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-urlencode',
  '--data-ascii',
  '-F',
  '--form',
  '--form-string',
  '-T',
  '--upload-file',
  '--json',
];

function sendsBody(command: Command): boolean {
  return hasFlag(command, ...BODY_FLAGS) || command.args.some((arg) => /^-(d|F|T)./.test(arg));
}

function looksLikeUrl(word: string): boolean {
  return (
    word.includes('://') ||
    word.startsWith('$') ||
    /^(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(\/|$)/.test(word)
  );
}

function toRemote(command: Command, urls: readonly string[]): string | null {
  if (isPaymentTest(command.args)) return null;
  const explicit = urls.filter((url) => url.includes('://') || url.startsWith('$'));
  const targets = explicit.length > 0 ? explicit : urls;
  return targets.some((url) => !isLoopback(url)) ? 'changes something on another machine' : null;
}

function httpie(command: Command): string | null {
  const [first = '', ...rest] = command.plain;
  if (hasFlag(command, '--offline')) return null;
  if (changing(first)) return toRemote(command, rest.slice(0, 1));
  const implicit = rest.some((arg) => /^[\w.-]+:?=/.test(arg) && !arg.includes('=='));
  return implicit ? toRemote(command, [first]) : null;
}

function isRemotePath(path: string): boolean {
  const colon = path.indexOf(':');
  return colon > 1 && !path.slice(0, colon).includes('/') && !isLoopback(path.slice(0, colon));
}

function rsync(command: Command): string | null {
  if (hasFlag(command, '--dry-run') || hasLetter(command, 'n')) return null;
  if (command.args.some((arg) => arg.startsWith('--del')))
    return 'deletes what its source does not have';
  return isRemotePath(command.plain.at(-1) ?? '') ? 'writes to another machine' : null;
}

function sends(command: Command): string | null {
  return command.plain.length > 0 || hasFlag(command, '-t') ? 'sends mail' : null;
}
