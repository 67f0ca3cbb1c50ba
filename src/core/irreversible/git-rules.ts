import type { Command } from './command.ts';
import { hasFlag, hasLetter } from './command.ts';

/** What git cannot take back: shared history, published tags, work that was never committed. */
export function gitRule(command: Command): string | null {
  const git = withoutGlobals(command);
  return SUBCOMMANDS[git.plain[0] ?? '']?.(git) ?? null;
}

/** `git -C folder -c key=value push`: what stands before the subcommand is not part of it. */
function withoutGlobals(command: Command): Command {
  let at = 0;
  while (at < command.args.length && command.args[at]?.startsWith('-')) {
    at += ['-C', '-c', '--git-dir', '--work-tree'].includes(command.args[at] ?? '') ? 2 : 1;
  }
  const args = command.args.slice(at);
  return { ...command, args, plain: args.filter((arg) => !arg.startsWith('-')) };
}

const SUBCOMMANDS: Readonly<Record<string, (git: Command) => string | null>> = {
  push,
  reset: (git) => (hasFlag(git, '--hard', '--merge') ? 'throws away uncommitted work' : null),
  clean: (git) =>
    (hasLetter(git, 'f') || hasFlag(git, '--force')) &&
    !hasLetter(git, 'n') &&
    !hasFlag(git, '--dry-run')
      ? 'deletes files that git does not know'
      : null,
  checkout: (git) =>
    git.args.includes('--') ||
    git.plain.includes('.') ||
    hasLetter(git, 'f') ||
    hasFlag(git, '--force')
      ? 'throws away uncommitted work'
      : null,
  switch: (git) =>
    hasLetter(git, 'f') || hasFlag(git, '--force', '--discard-changes')
      ? 'throws away uncommitted work'
      : null,
  restore: (git) =>
    hasFlag(git, '--staged') && !hasFlag(git, '--worktree') ? null : 'throws away uncommitted work',
  stash: (git) =>
    ['drop', 'clear'].includes(git.plain[1] ?? '') ? 'throws away stashed work' : null,
  branch: (git) =>
    hasLetter(git, 'D') ||
    (hasLetter(git, 'd') && hasLetter(git, 'f')) ||
    (hasFlag(git, '--delete') && hasFlag(git, '--force'))
      ? 'deletes an unmerged branch'
      : null,
  worktree: (git) =>
    git.plain[1] === 'remove' && (hasLetter(git, 'f') || hasFlag(git, '--force'))
      ? 'throws away uncommitted work'
      : null,
  reflog: (git) =>
    ['expire', 'delete'].includes(git.plain[1] ?? '') ? 'deletes the way back to commits' : null,
  gc: (git) =>
    git.args.some((arg) => arg.startsWith('--prune=')) ? 'deletes the way back to commits' : null,
  prune: () => 'deletes the way back to commits',
  'update-ref': (git) => (hasLetter(git, 'd') ? 'deletes a reference' : null),
  'filter-branch': () => 'rewrites history',
  'filter-repo': () => 'rewrites history',
  svn: (git) => (git.plain[1] === 'dcommit' ? 'pushes to a shared branch' : null),
  'send-email': () => 'sends mail',
};

const SHARED_BRANCHES = ['main', 'master', 'trunk', 'production', 'prod', 'stable', 'gh-pages'];

function push(git: Command): string | null {
  if (hasFlag(git, '--dry-run') || hasLetter(git, 'n')) return null;
  if (hasFlag(git, '--force', '--force-with-lease', '--force-if-includes') || hasLetter(git, 'f'))
    return 'forces a push';
  if (hasFlag(git, '--mirror', '--prune')) return 'makes the remote a mirror';
  if (hasFlag(git, '--delete') || hasLetter(git, 'd')) return 'deletes a remote branch';
  if (hasFlag(git, '--tags', '--follow-tags', '--all')) return 'publishes tags or all branches';
  for (const reference of git.plain.slice(2)) {
    if (reference.startsWith('+')) return 'forces a push';
    if (reference.startsWith(':')) return 'deletes a remote branch';
    const target = (reference.split(':').at(-1) ?? '').replace('refs/heads/', '');
    if (SHARED_BRANCHES.includes(target) || target.startsWith('release'))
      return 'pushes to a shared branch';
    if (/^(refs\/tags\/|v?\d+\.\d+)/.test(target)) return 'publishes a tag';
  }
  return null;
}
