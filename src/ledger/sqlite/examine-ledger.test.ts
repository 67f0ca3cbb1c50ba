import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { examineLedger } from './examine-ledger.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openDatabase } from './open-database.ts';

let path: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-examine-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o700);
  path = join(folder, 'ledger.sqlite');
});

const ALL = { maxBytes: Number.POSITIVE_INFINITY };

it('makes no ledger by looking for one', () => {
  expect(examineLedger(path, ALL)).toBeNull();
  expect(existsSync(path)).toBe(false);
});

it('finds a new ledger sound, and leaves it as it was', () => {
  openDatabase(path).close();
  const before = readFileSync(path);
  expect(examineLedger(path, ALL)).toEqual({
    bytes: before.length,
    walBytes: 0,
    schema: MIGRATIONS.length,
    journalMode: 'wal',
    damage: [],
  });
  expect(readFileSync(path).equals(before)).toBe(true);
});

it('does not look through one that is too large for now', () => {
  openDatabase(path).close();
  expect(examineLedger(path, { maxBytes: 1 })?.damage).toBeNull();
});

it('names the damage', () => {
  openDatabase(path).close();
  const bytes = readFileSync(path);
  bytes.fill(0xff, 8192, 12_288);
  writeFileSync(path, bytes);
  const damage = (() => {
    try {
      return examineLedger(path, ALL)?.damage?.length ?? 0;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  })();
  expect(damage === 'ledger_corrupt' || Number(damage) > 0).toBe(true);
});

it('says which file is none of ours', () => {
  writeFileSync(path, 'not a database at all, and long enough to be sure of it'.repeat(40));
  expect(() => examineLedger(path, ALL)).toThrow(/not a|damaged|database/);
});

it('says how much waits in the write-ahead log', () => {
  const open = openDatabase(path);
  open.exec("insert into catalogs (version, catalog) values ('v', '{}')");
  expect(examineLedger(path, ALL)?.walBytes).toBeGreaterThan(0);
  open.close();
});

it('repeats what SQLite finds damaged', () => {
  const open = openDatabase(path);
  open.exec("insert into catalogs (version, catalog) values ('v', '{}')");
  const root = Number(
    open.prepare("select rootpage from sqlite_schema where name = 'catalogs'").get()?.['rootpage'],
  );
  const size = Number(open.prepare('pragma page_size').get()?.['page_size']);
  open.close();
  const bytes = readFileSync(path);
  // The page claims more free bytes than it has.
  bytes.writeUInt8(200, (root - 1) * size + 7);
  writeFileSync(path, bytes);
  expect(examineLedger(path, ALL)?.damage).toHaveLength(1);
});
