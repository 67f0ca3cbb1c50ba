import type { ChangeJournal, Scope } from '../integrate/change-journal.ts';
import { ModicumError } from '../core/error.ts';
import { findLeftovers, removeLeftover, type Leftover } from '../integrate/leftover.ts';
import { lineDiff } from '../integrate/line-diff.ts';
import type { Connection, Place, Target } from '../integrate/target.ts';
import { readClientKey } from '../config/client-key.ts';
import { configPaths } from '../config/config-paths.ts';
import { DEFAULT_HOST, DEFAULT_PORT } from '../gateway/default-address.ts';
import { readRunning } from './running.ts';
import { printJson, printLine } from './output.ts';
import { renderFileChange } from './render/file-change.ts';

export interface LeftoversRequest {
  readonly target: Target;
  readonly scopes: readonly Scope[];
  readonly place: Place;
  readonly journal: ChangeJournal;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

/** Takes out what Modicum wrote where its record is gone; `false` where there is nothing of the kind. */
export function takeLeftovers(request: LeftoversRequest): boolean {
  const { target, scopes, place, journal, dryRun, force, json } = request;
  const connection = usualConnection();
  const leftovers = findLeftovers({ target, scopes, place, connection });
  if (leftovers.length === 0) return false;
  if (!force) throw unrecorded(target, leftovers);
  if (!dryRun) for (const leftover of leftovers) removeLeftover(leftover, journal, Date.now());
  const changes = leftovers.map(({ scope, file, after }) => ({
    id: null,
    target: target.name,
    scope,
    path: file.path,
    what: 'edit',
    diff: lineDiff(file.bytes, after),
  }));
  if (json) {
    printJson({ dryRun, changes });
    return true;
  }
  for (const { path, diff } of changes) {
    for (const line of renderFileChange(path, diff)) printLine(line);
    printLine(dryRun ? 'Would be taken out.' : 'Taken out. modicum undo brings it back.');
  }
  return true;
}

/** What this user's gateway is known by; its policy, which may have mistakes, does not matter. */
function usualConnection(): Connection {
  const url = readRunning()?.url ?? `http://${DEFAULT_HOST}:${DEFAULT_PORT}`;
  const clientKey = readClientKey(process.env, configPaths(process.env, process.platform));
  return { url, credential: 'none', clientKey };
}

function unrecorded(target: Target, leftovers: readonly Leftover[]): ModicumError {
  const places = leftovers.map(({ file, found }) => {
    const lines = found.map(({ name, line }) => `${name} (line ${line})`);
    return `  ${file.path}: ${lines.join(', ')}`;
  });
  return new ModicumError(
    'change_not_undone',
    [
      `${target.title} is connected, but Modicum's record of that is gone, so nothing was touched. This is Modicum's:`,
      ...places,
      `Take it out by hand, or: modicum disconnect ${target.name} --force`,
    ].join('\n'),
  );
}
