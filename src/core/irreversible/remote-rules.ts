import type { Command, CommandRule } from './command.ts';
import { flagValue, hasFlag, hasLetter } from './command.ts';
import { isLocalCluster, isLoopback } from './hosts.ts';

/** Commands that change clusters, clouds, registries and other things that are shared or live. */
export const REMOTE_RULES: Readonly<Record<string, CommandRule>> = {
  kubectl: (command) => cluster(command, KUBECTL, ['--context', '--cluster', '--server', '-s']),
  oc: (command) => cluster(command, KUBECTL, ['--context', '--cluster', '--server', '-s']),
  helm: (command) => cluster(command, HELM, ['--kube-context']),
  terraform: infrastructure, tofu: infrastructure, terragrunt: infrastructure,
  pulumi: anyOf(['up', 'update', 'destroy', 'refresh', 'import', 'cancel'], 'changes live infrastructure'),
  cdk: anyOf(['deploy', 'destroy', 'bootstrap'], 'changes live infrastructure'),
  serverless: anyOf(['deploy', 'remove', 'rollback'], 'deploys'),
  sls: anyOf(['deploy', 'remove', 'rollback'], 'deploys'),
  sam: anyOf(['deploy', 'delete', 'sync'], 'deploys'),
  eb: anyOf(['deploy', 'terminate', 'swap', 'setenv'], 'deploys'),
  'ansible-playbook': (command) => (hasFlag(command, '--check', '-C', '--syntax-check', '--list-hosts') ? null : 'changes other machines'),
  aws, gcloud: cloudWords, az: cloudWords, doctl: cloudWords, gsutil, bq: cloudWords,
  heroku: (command) => (/:(set|unset|reset|destroy|rollback|promote|restart|add|remove|scale)|^(run|restart)/.test(command.plain[0] ?? '') ? 'changes a live app' : null),
  fly: flyRule, flyctl: flyRule,
  vercel: (command) => vercelRule(command),
  netlify: (command) => (command.plain[0] === 'deploy' && hasFlag(command, '--prod', '-p') ? 'deploys' : null),
  wrangler: anyOf(['deploy', 'publish', 'delete', 'secret', 'rollback'], 'deploys'),
  firebase: (command) => (/^(deploy|hosting:disable|firestore:delete|database:(set|remove|update))/.test(command.plain[0] ?? '') ? 'deploys' : null),
  cap: (command) => (command.plain.includes('deploy') ? 'deploys' : null),
  npm: registry(['publish', 'unpublish', 'deprecate', 'dist-tag', 'owner', 'access', 'token']),
  pnpm: registry(['publish', 'unpublish', 'deprecate']),
  yarn: (command) => registry(['publish'])({ ...command, plain: command.plain[0] === 'npm' ? command.plain.slice(1) : command.plain }),
  bun: registry(['publish']),
  lerna: registry(['publish']), changeset: registry(['publish']),
  cargo: registry(['publish', 'yank', 'owner']),
  poetry: registry(['publish']), uv: registry(['publish']), hatch: registry(['publish']), flit: registry(['publish']),
  twine: registry(['upload']), gem: registry(['push', 'yank']), vsce: registry(['publish']), jsr: registry(['publish']),
  mvn: (command) => (command.plain.some((goal) => /^(deploy|release:perform)/.test(goal)) ? 'publishes a package' : null),
  gradle: (command) => (command.plain.some((goal) => /publish(?!ToMavenLocal)/.test(goal)) ? 'publishes a package' : null),
  'semantic-release': (command) => (hasFlag(command, '--dry-run', '-d') ? null : 'publishes a package'),
  goreleaser: (command) => (command.plain[0] === 'release' && !hasFlag(command, '--snapshot') ? 'publishes a package' : null),
  docker, podman: docker, 'docker-compose': (command) => compose(command.plain, command),
  gh, glab: gh,
  shutdown: () => 'stops the machine', reboot: () => 'stops the machine', poweroff: () => 'stops the machine', halt: () => 'stops the machine',
  crontab: (command) =>
    hasLetter(command, 'r') || command.plain.length > 0 || command.args.includes('-') ? 'replaces the table of scheduled jobs' : null,
  'ssh-copy-id': () => 'gives a key access', passwd: () => 'changes a password', chpasswd: () => 'changes a password',
  useradd: () => 'changes accounts', userdel: () => 'changes accounts', usermod: () => 'changes accounts', adduser: () => 'changes accounts',
  deluser: () => 'changes accounts', visudo: () => 'changes permissions', htpasswd: () => 'changes a password',
  'ssh-keygen': (command) => (['l', 'y', 'F', 'H'].some((letter) => hasLetter(command, letter)) || command.args.some((arg) => arg.startsWith('/tmp/')) ? null : 'changes keys'),
  gpg: (command) => (command.args.some((arg) => arg.startsWith('--delete') || arg === '--gen-revoke') ? 'deletes keys' : null),
  vault: anyOf(['write', 'delete', 'kv', 'token', 'lease', 'operator', 'policy'], 'changes secrets', ['get', 'list', 'lookup']),
  security: (command) => (/^(add|delete|set)-/.test(command.plain[0] ?? '') ? 'changes keys' : null),
  doppler: (command) => (command.plain[0] === 'secrets' && ['set', 'delete', 'upload'].includes(command.plain[1] ?? '') ? 'changes secrets' : null),
};

