import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { configPaths } from '../../../config/config-paths.ts';
import { ensureOwnerOnlyFolder } from '../../../config/owner-only.ts';
import { ModicumError } from '../../../core/error.ts';
import type { Place } from '../../../integrate/target.ts';
import type { DiskFacts } from '../verdicts/disk.ts';

export function probeDisk({ environment, platform }: Place): DiskFacts {
  const { stateFolder } = configPaths(environment, platform);
  return { folder: stateFolder, freeBytes: freeBytes(stateFolder), trouble: trouble(stateFolder) };
}

/** Looking makes no folder: one that is not there yet is asked about by the nearest above it. */
function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(nearestAbove(folder));
    return bavail * bsize;
  } catch {
    return null;
  }
}

function nearestAbove(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestAbove(above);
}

function trouble(folder: string): string | null {
  if (!existsSync(folder)) return null;
  try {
    ensureOwnerOnlyFolder(folder);
    return null;
  } catch (cause) {
    if (cause instanceof ModicumError) return cause.message;
    throw cause;
  }
}
