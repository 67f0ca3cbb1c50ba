import { ModicumError } from '../core/error.ts';
import type { ConfigPaths } from './config-paths.ts';
import type { Environment } from './environment-settings.ts';
import { readOwnerOnly } from './owner-only.ts';
import { secretProblem } from './secret-text.ts';

/** A key shorter than this can be guessed by trying. */
const SHORTEST_CLIENT_KEY = 16;

/**
 * The key that clients of the gateway must send: MODICUM_CLIENT_KEY, else the file `client-key` in the
 * config folder, else `null`. One that is there but cannot be used throws: going on without it would
 * leave open a door that someone meant to lock.
 */
export function readClientKey(
  environment: Environment,
  paths: Pick<ConfigPaths, 'clientKey'>,
): string | null {
  const variable = environment['MODICUM_CLIENT_KEY'];
  if (variable !== undefined && variable !== '') return checked(variable, 'MODICUM_CLIENT_KEY');
  const file = readOwnerOnly(paths.clientKey);
  if (file.ok) return checked(file.content, paths.clientKey);
  if (file.missing) return null;
  throw new ModicumError('key_file_unsafe', `The client key is not read: ${file.problem}.`);
}

function checked(text: string, where: string): string {
  const key = text.trim();
  const short = key.length < SHORTEST_CLIENT_KEY;
  const problem =
    secretProblem(key) ?? (short ? `is shorter than ${SHORTEST_CLIENT_KEY} characters` : null);
  if (problem === null) return key;
  throw new ModicumError(
    'client_key_invalid',
    `The client key in ${where} ${problem}. A good one: openssl rand -hex 32.`,
  );
}
