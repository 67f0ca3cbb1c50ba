import { DatabaseSync } from 'node:sqlite';

import { ModicumError } from '../../core/error.ts';
import { keepPrivate, prepareLedgerFile } from './ledger-file.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { ledgerError } from './sqlite-error.ts';
import { useWriteAheadLog } from './write-ahead-log.ts';

/** `Modc` in ASCII: what tells our files from any other SQLite database. */
export const APPLICATION_ID = 0x4d6f6463;

/** How long opening waits for another process that is creating or migrating the same file. */
const OPENING_WAIT_MS = 5_000;

/**
 * Opens a ledger file, or creates it, and brings it to the newest schema. A file that is foreign,
 * damaged or of a newer Modicum is refused and left as it is. `:memory:` opens one without a file.
 */
export function openDatabase(
  path: string,
  migrations: readonly string[] = MIGRATIONS,
): DatabaseSync {
  if (path === ':memory:') return migrated(new DatabaseSync(path), path, migrations);
  const file = prepareLedgerFile(path);
  try {
    if (!file.isNew) refuseForeign(file.path);
    const opened = new DatabaseSync(file.path, { timeout: OPENING_WAIT_MS });
    const database = migrated(opened, file.path, migrations);
    keepPrivate(file.path);
    return database;
  } catch (error) {
    throw ledgerError(error, file.path);
  }
}

/** Throws when the SQLite inside is one whose write-ahead log can damage the file. */
export function checkSqliteVersion(version: string): void {
  if (isSafeVersion(version)) return;
  throw new ModicumError(
    'ledger_sqlite',
    `SQLite ${version} can damage a database in WAL mode. Use a Node.js with SQLite 3.51.3 or later ` +
      '(Node.js 22.22.3, 24.15 or newer).',
  );
}

/** Fixed in 3.51.3, and in the maintenance releases 3.50.7 and 3.44.6. */
function isSafeVersion(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major !== 3) return major > 3;
  if (minor >= 52) return true;
  const fixedIn = new Map([
    [51, 3],
    [50, 7],
    [44, 6],
  ]).get(minor);
  return fixedIn !== undefined && patch >= fixedIn;
}

/** Read-only, so that looking at someone else's database changes nothing in it. */
function refuseForeign(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true, timeout: OPENING_WAIT_MS });
  try {
    if (pragma(database, 'application_id') === APPLICATION_ID) return;
    if (isEmpty(database)) return;
  } finally {
    database.close();
  }
  throw new ModicumError(
    'ledger_foreign',
    `${path} is a database of another program and is left untouched. Name another path.`,
  );
}

/** Another process may have created the file a moment ago and not yet filled it. */
function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('select 1 from sqlite_schema limit 1').get() === undefined;
}

function migrated(
  database: DatabaseSync,
  path: string,
  migrations: readonly string[],
): DatabaseSync {
  try {
    const version = database.prepare('select sqlite_version() as version').get();
    checkSqliteVersion(String(version?.['version']));
    database.exec('pragma trusted_schema = off;');
    refuseNewer(database, path, migrations.length);
    migrate(database, path, migrations);
    // After the first migration, so that the main file alone already says whose it is.
    useWriteAheadLog(database, OPENING_WAIT_MS);
    database.exec('pragma synchronous = normal; pragma foreign_keys = on;');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function refuseNewer(database: DatabaseSync, path: string, newest: number): void {
  const version = pragma(database, 'user_version');
  if (version <= newest) return;
  throw new ModicumError(
    'ledger_newer',
    `The ledger ${path} has schema ${version}, and this Modicum knows up to ${newest}. ` +
      'Use the newer Modicum, or name another path.',
  );
}

/** All that is missing in one transaction; two processes that start at once do it once. */
function migrate(database: DatabaseSync, path: string, migrations: readonly string[]): void {
  if (pragma(database, 'user_version') === migrations.length) return;
  database.exec('begin exclusive');
  try {
    refuseNewer(database, path, migrations.length);
    const from = pragma(database, 'user_version');
    for (const migration of migrations.slice(from)) database.exec(migration);
    database.exec(`pragma application_id = ${APPLICATION_ID};`);
    database.exec(`pragma user_version = ${migrations.length};`);
    database.exec('commit');
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name]);
}
