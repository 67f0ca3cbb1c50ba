import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readClientKey } from '../config/client-key.ts';
import { configPaths } from '../config/config-paths.ts';
import { ensureOwnerOnlyFolder } from '../config/owner-only.ts';
import { lifeOf, ownIdentity, type ProcessIdentity } from '../ledger/sqlite/process-identity.ts';

/** The gateway this user has running, as its own file says. */
export interface Running extends ProcessIdentity {
  readonly url: string;
}

export function writeRunning(url: string): void {
  const path = pidFile();
  ensureOwnerOnlyFolder(dirname(path));
  writeFileSync(path, JSON.stringify({ url, ...ownIdentity() }), { mode: 0o600 });
}

/** `null` when none runs; a file left by a dead process counts as none, also when its number was given away again. */
export function readRunning(): Running | null {
  const running = readFile();
  return running !== null && lifeOf(running) === 'alive' ? running : null;
}

export function removeRunning(pid: number): void {
  if (readFile()?.pid === pid) rmSync(pidFile(), { force: true });
}

/** Asks the gateway itself: that its process lives does not say that it serves. */
export async function answers(running: Running): Promise<boolean> {
  try {
    const response = await askGateway(running, '/api/hello', 2_000);
    return response.ok || response.status === 401;
  } catch {
    return false;
  }
}

/** A request to the user's own gateway, with the client key if there is one. */
export function askGateway(
  { url }: Pick<Running, 'url'>,
  path: string,
  timeoutMs: number,
): Promise<Response> {
  const key = readClientKey(process.env, configPaths(process.env, process.platform));
  const headers = key === null ? {} : { 'x-api-key': key };
  return fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(timeoutMs) });
}

/** The file is ours, but a torn or foreign one must not stop anybody from starting. */
function readFile(): Running | null {
  try {
    const { url, host, pid, start } = JSON.parse(readFileSync(pidFile(), 'utf8')) as Running;
    const isWhole = typeof url === 'string' && typeof host === 'string' && Number.isInteger(pid);
    return isWhole && pid > 0 ? { url, host, pid, start: start ?? null } : null;
  } catch {
    return null;
  }
}

function pidFile(): string {
  return configPaths(process.env, process.platform).pid;
}
