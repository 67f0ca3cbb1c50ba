import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import {
  closedAttemptWith,
  closedCallWith,
  openAttemptWith,
  openCallWith,
} from '../../test/conformance/ledger-rows.ts';
import type { Catalog } from '../core/catalog.ts';
import type { Ledger } from './ledger.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';

let folder: string;
let path: string;
const opened: { close(): void }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modicum-ledger-'));
  path = join(folder, 'ledger.db');
});

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  rmSync(folder, { recursive: true });
});

function open(options: Partial<Parameters<typeof openSqliteLedger>[0]> = {}): Ledger {
  const ledger = openSqliteLedger({ path, now: () => 1_000, ...options });
  opened.push(ledger);
  return ledger;
}

/** A second, bare connection to the same file. */
function beside(): DatabaseSync {
  const database = new DatabaseSync(path);
  opened.push({ close: () => database.isOpen && database.close() });
  return database;
}

function value(database: DatabaseSync, query: string): unknown {
  return Object.values(database.prepare(query).get() ?? {})[0];
}

describe('one turn of the event loop', () => {
  test('is one transaction', async () => {
    const ledger = open();
    await ledger.openCall(openCallWith({ callId: 'call_0' }));
    const watcher = beside();
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const before = value(watcher, 'pragma data_version');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        ledger.openCall(openCallWith({ callId: `call_${index + 1}` })),
      ),
    );
    expect(exec.mock.calls.flat()).toEqual(['begin immediate', 'commit']);
    exec.mockRestore();
    expect(value(watcher, 'pragma data_version')).not.toBe(before);
    expect(value(watcher, 'select count(*) from calls')).toBe(21);
  });

  test('what is acknowledged is visible to another process at once', async () => {
    const ledger = open();
    await Promise.all([
      ledger.openCall(openCallWith({ callId: 'call_1' })),
      ledger.openAttempt(openAttemptWith({ callId: 'call_1' })),
    ]);
    expect(value(beside(), 'select count(*) from attempts')).toBe(1);
  });
});

describe('a closed row', () => {
  test.each([
    ['calls', `update calls set status = 500`],
    ['attempts', `update attempts set cost_nano_usd = 0`],
    ['reopened calls', `update calls set closed_at = null, outcome = null`],
  ])('cannot be edited: %s', async (_name, edit) => {
    const ledger = open();
    await ledger.openCall(openCallWith({ callId: 'call_1' }));
    await ledger.openAttempt(openAttemptWith({ callId: 'call_1' }));
    await ledger.closeAttempt(closedAttemptWith({ callId: 'call_1' }));
    await ledger.closeCall(closedCallWith({ callId: 'call_1' }));
    expect(() => beside().exec(edit)).toThrow(/never changes/);
  });
});

describe('money and tokens that are not known', () => {
  test('stand as null beside their state, never as 0', async () => {
    const ledger = open();
    await ledger.openCall(openCallWith({ callId: 'call_1' }));
    await ledger.openAttempt(openAttemptWith({ callId: 'call_1' }));
    const unknown = { state: 'unknown' } as const;
    await ledger.closeAttempt(
      closedAttemptWith({ callId: 'call_1', usage: unknown, cost: unknown }),
    );
    await ledger.closeCall(closedCallWith({ callId: 'call_1', cost: unknown, baseline: unknown }));
    const database = beside();
    expect(
      database
        .prepare(`select usage_state, output_tokens, cost_state, cost_nano_usd from attempts`)
        .get(),
    ).toEqual({
      usage_state: 'unknown',
      output_tokens: null,
      cost_state: 'unknown',
      cost_nano_usd: null,
    });
    expect(value(database, 'select baseline_nano_usd from calls')).toBeNull();
  });
});

test('each version of the catalog is kept once, and stays as it was', () => {
  const catalog: Catalog = { version: '2026-11-20', models: [] };
  open({ catalog });
  open({ catalog });
  open().keepCatalog({ ...catalog, version: '2026-11-21' });
  open().keepCatalog({ ...catalog, version: '2026-11-21' });
  const rows = beside().prepare('select version, catalog from catalogs order by version').all();
  expect(rows.map((row) => row['version'])).toEqual(['2026-11-20', '2026-11-21']);
  expect(JSON.parse(String(rows[0]?.['catalog']))).toEqual(catalog);
});

test('whoever only reads leaves no trace', () => {
  const ledger = open();
  ledger.recent({ limit: 10 });
  ledger.recover();
  ledger.close();
  expect(value(beside(), 'select count(*) from instances')).toBe(0);
});

