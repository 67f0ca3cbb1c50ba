import type { Command, Place } from './command.ts';
import type { ShellCommand } from './shell-script.ts';
import { filledIn } from './unwrap.ts';

/** More files than any honest script writes for itself to run. */
const MOST_FILES = 50;

/** Keeps what a command writes into files, where its words say it: the same script may run them. */
export function keepWritten(
  { name, args, plain, input, place }: Command,
  shell: ShellCommand,
  printed: string | null,
): void {
  const isTee = name === 'tee';
  const text = isTee ? input : printed;
  for (const file of isTee ? plain : shell.writesTo) {
    const path = keyOf(filledIn(file, place));
    const isAdded = isTee ? args.includes('-a') : !shell.replaces.includes(file);
    const before = isAdded ? (place.written.get(path) ?? '') : '';
    if (text === null) place.written.delete(path);
    else if (place.written.size < MOST_FILES) place.written.set(path, `${before}${text}\n`);
  }
}

/** What the script itself wrote into the first of these files; `null` where that is not known. */
export function writtenTo(paths: readonly string[], place: Place): string | null {
  const [path] = paths;
  return path === undefined ? null : (place.written.get(keyOf(filledIn(path, place))) ?? null);
}

function keyOf(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}
