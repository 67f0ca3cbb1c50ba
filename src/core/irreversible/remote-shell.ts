import type { ShellCommand } from './shell-script.ts';
import { readShellScript } from './shell-script.ts';

/** Commands that change nothing, whatever their arguments. */
const LOOKING = new Set(
  (
    'ls cat df du uptime tail head grep zgrep egrep ps top free hostname whoami uname journalctl which find stat wc echo ' +
    'date id pwd netstat ss lsof env printenv test md5sum sha256sum true cd less awk sort uniq dmesg nproc lscpu w last ' +
    'diff file jq ping curl'
  ).split(' '),
);

/** Subcommands that change nothing, of commands that can also change something. */
const LOOKING_WITH: Readonly<Record<string, readonly string[]>> = {
  systemctl: ['status', 'is-active', 'is-enabled', 'list-units', 'list-timers', 'show', 'cat'],
  docker: ['ps', 'logs', 'images', 'inspect', 'stats', 'top'],
  git: ['status', 'log', 'diff', 'rev-parse', 'show'],
};

/** Whether every command of a script that runs on another machine only looks. */
export function onlyLooks(script: string): boolean {
  return readShellScript(script).every(looks);
}

function looks({ words, writesTo }: ShellCommand): boolean {
  if (writesTo.some((path) => path !== '/dev/null')) return false;
  const [name = '', ...rest] = words.filter((word) => word !== 'sudo');
  if (name === 'sed') return !rest.some((arg) => arg.startsWith('-i'));
  return LOOKING.has(name) || LOOKING_WITH[name]?.includes(rest[0] ?? '') === true;
}
