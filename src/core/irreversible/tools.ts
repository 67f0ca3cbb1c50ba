import type { Call } from '../call.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject } from '../json.ts';
import { writesSecrets } from './file-rules.ts';
import { isPaymentTest } from './hosts.ts';
import { requestTool } from './request-tool.ts';
import { LONGEST_SCRIPT, TOO_LONG, irreversibleScript, irreversibleWords } from './shell.ts';
import { irreversibleSql } from './sql.ts';

/** What a tool call would do that cannot be undone, or `null`. Read from the tool's name and its input. */
export function irreversibleTool(name: string, input: JsonObject, call: Call): string | null {
  const words = wordsOf(name);
  for (const read of [shellTool, fileTool, sqlTool, requestTool]) {
    const found = read(words, input);
    if (found !== null) return found;
  }
  return namedTool(words, { name, input, call });
}

/** `mcp__github__mergePullRequest` → mcp, github, merge, pull, request. Bounded: names are written by others. */
function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const SHELL_WORDS = [
  'bash',
  'shell',
  'run',
  'execute',
  'exec',
  'terminal',
  'command',
  'cmd',
  'powershell',
  'console',
  'sh',
  'process',
  'ssh',
];
const SCRIPT_KEYS = ['command', 'cmd', 'commands', 'script', 'code', 'chars', 'input'];

function shellTool(words: readonly string[], input: JsonObject): string | null {
  if (!words.some((word) => SHELL_WORDS.includes(word))) return null;
  for (const key of SCRIPT_KEYS) {
    const found = scriptOf(input[key]);
    if (found !== null) return found;
  }
  return programOf(input);
}

const PROGRAM_KEYS = ['command', 'cmd', 'program', 'executable', 'file'];
const ARGUMENT_KEYS = ['args', 'argv', 'arguments'];

/** A program and its arguments apart from each other: `{command: 'rm', args: ['-rf', 'src']}`. */
function programOf(input: JsonObject): string | null {
  const args = ARGUMENT_KEYS.map((key) => input[key]).find((value) => value !== undefined);
  const program = PROGRAM_KEYS.map((key) => input[key]).find((value) => typeof value === 'string');
  if (program === undefined || program.length > LONGEST_SCRIPT) return scriptOf(args);
  if (typeof args === 'string') return scriptOf(`${program} ${args}`);
  return Array.isArray(args) ? scriptOf([...program.trim().split(/\s+/), ...args]) : null;
}

function scriptOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return irreversibleScript(value);
  if (!Array.isArray(value)) return null;
  return irreversibleWords(value.filter((word): word is string => typeof word === 'string'));
}

const WRITING = [
  'write',
  'edit',
  'multiedit',
  'create',
  'replace',
  'insert',
  'update',
  'patch',
  'delete',
  'remove',
  'move',
  'notebookedit',
];
const PATH_KEYS = [
  'file_path',
  'path',
  'filePath',
  'filename',
  'target_file',
  'notebook_path',
  'file',
  'destination',
  'source',
];

function fileTool(words: readonly string[], input: JsonObject): string | null {
  // One tool for all of it says in `command` which it is.
  if (!words.some((word) => WRITING.includes(word)) || input['command'] === 'view') return null;
  const paths = PATH_KEYS.map((key) => input[key]).filter((path) => typeof path === 'string');
  const patch = typeof input['patch'] === 'string' ? patchedPaths(input['patch']) : [];
  return writesSecrets([...paths, ...patch]);
}

/** `*** Update File: path` and `+++ b/path`. */
function patchedPaths(patch: string): readonly string[] {
  return patch
    .split('\n', 10_000)
    .filter((line) => line.startsWith('*** ') || line.startsWith('+++ '))
    .map((line) => (line.split(/[: ]/).at(-1) ?? '').trim());
}

function sqlTool(words: readonly string[], input: JsonObject): string | null {
  if (
    !words.some((word) =>
      ['sql', 'query', 'postgres', 'mysql', 'sqlite', 'database', 'db', 'statement'].includes(word),
    )
  )
    return null;
  const script = ['sql', 'query', 'statement']
    .map((key) => input[key])
    .find((value) => typeof value === 'string');
  if (script === undefined) return null;
  if (script.length > LONGEST_SCRIPT) return TOO_LONG;
  return irreversibleSql(script, { definitionsCommit: words.includes('mysql') });
}