test('a ledger without a file works until it is closed', async () => {
  const ledger = open({ path: ':memory:' });
  await ledger.openCall(openCallWith({ callId: 'call_1' }));
  expect(ledger.receipt('call_1')?.call.callId).toBe('call_1');
});

describe('a file another process keeps locked', () => {
  test('makes writes wait a bounded time, then fail, then go on', async () => {
    const errors: unknown[] = [];
    const ledger = open({ lockWaitMs: 100, onError: (error) => errors.push(error) });
    await ledger.openCall(openCallWith({ callId: 'call_1' }));
    const other = beside();
    other.exec('begin exclusive');
    const writes = await Promise.allSettled([
      ledger.openCall(openCallWith({ callId: 'call_2' })),
      ledger.openCall(openCallWith({ callId: 'call_3' })),
    ]);
    expect(writes).toMatchObject([
      { status: 'rejected', reason: { code: 'ledger_locked' } },
      { status: 'rejected', reason: { code: 'ledger_locked' } },
    ]);
    expect(errors).toMatchObject([{ code: 'ledger_locked' }]);
    other.exec('rollback');
    await ledger.openCall(openCallWith({ callId: 'call_4' }));
    expect(ledger.receipt('call_2')).toBeNull();
    expect(ledger.receipt('call_4')).not.toBeNull();
  });

  test('loses nothing when the lock goes in time, and keeps the order', async () => {
    const ledger = open();
    await ledger.openCall(openCallWith({ callId: 'call_0' }));
    const other = beside();
    other.exec('begin exclusive');
    const first = ledger.openCall(openCallWith({ callId: 'call_1' }));
    await new Promise(setImmediate);
    const second = ledger.openAttempt(openAttemptWith({ callId: 'call_1' }));
    await new Promise(setImmediate);
    other.exec('commit');
    await Promise.all([first, second]);
    expect(ledger.receipt('call_1')?.attempts).toHaveLength(1);
  });

  test('does not keep a ledger from closing', async () => {
    const ledger = open({ lockWaitMs: 0 });
    await ledger.openCall(openCallWith({ callId: 'call_1' }));
    const other = beside();
    other.exec('begin exclusive');
    const write = ledger.openCall(openCallWith({ callId: 'call_2' }));
    ledger.close();
    await expect(write).rejects.toMatchObject({ code: 'ledger_locked' });
  });

  test('makes recovery say so', async () => {
    const ledger = open();
    const other = beside();
    other.exec('begin exclusive');
    expect(() => ledger.recover()).toThrow(expect.objectContaining({ code: 'ledger_locked' }));
    other.exec('rollback');
    expect(ledger.recover()).toBe(0);
  });
});

test('a full disk refuses rows, keeps those that are there, and goes on once there is space', async () => {
  const errors: unknown[] = [];
  const ledger = open({ onError: (error) => errors.push(error) });
  await ledger.openCall(openCallWith({ callId: 'call_0' }));
  const limited = vi.spyOn(DatabaseSync.prototype, 'exec');
  const connection = connectionOf(limited, () => ledger.recover());
  const pages = Number(value(connection, 'pragma page_count'));
  connection.exec(`pragma max_page_count = ${pages + 2}`);
  const large = 'x'.repeat(5_000);
  const writes = await Promise.allSettled(
    Array.from({ length: 12 }, (_, index) =>
      ledger.openCall(openCallWith({ callId: `call_${index + 1}`, explanation: large })),
    ),
  );
  const written = writes.filter(({ status }) => status === 'fulfilled').length;
  expect(written).toBeLessThan(12);
  for (const write of writes) {
    if (write.status === 'rejected') expect(write.reason).toMatchObject({ code: 'ledger_full' });
  }
  expect(errors.length).toBe(12 - written);
  expect(ledger.recent({ limit: 100 })).toHaveLength(written + 1);
  connection.exec('pragma max_page_count = 1000000');
  await ledger.openCall(openCallWith({ callId: 'call_99', explanation: large }));
  expect(ledger.receipt('call_99')?.call.explanation).toBe(large);
  expect(value(beside(), 'pragma integrity_check')).toBe('ok');
});

/** The ledger's own connection: the limit on pages holds for one connection only. */
function connectionOf(exec: ReturnType<typeof vi.spyOn>, use: () => void): DatabaseSync {
  use();
  const connection: unknown = exec.mock.contexts.at(-1);
  exec.mockRestore();
  if (!(connection instanceof DatabaseSync)) throw new Error('the ledger did not use its database');
  return connection;
}

