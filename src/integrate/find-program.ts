import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Place } from './target.ts';

/** Where a program is that a shell would start by this name; `null` when there is none. */
export function findProgram(name: string, { environment, platform, folder }: Place): string | null {
  const endings = platform === 'win32' && !/\.\w+$/.test(name) ? ['.exe', '.com'] : [''];
  const isPath = isAbsolute(name) || /[\\/]/.test(name);
  const folders = isPath ? [folder] : (environment['PATH'] ?? '').split(delimiter);
  const candidates = folders
    .filter((one) => one !== '')
    .flatMap((one) =>
      endings.map((ending) => (isPath ? resolve(one, name) : join(one, name)) + ending),
    );
  return candidates.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
