import type { Command, CommandRule } from './command.ts';
import { hasLetter } from './command.ts';
import { startsWith, startsWithPair } from './first-words.ts';

const ACCOUNTS = 'changes accounts';
const PASSWORD = 'changes a password';
const FIREWALL = 'changes the firewall';
const SECRETS = 'changes secrets';
const STOPS = 'stops the machine';

/** Commands that change accounts, keys and secrets, stop the machine or replace its scheduled jobs. */
export const ACCOUNT_RULES: Readonly<Record<string, CommandRule>> = {
  shutdown: () => STOPS,
  reboot: () => STOPS,
  poweroff: () => STOPS,
  halt: () => STOPS,
  kill: (command) => (killsAll(command) ? 'ends every process of the machine' : null),
  crontab: (command) =>
    hasLetter(command, 'r') || takesTable(command) ? 'replaces the table of scheduled jobs' : null,
  passwd: () => PASSWORD,
  chpasswd: () => PASSWORD,
  htpasswd: () => PASSWORD,
  useradd: () => ACCOUNTS,
  userdel: () => ACCOUNTS,
  usermod: () => ACCOUNTS,
  adduser: () => ACCOUNTS,
  deluser: () => ACCOUNTS,
  iptables: (command) =>
    ['F', 'X', 'P'].some((letter) => hasLetter(command, letter)) ? FIREWALL : null,
  ufw: startsWith('disable reset allow delete', FIREWALL),
  visudo: () => 'changes permissions',
  'ssh-copy-id': () => 'gives a key access',
  'ssh-keygen': (command) => (onlyShowsKeys(command) ? null : 'changes keys'),
  gpg: (command) =>
    command.args.some((arg) => arg.startsWith('--delete') || arg === '--gen-revoke')
      ? 'deletes keys'
      : null,
  vault: (command) => startsWith('write delete', SECRETS)(command) ?? vaultPair(command),
  security: (command) =>
    /^(add|delete|set)-/.test(command.plain[0] ?? '') ? 'changes keys' : null,
  doppler: startsWithPair({ secrets: 'set delete upload' }, SECRETS),
};

const vaultPair = startsWithPair(
  {
    kv: 'put patch delete destroy undelete',
    token: 'create revoke renew',
    lease: 'revoke renew',
    policy: 'write delete',
    operator: 'init seal unseal rekey rotate step-down',
  },
  SECRETS,
);

/** `kill -9 -1`, `kill -s KILL -- -1`: the first `-1` alone would be a signal. */
function killsAll({ args }: Command): boolean {
  const at = args.lastIndexOf('-1');
  return at > 0 && at === args.length - 1;
}

/** `crontab file` and `crontab -`. */
function takesTable(command: Command): boolean {
  return command.plain.length > 0 || command.args.includes('-');
}

function onlyShowsKeys(command: Command): boolean {
  const shows = ['l', 'y', 'F', 'H'].some((letter) => hasLetter(command, letter));
  return shows || command.args.some((arg) => arg.startsWith('/tmp/'));
}