describe('damage found while running', () => {
  test('is told as such', async () => {
    const ledger = open();
    await ledger.openCall(openCallWith({ callId: 'call_1' }));
    const get = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(() => {
      throw Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
    });
    await expect(ledger.openCall(openCallWith({ callId: 'call_2' }))).rejects.toMatchObject({
      code: 'ledger_corrupt',
    });
    get.mockRestore();
  });

  test('what is not an error of SQLite is passed on as unusable', async () => {
    const ledger = open();
    const write = ledger.openCall(
      openCallWith({ callId: 'call_1', taskType: {} as unknown as 'write_code' }),
    );
    await expect(write).rejects.toMatchObject({ code: 'ledger_unavailable' });
  });
});

describe('processes', () => {
  const WRITER = fileURLToPath(new URL('../../test/conformance/ledger-writer.ts', import.meta.url));

  function startWriter(): ChildProcess {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WRITER, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    opened.push({ close: () => child.kill('SIGKILL') });
    return child;
  }

  /** Lets it write until it has acknowledged so many rows, kills it, and says what it acknowledged. */
  async function killAfter(child: ChildProcess, rows: number): Promise<readonly string[]> {
    if (child.stdout === null) throw new Error('the writer has no output');
    const exited = once(child, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === rows) child.kill('SIGKILL');
    }
    await exited;
    return lines;
  }

  test.each([1, 7, 60, 333])('kill -9 after %i acknowledged rows loses none', async (rows) => {
    const acknowledged = await killAfter(startWriter(), rows);
    expect(acknowledged.length).toBeGreaterThanOrEqual(rows);
    const ledger = open();
    expect(value(beside(), 'pragma integrity_check')).toBe('ok');
    for (const line of acknowledged) {
      const [what = '', callId = ''] = line.split(' ');
      const receipt = ledger.receipt(callId);
      expect([line, receipt === null]).toEqual([line, false]);
      if (what === 'attempt-closed') expect(receipt?.attempts[0]?.closed?.outcome).toBe('answered');
      if (what === 'call-closed') expect(receipt?.closed?.outcome).toBe('answered');
    }
    const running = ledger.recent({ limit: 1_000_000 }).filter(({ closed }) => closed === null);
    const left = running.length + running.filter(hasOpenAttempt).length;
    expect(ledger.recover()).toBe(left);
    const after = ledger.recent({ limit: 1_000_000 });
    expect(after.every(({ closed }) => closed !== null)).toBe(true);
    expect(ledger.recover()).toBe(0);
    expect(ledger.recent({ limit: 1_000_000 })).toEqual(after);
  });

  function hasOpenAttempt({ attempts }: { readonly attempts: readonly { closed: unknown }[] }) {
    return attempts.some(({ closed }) => closed === null);
  }

  test('a process that lives keeps its calls; killed, it loses them', async () => {
    const writer = startWriter();
    if (writer.stdout === null) throw new Error('the writer has no output');
    await once(writer.stdout, 'data');
    const ledger = open();
    await ledger.openCall(openCallWith({ callId: 'ours' }));
    expect(ledger.recover()).toBe(0);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    ledger.recover();
    const running = ledger.recent({ limit: 1_000_000 }).filter(({ closed }) => closed === null);
    expect(running.map(({ call }) => call.callId)).toEqual(['ours']);
  });
});

describe('instances of another host', () => {
  async function strandedCall(startedAt: number): Promise<void> {
    const ledger = openSqliteLedger({ path, now: () => 0 });
    await ledger.openCall(openCallWith({ callId: 'call_1', startedAt }));
    ledger.close();
    beside().exec(`update instances set closed_at = null, host = 'elsewhere'`);
  }

  test.each([
    [3_600_000, 0],
    [3_600_001, 1],
  ])('a call %i ms old: %i recovered', async (age, recovered) => {
    await strandedCall(1_000);
    expect(open({ now: () => 1_000 + age }).recover()).toBe(recovered);
  });
});

describe('a pid that was given to another process', () => {
  test.each([
    ['an earlier boot', `process_start = 'other-boot:1'`, 1],
    ['nobody knows when it began', `process_start = null`, 0],
    ['nobody has it', `pid = 4194303, process_start = null`, 1],
    ['someone else has it', `pid = 1, process_start = null`, 0],
  ])('%s', async (_name, change, recovered) => {
    const ledger = openSqliteLedger({ path, now: () => 0 });
    await ledger.openCall(openCallWith({ callId: 'call_1' }));
    ledger.close();
    beside().exec(`update instances set closed_at = null, ${change}`);
    expect(open().recover()).toBe(recovered);
  });
});
