import { fstatSync, statSync, type BigIntStats } from 'node:fs';
import { ModicumError } from '../core/error.ts';

/** What a command reads may not be what it writes, by whatever name or link: it would be lost. */
export function refuseOverwriting(
  out: string | null | undefined,
  read: readonly (string | null | undefined)[],
): void {
  const place = typeof out === 'string' ? lookedAt(out) : null;
  if (place === null) return;
  for (const path of read) {
    const source = typeof path === 'string' ? lookedAt(path) : null;
    if (source === null || source.ino !== place.ino || source.dev !== place.dev) continue;
    throw new ModicumError(
      'usage',
      `--out ${out} is the file that ${path === '-' ? 'standard input' : path} is read from, and would replace it. Name another file.`,
    );
  }
}

/** `null`: it is not there, or is no plain file. `-` is standard input. */
function lookedAt(path: string): BigIntStats | null {
  try {
    const found = path === '-' ? fstatSync(0, { bigint: true }) : statSync(path, { bigint: true });
    return found.isFile() ? found : null;
  } catch {
    return null;
  }
}