/** A rule for tools whose first word says it all; `except` lists second words that only look. */
function anyOf(verbs: readonly string[], what: string, except: readonly string[] = []): CommandRule {
  return ({ plain: [verb = '', second = ''] }) => (verbs.includes(verb) && !except.includes(second) ? what : null);
}

const KUBECTL: readonly string[] = [
  'delete', 'apply', 'create', 'replace', 'patch', 'edit', 'scale', 'autoscale', 'drain', 'cordon', 'uncordon', 'taint',
  'label', 'annotate', 'set', 'run', 'expose', 'rollout', 'cp', 'certificate',
];
const HELM: readonly string[] = ['install', 'upgrade', 'uninstall', 'delete', 'rollback', 'push'];

function cluster(command: Command, verbs: readonly string[], flags: readonly string[]): string | null {
  const words = withoutFlagValues(command, [...flags, '-n', '--namespace', '-f', '--filename', '--kubeconfig']);
  const [verb = '', second = ''] = words;
  if (!verbs.includes(verb)) return null;
  if (verb === 'rollout' && ['status', 'history'].includes(second)) return null;
  const forReal = command.args.some((arg) => arg === '--dry-run=none' || arg === '--dry-run=false');
  if (hasFlag(command, '--dry-run') && !forReal) return null;
  const context = flagValue(command, ...flags) ?? command.place.cluster;
  return context !== null && isLocalCluster(context) ? null : 'changes a live cluster';
}

function withoutFlagValues(command: Command, flags: readonly string[]): readonly string[] {
  return command.args.filter(
    (arg, index) => !arg.startsWith('-') && !flags.includes(command.args[index - 1] ?? ''),
  );
}

/** Neither `apply` nor `destroy` knows a dry run: what one looks like is a plan. */
function infrastructure(command: Command): string | null {
  const [verb = '', second = ''] = command.plain;
  if (['apply', 'destroy', 'import', 'taint', 'untaint', 'force-unlock', 'refresh'].includes(verb)) {
    return 'changes live infrastructure';
  }
  if (verb === 'run-all') return ['apply', 'destroy'].includes(second) ? 'changes live infrastructure' : null;
  if (verb === 'state') return ['rm', 'mv', 'push', 'replace-provider'].includes(second) ? 'changes the state of infrastructure' : null;
  return verb === 'workspace' && second === 'delete' ? 'changes the state of infrastructure' : null;
}

const READING_VERBS = /^(describe|list|get|ls|head|wait|help|lookup|search|select|scan|query|estimate|validate|check|batch-get|simulate|filter|tail|presign|generate-presigned|view|download|configure|sso|login|show)/;

function aws(command: Command): string | null {
  const words = withoutFlagValues(command, ['--profile', '--region', '--output', '--query', '--endpoint-url']);
  const [service = '', verb = '', ...rest] = words;
  const endpoint = flagValue(command, '--endpoint-url');
  if (endpoint !== null && isLoopback(endpoint)) return null;
  if (service === 's3') return s3(command, verb, rest);
  if (verb === '' || service === 'configure' || READING_VERBS.test(verb)) return null;
  // Only EC2 knows the flag.
  if (service === 'ec2' && hasFlag(command, '--dry-run')) return null;
  return 'changes something in a cloud account';
}

function s3(command: Command, verb: string, rest: readonly string[]): string | null {
  if (hasFlag(command, '--dryrun')) return null;
  if (['rm', 'rb', 'mb', 'mv', 'website'].includes(verb)) return 'changes something in a cloud account';
  const upload = (rest[1] ?? '').startsWith('s3://');
  return ['cp', 'sync'].includes(verb) && upload ? 'changes something in a cloud account' : null;
}

function gsutil(command: Command): string | null {
  const [verb = '', ...rest] = command.plain;
  if (['rm', 'rb', 'mb', 'mv', 'iam', 'acl', 'setmeta'].includes(verb)) return 'changes something in a cloud account';
  if (verb === 'rsync' && hasLetter(command, 'n')) return null;
  return ['cp', 'rsync'].includes(verb) && (rest.at(-1) ?? '').startsWith('gs://') ? 'changes something in a cloud account' : null;
}

