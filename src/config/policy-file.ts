import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModicumError } from '../core/error.ts';
import { configPaths } from './config-paths.ts';
import { fileTrouble } from './file-trouble.ts';
import type { Environment } from './environment-settings.ts';
import { MAX_POLICY_BYTES } from './policy-document.ts';

export interface PolicyText {
  /** Absolute. */
  readonly path: string;
  readonly content: string;
  /** Anyone on this machine may change it. */
  readonly writableByAll: boolean;
}

/** The policy that came with this version of Modicum; also what users copy from. */
export function readBuiltInPolicy(): PolicyText {
  const path = new URL('../../catalog/modicum.yaml', import.meta.url);
  return { path: fileURLToPath(path), content: readFileSync(path, 'utf8'), writableByAll: false };
}

/**
 * The user's policy: the file named by a flag, else by MODICUM_CONFIG, else the one in the config
 * folder, else none. Never one of the current folder: a repository someone works in must not be able to
 * redirect their calls. A named file that is not there is an error, a missing one in the folder is not.
 */
export function readUserPolicy(where: PolicyPlace): PolicyText | null {
  const { path, isNamed } = userPolicyPath(where);
  const isMissing = () => statSync(path, { throwIfNoEntry: false }) === undefined;
  return !isNamed && isMissing() ? null : readPolicyFile(path);
}

export interface PolicyPlace {
  /** From a flag. */
  readonly path: string | null;
  readonly environment: Environment;
  readonly platform: string;
}

/** Where the user's policy is, or would be. `isNamed`: somebody said so, and it must be there. */
export function userPolicyPath(where: PolicyPlace): { path: string; isNamed: boolean } {
  const named = where.path ?? (where.environment['MODICUM_CONFIG'] || null);
  if (named !== null) return { path: resolve(named), isNamed: true };
  return { path: configPaths(where.environment, where.platform).policy, isNamed: false };
}

function readPolicyFile(path: string): PolicyText {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new Error('it is not a file');
    if (stats.size > MAX_POLICY_BYTES) throw new Error('it is larger than 1 MB');
    const content = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return { path, content, writableByAll: (stats.mode & 0o002) !== 0 };
  } catch (cause) {
    throw new ModicumError(
      'config_unreadable',
      `${path}: the policy cannot be read: ${fileTrouble(cause)}. ` +
        'Name another file with --config or MODICUM_CONFIG, or take the name away to use the defaults.',
      { cause },
    );
  }
}
