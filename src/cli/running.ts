import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { configPaths } from '../config/config-paths.ts';

/** The gateway this user has running, as its own file says. */
export interface Running {
  readonly pid: number;
  readonly url: string;
}

export function writeRunning(running: Running): void {
  const path = pidFile();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify(running), { mode: 0o600 });
}

/** `null` when none runs; a file left by a dead process counts as none. */
export function readRunning(): Running | null {
  try {
    const running = JSON.parse(readFileSync(pidFile(), 'utf8')) as Running;
    process.kill(running.pid, 0);
    return running;
  } catch {
    return null;
  }
}

export function removeRunning(pid: number): void {
  if (readRunning()?.pid === pid) rmSync(pidFile(), { force: true });
}

/** Asks the gateway itself: a process with that number may be anything. */
export async function answers(running: Running): Promise<boolean> {
  try {
    const response = await fetch(`${running.url}/api/hello`, { signal: AbortSignal.timeout(2_000) });
    return response.ok || response.status === 401;
  } catch {
    return false;
  }
}

function pidFile(): string {
  return configPaths(process.env, process.platform).pid;
}
