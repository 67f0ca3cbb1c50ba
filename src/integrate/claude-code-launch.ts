import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureOwnerOnlyFolder } from '../config/owner-only.ts';
import { ModicumError } from '../core/error.ts';
import { isObject, type JsonObject } from '../core/json.ts';

export interface LaunchRequest {
  /** What the user wants handed to Claude Code. */
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Whether one of them may not be seen by others, as arguments are. */
  readonly hasSecret: boolean;
  readonly folder: string;
  readonly stateFolder: string;
}

export interface Launch {
  readonly args: readonly string[];
  /** Takes away what was written for this launch. Twice is once. */
  clean(): void;
}

/**
 * The arguments that make Claude Code use these variables whatever its settings files say: `--settings`
 * goes before all of them but those of an administrator. Settings the user gives the same way stay,
 * joined with ours; a second `--settings` would replace one of both.
 */
export function prepareLaunch(request: LaunchRequest): Launch {
  const { words, variables, hasSecret, folder, stateFolder } = request;
  const { rest, given } = takeSettings(words);
  const theirs = given === null ? NO_SETTINGS : readGiven(given, folder);
  const env = isObject(theirs.json['env']) ? theirs.json['env'] : {};
  const settings = JSON.stringify({ ...theirs.json, env: { ...env, ...variables } });
  if (!hasSecret && !theirs.isFile) return { args: ['--settings', settings, ...rest], clean() {} };
  const path = writeForLaunch(settings, stateFolder);
  return { args: ['--settings', path, ...rest], clean: () => rmSync(path, { force: true }) };
}

interface GivenSettings {
  readonly json: JsonObject;
  /** What stands in a file stays out of the list of processes. */
  readonly isFile: boolean;
}

const NO_SETTINGS: GivenSettings = { json: {}, isFile: false };

/** The last one counts, as for Claude Code itself. */
function takeSettings(words: readonly string[]): {
  readonly rest: readonly string[];
  readonly given: string | null;
} {
  const end = words.indexOf('--') === -1 ? words.length : words.indexOf('--');
  const rest: string[] = [];
  let given: string | null = null;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (index < end && word.startsWith('--settings=')) given = word.slice('--settings='.length);
    else if (index < end && word === '--settings') given = words[++index] ?? '';
    else rest.push(word);
  }
  return { rest, given };
}

function readGiven(given: string, folder: string): GivenSettings {
  const isFile = !given.trim().startsWith('{');
  try {
    const text = isFile ? readFileSync(resolve(folder, given), 'utf8') : given;
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isObject(json)) return { json, isFile };
  } catch (cause) {
    throw unreadable(isFile ? given : 'the text', cause);
  }
  throw unreadable(isFile ? given : 'the text', null);
}

function unreadable(what: string, cause: unknown): ModicumError {
  return new ModicumError(
    'usage',
    `What was given with --settings cannot be read: ${what} is not a JSON object.`,
    { cause },
  );
}

const OWN_FILE = /^code-(\d+)\.json$/;

function writeForLaunch(settings: string, stateFolder: string): string {
  ensureOwnerOnlyFolder(stateFolder);
  removeLeftovers(stateFolder);
  const path = join(stateFolder, `code-${process.pid}.json`);
  rmSync(path, { force: true });
  writeFileSync(path, settings, { mode: 0o600, flag: 'wx' });
  return path;
}

/** Of launches that were killed before they could clean up. */
function removeLeftovers(stateFolder: string): void {
  for (const name of readdirSync(stateFolder)) {
    const pid = Number(OWN_FILE.exec(name)?.[1] ?? 0);
    if (pid > 0 && !lives(pid)) rmSync(join(stateFolder, name), { force: true });
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
