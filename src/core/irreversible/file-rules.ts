import type { Command, CommandRule } from './command.ts';
import { hasFlag, hasLetter } from './command.ts';
import { startsWith, startsWithPair } from './first-words.ts';
import { holdsSecrets, isRebuildable, isTemporary, startsWithVariable } from './paths.ts';

/** Commands that delete, overwrite or open up files. */
export const FILE_RULES: Readonly<Record<string, CommandRule>> = {
  rm: deletes,
  unlink: deletes,
  rmdir: () => null,
  rimraf: (command) => lost(command, command.plain),
  'remove-item': (command) =>
    command.args.some((arg) => /^-(r|recurse|force|fo)$/i.test(arg))
      ? lost(command, command.plain)
      : null,
  rd: windowsDelete,
  del: windowsDelete,
  find: findDeletes,
  dd: (command) => overwritesDevice(command),
  shred: (command) => lost(command, command.plain),
  srm: (command) => lost(command, command.plain),
  'del-cli': (command) => lost(command, command.plain),
  truncate: (command) =>
    command.plain.filter(isNoSize).every(isTemporary) ? null : 'empties a file',
  wipefs: () => 'wipes a disk',
  fdisk: (command) => (hasLetter(command, 'l') ? null : 'changes the parts of a disk'),
  lvremove: () => 'wipes a disk',
  vgremove: () => 'wipes a disk',
  zfs: startsWith('destroy rollback', 'wipes a disk'),
  zpool: startsWith('destroy labelclear', 'wipes a disk'),
  btrfs: startsWithPair({ subvolume: 'delete' }, 'wipes a disk'),
  cryptsetup: startsWith('luksFormat erase luksErase', 'wipes a disk'),
  mdadm: (command) => (hasFlag(command, '--zero-superblock') ? 'wipes a disk' : null),
  parted: (command) => (hasLetter(command, 'l') ? null : 'changes the parts of a disk'),
  diskutil: (command) =>
    /^(erase|partition|secure)/i.test(command.plain[0] ?? '') ? 'wipes a disk' : null,
  format: (command) => (/^[a-z]:/i.test(command.plain[0] ?? '') ? 'wipes a disk' : null),
  chmod: permissions,
  chown: permissions,
  chgrp: permissions,
  setfacl: permissions,
  tee: (command) => writesSecrets(command.plain),
  cp: (command) =>
    command.plain[0] === '/dev/null' && !command.plain.slice(1).every(isTemporary)
      ? 'empties a file'
      : writesSecrets(command.plain.slice(-1)),
  mv: movesAway,
  install: (command) => writesSecrets(command.plain.slice(-1)),
  ln: (command) => writesSecrets(command.plain.slice(-1)),
  sed: (command) => (inPlace(command) ? writesSecrets(command.plain) : null),
  perl: (command) => (inPlace(command) ? writesSecrets(command.plain) : null),
};

function isNoSize(word: string): boolean {
  return !/^[+<>/%-]?\d+[kKMGT]?B?$/.test(word);
}

/** Why writing to one of these paths cannot be undone, or `null`. */
export function writesSecrets(paths: readonly string[]): string | null {
  return paths.some(holdsSecrets) ? 'writes a file that holds keys or permissions' : null;
}

function deletes(command: Command): string | null {
  const forced =
    ['r', 'R', 'f'].some((letter) => hasLetter(command, letter)) ||
    hasFlag(command, '--recursive', '--force');
  if (forced) return lost(command, command.plain);
  return command.plain.some(holdsSecrets) ? 'deletes a file that holds keys or permissions' : null;
}

function windowsDelete(command: Command): string | null {
  const forced = command.args.some((arg) => /^\/[sfq]$/i.test(arg));
  const paths = command.plain.filter((arg) => !/^\/[sfqa]$/i.test(arg));
  return forced
    ? lost(
        command,
        paths.map((path) => path.replaceAll('\\', '/')),
      )
    : null;
}

/** Whether anything is lost that neither a build nor this same script brings back. */
function lost(command: Command, paths: readonly string[]): string | null {
  const { place } = command;
  if (paths.length === 0) return null;
  const within = place.folder?.path ?? null;
  for (const path of paths) {
    if (place.made.has(trimmed(path))) continue;
    const relative = !path.startsWith('/') && !path.startsWith('~') && !startsWithVariable(path);
    if (!isRebuildable(relative && within !== null ? `${within}/${path}` : path)) {
      return startsWithVariable(path) ? 'deletes what a variable names' : 'deletes files for good';
    }
  }
  return null;
}

function trimmed(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function findDeletes(command: Command): string | null {
  const { args } = command;
  const exec = args.findIndex((arg) => arg === '-exec' || arg === '-execdir' || arg === '-ok');
  const runsRm = exec >= 0 && ['rm', 'unlink', 'shred'].includes(args[exec + 1] ?? '');
  if (!runsRm && !args.includes('-delete')) return null;
  const firstFlag = args.findIndex((arg) => arg.startsWith('-'));
  const folders = args.slice(0, Math.max(0, firstFlag));
  const names = args.filter((_, index) =>
    ['-name', '-path', '-iname'].includes(args[index - 1] ?? ''),
  );
  if (names.length > 0 && names.every((name) => isRebuildable(name.replaceAll('*/', ''))))
    return null;
  return folders.length > 0 ? lost(command, folders) : 'deletes files for good';
}

function overwritesDevice(command: Command): string | null {
  const target = command.args.find((arg) => arg.startsWith('of='))?.slice(3) ?? '';
  if (target === '' || target === '/dev/null' || isTemporary(target) || isRebuildable(target))
    return null;
  return target.startsWith('/dev/') ? 'overwrites a disk' : 'overwrites a file';
}

function permissions(command: Command): string | null {
  const paths = command.plain.slice(1);
  if (paths.some((path) => holdsSecrets(path) || /(^|\/)\.(ssh|aws|gnupg|kube)\/?$/.test(path))) {
    return 'changes who may read keys';
  }
  const recursive = hasLetter(command, 'R') || hasFlag(command, '--recursive');
  const wide = paths.some(
    (path) =>
      startsWithVariable(path) || ['/', '~', '~/', '/*', '/etc', '/usr', '/var'].includes(path),
  );
  return recursive && wide ? 'changes permissions of a whole tree' : null;
}

function movesAway(command: Command): string | null {
  if (command.plain.at(-1) === '/dev/null') return 'moves files to nowhere';
  return command.plain.some(holdsSecrets) ? 'moves a file that holds keys or permissions' : null;
}

function inPlace(command: Command): boolean {
  return command.args.some(
    (arg) => arg.startsWith('-i') || arg.startsWith('--in-place') || arg === '-pi',
  );
}
