import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { configPaths, type ConfigPaths } from '../../config/config-paths.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** One demo's own files: its simulated calls never mix with real ones, nor with another demo's. */
export interface DemoPaths {
  readonly folder: string;
  readonly ledger: string;
  readonly policy: string;
}

/** A folder for a demo that starts now, in this process. */
export function newDemo(environment: Environment, now: number): DemoPaths {
  return pathsIn(demosFolder(environment), `${now}-${process.pid}`);
}

/** The demo that started last, running or not; `null` when there was none. */
export function newestDemo(environment: Environment): DemoPaths | null {
  const folder = demosFolder(environment);
  const newest = runsIn(folder)
    .toSorted((left, right) => left.startedAt - right.startedAt)
    .at(-1);
  return newest === undefined ? null : pathsIn(folder, newest.name);
}

/** Removes what ended demos left. One that still runs keeps its folder. */
export function removeEndedDemos(environment: Environment): void {
  const folder = demosFolder(environment);
  for (const { name, pid } of runsIn(folder)) {
    if (!lives(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

interface Run {
  readonly name: string;
  readonly startedAt: number;
  readonly pid: number;
}

/** Only folders named as ours are: nothing else is ever removed. */
function runsIn(folder: string): readonly Run[] {
  return namesIn(folder).flatMap((name) => {
    const [, startedAt, pid] = /^(\d{13})-(\d{1,10})$/.exec(name) ?? [];
    return startedAt === undefined
      ? []
      : [{ name, startedAt: Number(startedAt), pid: Number(pid) }];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function demosFolder(environment: Environment): ConfigPaths['stateFolder'] {
  return join(configPaths(environment, process.platform).stateFolder, 'demo');
}

function pathsIn(demos: string, name: string): DemoPaths {
  const folder = join(demos, name);
  return { folder, ledger: join(folder, 'ledger.sqlite'), policy: join(folder, 'modicum.yaml') };
}