const CLOUD_VERBS = new Set([
  'delete', 'create', 'update', 'deploy', 'set', 'remove', 'add', 'reset', 'stop', 'start', 'restart', 'purge', 'rotate',
  'add-iam-policy-binding', 'remove-iam-policy-binding', 'set-iam-policy', 'resize', 'rollback', 'promote', 'patch', 'import',
  'undelete', 'disable', 'enable', 'destroy', 'regenerate', 'renew', 'publish', 'rm', 'mk', 'insert', 'load', 'submit',
]);

function cloudWords(command: Command): string | null {
  const words = command.plain.slice(0, 6);
  // `config` and `account` are about this machine's own settings.
  if (['config', 'auth', 'init', 'components', 'account'].includes(words[0] ?? '')) return null;
  const verb = words.find((word) => CLOUD_VERBS.has(word) || word.startsWith('set-') || word.startsWith('delete-'));
  return verb === undefined ? null : 'changes something in a cloud account';
}

function flyRule(command: Command): string | null {
  const [verb = '', second = ''] = command.plain;
  if (['deploy', 'destroy', 'launch', 'scale'].includes(verb)) return 'changes a live app';
  return ['set', 'unset', 'destroy', 'delete', 'import', 'restart', 'stop'].includes(second) ? 'changes a live app' : null;
}

function vercelRule(command: Command): string | null {
  const [verb = 'deploy', second = ''] = command.plain;
  if (hasFlag(command, '--prod') || ['deploy', 'remove', 'rm', 'promote', 'rollback'].includes(verb)) return 'deploys';
  return ['env', 'domains', 'alias', 'secrets'].includes(verb) && ['add', 'rm', 'remove', 'set'].includes(second) ? 'changes a live app' : null;
}

function registry(verbs: readonly string[]): CommandRule {
  return (command) => {
    const [verb = '', second = ''] = command.plain;
    if (!verbs.includes(verb) || hasFlag(command, '--dry-run')) return null;
    if (['list', 'ls'].includes(second)) return null;
    const where = flagValue(command, '--registry', '--repository-url');
    return where !== null && isLoopback(where) ? null : 'publishes a package';
  };
}

function docker(command: Command): string | null {
  const [verb = '', second = '', third = ''] = command.plain;
  if (verb === 'push' || (verb === 'image' && second === 'push')) {
    return isLoopback((verb === 'push' ? second : third).split('/', 1)[0] ?? '') ? null : 'publishes an image';
  }
  if (verb === 'compose') return compose(command.plain.slice(1), command);
  if (verb === 'volume' && ['rm', 'prune', 'remove'].includes(second)) return 'deletes stored data';
  if (verb === 'system' && second === 'prune') return hasFlag(command, '--volumes') ? 'deletes stored data' : null;
  if (['build', 'buildx'].includes(verb) && hasFlag(command, '--push')) return 'publishes an image';
  return ['stack', 'service', 'swarm', 'secret'].includes(verb) && !['ls', 'ps', 'inspect', 'logs'].includes(second)
    ? 'changes a live cluster'
    : null;
}

function compose(words: readonly string[], command: Command): string | null {
  if (words.includes('push')) return 'publishes an image';
  const volumes = hasFlag(command, '--volumes') || hasLetter(command, 'v');
  return (words.includes('down') || words.includes('rm')) && volumes ? 'deletes stored data' : null;
}

const GH: Readonly<Record<string, readonly string[]>> = {
  release: ['create', 'edit', 'delete', 'upload', 'delete-asset'],
  pr: ['merge', 'comment', 'review', 'close'],
  mr: ['merge', 'note', 'approve', 'close', 'delete'],
  issue: ['create', 'comment', 'close', 'delete', 'transfer', 'edit', 'lock'],
  repo: ['delete', 'archive', 'rename', 'edit', 'create', 'sync', 'deploy-key'],
  secret: ['set', 'delete', 'remove'],
  variable: ['set', 'delete', 'remove'],
  workflow: ['run', 'enable', 'disable'],
  run: ['delete', 'cancel', 'rerun'],
  gist: ['create', 'edit', 'delete'],
  'ssh-key': ['add', 'delete'],
  'gpg-key': ['add', 'delete'],
  ruleset: ['delete'],
  label: ['delete'],
};

function gh(command: Command): string | null {
  const [noun = '', verb = ''] = command.plain;
  if (noun === 'api') return ghApi(command);
  return GH[noun]?.includes(verb) === true ? 'changes or publishes something on the forge' : null;
}

function ghApi(command: Command): string | null {
  const method = flagValue(command, '-X', '--method')?.toUpperCase();
  const body = hasFlag(command, '-f', '-F', '--field', '--raw-field', '--input');
  const reads = method === 'GET' || (method === undefined && !body);
  // A GraphQL query is a POST that reads, unless it is a mutation.
  const query = command.plain[1] === 'graphql' && !command.args.some((arg) => arg.includes('mutation'));
  return reads || query ? null : 'changes or publishes something on the forge';
}
