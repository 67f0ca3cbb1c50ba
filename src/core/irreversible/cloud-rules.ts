import type { Command, CommandRule } from './command.ts';
import { flagValue, hasFlag, hasLetter, plainWithout } from './command.ts';
import { isLoopback } from './hosts.ts';
import { startsWith } from './first-words.ts';

const CLOUD = 'changes something in a cloud account';
const INFRASTRUCTURE = 'changes live infrastructure';
const LIVE_APP = 'changes a live app';
const DEPLOYS = 'deploys';

/** Commands that change cloud accounts, live infrastructure and running apps. */
export const CLOUD_RULES: Readonly<Record<string, CommandRule>> = {
  terraform,
  tofu: terraform,
  terragrunt: terraform,
  pulumi: startsWith('up update destroy refresh import cancel', INFRASTRUCTURE),
  cdk: startsWith('deploy destroy bootstrap', INFRASTRUCTURE),
  'ansible-playbook': (command) =>
    hasFlag(command, '--check', '-C', '--syntax-check', '--list-hosts')
      ? null
      : 'changes other machines',
  ansible: (command) => (isAnsibleLook(command) ? null : 'changes other machines'),
  salt: (command) =>
    /^(test|grains|pillar)\./.test(command.plain[1] ?? '') ? null : 'changes other machines',
  aws,
  gcloud: cloud,
  az: cloud,
  doctl: cloud,
  bq: cloud,
  gsutil,
  kamal: startsWith('deploy redeploy rollback remove setup', DEPLOYS),
  railway: startsWith('up redeploy down delete', DEPLOYS),
  render: startsWith('deploy deploys', DEPLOYS),
  dokku: (command) =>
    /:(destroy|set|unset|deploy|stop)$/.test(command.plain[0] ?? '') ? LIVE_APP : null,
  nomad: (command) =>
    command.plain[0] === 'job' && ['run', 'stop', 'revert'].includes(command.plain[1] ?? '')
      ? INFRASTRUCTURE
      : null,
  serverless: startsWith('deploy remove rollback', DEPLOYS),
  sls: startsWith('deploy remove rollback', DEPLOYS),
  sam: startsWith('deploy delete sync', DEPLOYS),
  eb: startsWith('deploy terminate swap setenv', DEPLOYS),
  wrangler: startsWith('deploy publish delete secret rollback', DEPLOYS),
  cap: (command) => (command.plain.includes('deploy') ? DEPLOYS : null),
  netlify: (command) =>
    command.plain[0] === 'deploy' && hasFlag(command, '--prod', '-p') ? DEPLOYS : null,
  firebase: (command) =>
    /^(deploy|hosting:disable|firestore:delete|database:(set|remove|update))/.test(
      command.plain[0] ?? '',
    )
      ? DEPLOYS
      : null,
  heroku: (command) =>
    /:(set|unset|reset|destroy|rollback|promote|restart|add|remove|scale)|^(run|restart)/.test(
      command.plain[0] ?? '',
    )
      ? LIVE_APP
      : null,
  fly,
  flyctl: fly,
  vercel,
};

/** Neither `apply` nor `destroy` knows a dry run; what looks at their effect is a plan. */
function terraform(command: Command): string | null {
  const words = command.plain[0] === 'run-all' ? command.plain.slice(1) : command.plain;
  const [verb = '', second = ''] = words;
  if (
    ['apply', 'destroy', 'import', 'taint', 'untaint', 'force-unlock', 'refresh'].includes(verb)
  ) {
    return INFRASTRUCTURE;
  }
  const state = verb === 'state' && ['rm', 'mv', 'push', 'replace-provider'].includes(second);
  return state || (verb === 'workspace' && second === 'delete') ? INFRASTRUCTURE : null;
}

const READING =
  /^(describe|list|get|ls|head|wait|help|lookup|search|select|scan|query|estimate|validate|check|batch-get|simulate|filter|tail|presign|view|download|sso|login|show)/;

function aws(command: Command): string | null {
  const endpoint = flagValue(command, '--endpoint-url');
  if (endpoint !== null && isLoopback(endpoint)) return null;
  const [service = '', verb = '', ...rest] = plainWithout(
    command,
    '--profile',
    '--region',
    '--output',
    '--query',
    '--endpoint-url',
  );
  if (service === 's3') return s3(command, verb, rest);
  if (verb === '' || service === 'configure' || READING.test(verb)) return null;
  // Of the services only EC2 knows the flag.
  return service === 'ec2' && hasFlag(command, '--dry-run') ? null : CLOUD;
}

function s3(command: Command, verb: string, paths: readonly string[]): string | null {
  if (hasFlag(command, '--dryrun')) return null;
  const uploads = ['cp', 'sync'].includes(verb) && paths[1]?.startsWith('s3://') === true;
  return uploads || ['rm', 'rb', 'mb', 'mv', 'website'].includes(verb) ? CLOUD : null;
}

function gsutil(command: Command): string | null {
  const [verb = '', ...paths] = command.plain;
  if (verb === 'rsync' && hasLetter(command, 'n')) return null;
  const uploads = ['cp', 'rsync'].includes(verb) && paths.at(-1)?.startsWith('gs://') === true;
  return uploads || ['rm', 'rb', 'mb', 'mv', 'iam', 'acl', 'setmeta'].includes(verb) ? CLOUD : null;
}

const CHANGING = new Set(
  (
    'delete create update deploy set remove add reset stop start restart purge rotate resize rollback promote patch import ' +
    'undelete disable enable destroy regenerate renew publish rm mk insert load submit add-iam-policy-binding ' +
    'remove-iam-policy-binding set-iam-policy'
  ).split(' '),
);
/** Groups of commands that are about this machine's own settings. */
const OWN_SETTINGS = ['config', 'auth', 'init', 'components', 'account'];

function cloud(command: Command): string | null {
  const words = command.plain.slice(0, 6);
  if (OWN_SETTINGS.includes(words[0] ?? '')) return null;
  return words.some((word) => CHANGING.has(word)) ? CLOUD : null;
}

function fly({ plain: [verb = '', second = ''] }: Command): string | null {
  const changes =
    ['deploy', 'destroy', 'launch', 'scale'].includes(verb) ||
    ['set', 'unset', 'destroy', 'delete', 'import', 'restart', 'stop'].includes(second);
  return changes ? LIVE_APP : null;
}

function vercel(command: Command): string | null {
  const [verb = 'deploy', second = ''] = command.plain;
  const deploys = ['deploy', 'remove', 'rm', 'promote', 'rollback'].includes(verb);
  if (deploys || hasFlag(command, '--prod')) return DEPLOYS;
  const settings = ['env', 'domains', 'alias', 'secrets'].includes(verb);
  return settings && ['add', 'rm', 'remove', 'set'].includes(second) ? LIVE_APP : null;
}

/** Without a module `ansible` runs a command; asking and reading facts changes nothing. */
function isAnsibleLook(command: Command): boolean {
  const module = flagValue(command, '-m', '--module-name');
  return (
    hasFlag(command, '--check', '-C', '--list-hosts') || ['ping', 'setup'].includes(module ?? '')
  );
}
