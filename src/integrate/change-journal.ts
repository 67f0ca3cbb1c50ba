import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureOwnerOnlyFolder } from '../config/owner-only.ts';
import { ModicumError } from '../core/error.ts';

export type TargetName = 'claude-code' | 'sdk';
export type Scope = 'user' | 'project';

/** One file outside Modicum's own folders that Modicum changed, with all it takes to take that back. */
export interface Change {
  /** Sortable by time. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly target: TargetName;
  readonly scope: Scope;
  /** As it was named, and what was written behind links. */
  readonly path: string;
  readonly realPath: string;
  /** What was there before; `null`: no file. */
  readonly before: Uint8Array | null;
  /** SHA-256 of the file as Modicum left it. */
  readonly hashAfter: string;
  /** What was set, each value as its SHA-256: a value may be a key. */
  readonly entries: Readonly<Record<string, string>>;
  /** Folders that were made for the file, outermost first. */
  readonly madeFolders: readonly string[];
}

export interface ChangeJournal {
  /** Durable before the file is touched: a change without its record could not be undone. */
  record(change: Change): void;
  /** Oldest first. */
  list(): readonly Change[];
  /** Taken back, so nothing needs to be remembered. */
  forget(id: string): void;
  /** Where the file as it was is kept for a person to copy back by hand. */
  backupPath(id: string): string;
}

/** The record of changes in the state folder: `<id>.json`, and the file as it was in `<id>.before`. */
export function openChangeJournal(stateFolder: string): ChangeJournal {
  const folder = join(stateFolder, 'changes');
  const recordPath = (id: string) => join(folder, `${id}.json`);
  const backupPath = (id: string) => join(folder, `${id}.before`);
  return {
    backupPath,
    record({ before, ...rest }) {
      ensureOwnerOnlyFolder(stateFolder);
      ensureOwnerOnlyFolder(folder);
      if (before !== null) writeOwnerOnly(backupPath(rest.id), before);
      const record = { version: 1, hadFile: before !== null, ...rest };
      writeOwnerOnly(recordPath(rest.id), JSON.stringify(record, null, 2));
    },
    list() {
      if (!existsSync(folder)) return [];
      const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
      return names.toSorted().map((name) => readRecord(join(folder, name), backupPath));
    },
    forget(id) {
      rmSync(recordPath(id), { force: true });
      rmSync(backupPath(id), { force: true });
      removeIfEmpty(folder);
    },
  };
}

export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function writeOwnerOnly(path: string, content: Uint8Array | string): void {
  writeFileSync(path, content, { mode: 0o600, flush: true, flag: 'wx' });
}

type Stored = Omit<Change, 'before'> & { readonly version: number; readonly hadFile: boolean };

/** One that cannot be read is named: taking back "the last change" must not skip it silently. */
function readRecord(path: string, backupPath: (id: string) => string): Change {
  try {
    const { version, hadFile, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Stored;
    if (version !== 1) throw new Error('written by a newer Modicum');
    return { ...rest, before: hadFile ? readFileSync(backupPath(rest.id)) : null };
  } catch (cause) {
    throw new ModicumError(
      'change_unreadable',
      `The record of a change, ${path}, cannot be read. Look at it and at the file with the same name that ends in .before, put things right by hand, then delete both.`,
      { cause },
    );
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Others are still in it.
  }
}