/** Tools that are named after what they do: a word of the first list, then one of the second. */
const NAMED: readonly (readonly [
  verbs: readonly string[],
  objects: readonly string[],
  what: string,
])[] = [
  [
    ['delete', 'drop', 'destroy', 'purge', 'truncate', 'terminate', 'wipe'],
    [
      'database',
      'table',
      'bucket',
      'cluster',
      'instance',
      'account',
      'user',
      'repo',
      'repository',
      'branch',
      'records',
      'collection',
      'namespace',
      'volume',
      'backup',
      'customer',
      'project',
      'email',
      'event',
      'page',
      'index',
    ],
    'deletes something for good',
  ],
  [
    ['send', 'reply'],
    ['email', 'mail', 'sms', 'message', 'invoice', 'notification', 'slack', 'newsletter', 'dm'],
    'sends something',
  ],
  [
    ['post', 'publish'],
    [
      'message',
      'tweet',
      'post',
      'comment',
      'article',
      'page',
      'package',
      'release',
      'video',
      'story',
    ],
    'publishes something',
  ],
  [['cancel'], ['subscription', 'membership', 'account'], 'ends what somebody pays for'],
  [['merge'], ['pull', 'pr', 'mr', 'branch'], 'merges into a shared branch'],
  [['create', 'publish'], ['release', 'deployment'], 'publishes a release'],
  [
    ['create', 'make', 'capture', 'issue', 'confirm', 'submit', 'send', 'process'],
    ['payment', 'charge', 'refund', 'transfer', 'payout', 'paymentintent', 'order'],
    'moves money',
  ],
  [
    ['refund', 'pay', 'charge', 'disburse'],
    [
      'payment',
      'charge',
      'order',
      'customer',
      'transaction',
      'purchase',
      'invoice',
      'bill',
      'card',
      'vendor',
      'supplier',
      'subscription',
    ],
    'moves money',
  ],
  [['transfer', 'wire', 'withdraw'], ['funds', 'money', 'balance', 'payment'], 'moves money'],
  [
    ['rotate', 'revoke', 'grant', 'reset', 'change', 'set', 'update', 'create', 'delete'],
    [
      'key',
      'token',
      'secret',
      'password',
      'credential',
      'credentials',
      'access',
      'permission',
      'permissions',
      'role',
      'policy',
    ],
    'changes keys or permissions',
  ],
  [
    ['deploy', 'promote', 'rollback'],
    [
      'production',
      'prod',
      'service',
      'app',
      'site',
      'release',
      'version',
      'project',
      'stack',
      'worker',
    ],
    'deploys',
  ],
];

interface Named {
  readonly name: string;
  readonly input: JsonObject;
  readonly call: Call;
}

function namedTool(words: readonly string[], tool: Named): string | null {
  if (onlyLooks(words)) return null;
  const found = NAMED.find(([verbs, objects]) => {
    const at = words.findIndex((word) => verbs.includes(word));
    return at >= 0 && words.slice(at + 1).some((word) => objects.includes(word));
  });
  if (found === undefined && words.at(-1) !== 'deploy') return null;
  if (isTestMode(tool.input) || isHonouredDryRun(tool)) return null;
  return found?.[2] ?? 'deploys';
}

/** `preview_delete_user`, `undo_delete_page`, `send_test_email`; but `list_and_delete_branch` does both. */
function onlyLooks(words: readonly string[]): boolean {
  const [first = ''] = words.filter((word) => word !== 'mcp');
  const isTold = LOOKING.has(first) || (first === 'send' && words.includes('test'));
  return isTold && !words.includes('and') && !words.includes('or');
}

const LOOKING: ReadonlySet<string> = new Set(
  `get list search find describe show view read fetch count preview simulate estimate explain can should check
   validate verify is has dry soft undo draft`.split(/\s+/),
);

function isTestMode(input: JsonObject): boolean {
  if (input['livemode'] === false || input['test'] === true || input['sandbox'] === true)
    return true;
  const modes = ['mode', 'environment', 'env'].map((key) => input[key]);
  return (
    modes.includes('test') ||
    modes.includes('sandbox') ||
    isPaymentTest(Object.values(input).filter((value) => typeof value === 'string'))
  );
}

/** A dry run counts when the tool itself declares the field. */
function isHonouredDryRun({ name, input, call }: Named): boolean {
  const key = ['dry_run', 'dryRun'].find((candidate) => input[candidate] === true);
  if (key === undefined) return false;
  const schema = call.tools.find((tool) => tool.name === name)?.inputSchema['properties'];
  return isObject(schema) && Object.hasOwn(schema, key);
}
