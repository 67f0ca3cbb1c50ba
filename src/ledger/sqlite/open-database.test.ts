import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { MIGRATIONS } from './migrations/index.ts';
import { APPLICATION_ID, checkSqliteVersion, openDatabase } from './open-database.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modicum-ledger-'));
  path = join(folder, 'state', 'ledger.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

function mode(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

function contentOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function schemaOf(database: DatabaseSync): readonly unknown[] {
  return database.prepare('select type, name, sql from sqlite_schema order by name').all();
}

function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
}

function code(expected: string): unknown {
  return expect.objectContaining({ name: 'ModicumError', code: expected });
}

describe('a new file', () => {
  test('is set up, and its folder made', () => {
    const database = openDatabase(path);
    expect(pragma(database, 'application_id')).toBe(APPLICATION_ID);
    expect(pragma(database, 'user_version')).toBe(MIGRATIONS.length);
    expect(pragma(database, 'journal_mode')).toBe('wal');
    expect(pragma(database, 'synchronous')).toBe(1);
    expect(pragma(database, 'foreign_keys')).toBe(1);
    expect(pragma(database, 'trusted_schema')).toBe(0);
    database.close();
  });

  test('belongs to its owner alone, with all that SQLite puts beside it', () => {
    const database = openDatabase(path);
    database.exec('create table probe (x)');
    expect(mode(join(folder, 'state'))).toBe('700');
    const files = readdirSync(join(folder, 'state')).sort();
    expect(files).toEqual(['ledger.db', 'ledger.db-shm', 'ledger.db-wal']);
    for (const file of files)
      expect([file, mode(join(folder, 'state', file))]).toEqual([file, '600']);
    database.close();
  });

  test('may be opened by two at once', () => {
    const first = openDatabase(path);
    const second = openDatabase(path);
    expect(schemaOf(second)).toEqual(schemaOf(first));
    first.close();
    second.close();
  });

  test('may be empty already', () => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(path, '');
    openDatabase(path).close();
    expect(mode(path)).toBe('600');
  });

  test('may be a database without content', () => {
    mkdirSync(join(folder, 'state'));
    const empty = new DatabaseSync(path);
    empty.exec('pragma user_version = 0; vacuum;');
    empty.close();
    openDatabase(path).close();
  });

  test('may be no file at all', () => {
    const database = openDatabase(':memory:');
    expect(pragma(database, 'user_version')).toBe(MIGRATIONS.length);
    database.close();
  });
});

test('an existing ledger loses the rights of others', () => {
  openDatabase(path).close();
  chmodSync(path, 0o644);
  openDatabase(path).close();
  expect(mode(path)).toBe('600');
});

describe('migrations', () => {
  test.each(MIGRATIONS.map((_, index) => index))('from version %i to the newest', (version) => {
    const whole = openDatabase(path);
    const expected = schemaOf(whole);
    whole.close();
    const old = join(folder, 'old.db');
    openDatabase(old, MIGRATIONS.slice(0, version)).close();
    const migrated = openDatabase(old);
    expect(pragma(migrated, 'user_version')).toBe(MIGRATIONS.length);
    expect(schemaOf(migrated)).toEqual(expected);
    migrated.close();
  });

  test('run once each, in order, and never back', () => {
    const steps = ['create table a (x)', 'alter table a add column y'];
    openDatabase(path, steps.slice(0, 1)).close();
    const database = openDatabase(path, steps);
    expect(schemaOf(database)).toHaveLength(1);
    database.close();
    expect(() => openDatabase(path, steps.slice(0, 1))).toThrow(code('ledger_newer'));
  });

  test('one that fails leaves the file at its version', () => {
    openDatabase(path, ['create table a (x)']).close();
    const before = contentOf(path);
    const broken = ['create table a (x)', 'create table b (x)', 'create table b (x)'];
    expect(() => openDatabase(path, broken)).toThrow(code('ledger_unavailable'));
    expect(contentOf(path)).toBe(before);
    openDatabase(path, ['create table a (x)']).close();
  });
});

describe('a file that is not ours to write', () => {
  test.each<[string, string, () => void]>([
    ['text', 'ledger_foreign', () => writeFileSync(path, 'dear diary, today I began')],
    ['a short text', 'ledger_foreign', () => writeFileSync(path, 'x')],
    [
      'a database of another program',
      'ledger_foreign',
      () => {
        const other = new DatabaseSync(path);
        other.exec('create table recipes (name text); insert into recipes values (1)');
        other.close();
      },
    ],
    [
      'a ledger of a newer Modicum',
      'ledger_newer',
      () => {
        const newer = openDatabase(path);
        newer.exec(`pragma user_version = ${MIGRATIONS.length + 1}`);
        newer.close();
      },
    ],
    [
      'a ledger cut in half',
      'ledger_corrupt',
      () => {
        openDatabase(path).close();
        truncateSync(path, 5_000);
      },
    ],
    [
      'a ledger with its schema overwritten',
      'ledger_corrupt',
      () => {
        openDatabase(path).close();
        const bytes = readFileSync(path);
        bytes.fill(0x55, 100, 4_096);
        writeFileSync(path, bytes);
      },
    ],
  ])('%s is refused and left as it is', (_name, expected, make) => {
    mkdirSync(join(folder, 'state'));
    make();
    const before = contentOf(path);
    expect(() => openDatabase(path)).toThrow(code(expected));
    expect(contentOf(path)).toBe(before);
  });

  test.each<[string, () => void]>([
    ['a symbolic link', () => symlinkSync(join(folder, 'elsewhere.db'), path)],
    ['a folder', () => mkdirSync(path)],
    ['beside a log that is a link', () => symlinkSync('/dev/null', `${path}-wal`)],
    ['in a folder everyone may write to', () => chmodSync(join(folder, 'state'), 0o777)],
    ['in a sticky folder everyone may write to', () => chmodSync(join(folder, 'state'), 0o1777)],
    ['below a folder everyone may write to', () => chmodSync(folder, 0o777)],
  ])('a path that is %s is refused', (_name, make) => {
    mkdirSync(join(folder, 'state'), { mode: 0o700 });
    make();
    expect(() => openDatabase(path)).toThrow(code('ledger_path'));
    expect(existsSync(join(folder, 'elsewhere.db'))).toBe(false);
  });

  test('a folder that cannot be made says so', () => {
    writeFileSync(join(folder, 'state'), 'a file in the way');
    expect(() => openDatabase(path)).toThrow(code('ledger_path'));
  });
});

describe('the version of SQLite', () => {
  test.each(['3.51.3', '3.51.10', '3.52.0', '3.53.4', '3.50.7', '3.44.6', '3.100.0', '4.0.0'])(
    '%s will do',
    (version) => expect(() => checkSqliteVersion(version)).not.toThrow(),
  );

  test.each(['3.51.2', '3.50.6', '3.49.9', '3.45.0', '3.44.5', '3.7.0', '2.8.17', 'x', ''])(
    '%s can damage the file',
    (version) => expect(() => checkSqliteVersion(version)).toThrow(code('ledger_sqlite')),
  );
});
