import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

import type { Catalog } from '../core/catalog.ts';
import { ModicumError } from '../core/error.ts';
import type {
  CacheForesight,
  ClosedAttempt,
  ClosedCall,
  LastServed,
  LastServedQuery,
  Observed,
  ObservedQuery,
  Ledger,
  OpenAttempt,
  OpenCall,
  Receipt,
  RecentQuery,
  Total,
  TotalsQuery,
} from './ledger.ts';
import {
  CLOSE_ATTEMPT,
  CLOSE_CALL,
  columnValues,
  OPEN_ATTEMPT,
  OPEN_CALL,
} from './sqlite/columns.ts';
import { createCommitQueue, LOCK_PAUSE_MS } from './sqlite/commit-queue.ts';
import type { CommitQueue } from './sqlite/commit-queue.ts';
import type { PromptRecord } from './prompt-record.ts';
import { createInstance } from './sqlite/instance.ts';
import type { Instance } from './sqlite/instance.ts';
import { openDatabase } from './sqlite/open-database.ts';
import { createPromptRecord } from './sqlite/prompts.ts';
import {
  attemptOf,
  cacheForesightOf,
  callIdOf,
  closedCallOf,
  lastServedOf,
  observedOf,
  openCallOf,
} from './sqlite/rows.ts';
import type { Row } from './sqlite/rows.ts';
import { ledgerError } from './sqlite/sqlite-error.ts';
import * as sql from './sqlite/statements.ts';
import { storedTier } from './sqlite/stored-tier.ts';
import { storedText, storedTextOrNull } from './sqlite/text.ts';
import { totalsOf } from './sqlite/totals.ts';

export interface SqliteLedgerOptions {
  /** The file; it and its folder are created when missing. `:memory:` keeps nothing. */
  readonly path: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Kept once per version, so that a cost can be recomputed from its row. */
  readonly catalog?: Catalog;
  /** Told of every write that failed, besides whoever asked for it. */
  readonly onError?: (error: unknown) => void;
  /** How long a write waits while another process holds the file locked, before it fails. */
  readonly lockWaitMs?: number;
}

const LOCK_WAIT_MS = 5_000;

/** How long SQLite itself may wait for a lock, with the event loop standing still. */
const BUSY_MS = 50;

/** At the start and at the end little else goes on, and SQLite may wait longer. */
const EDGE_WAIT_MS = 1_000;

/**
 * The ledger as one SQLite file: write-ahead log, owner-only, rows of one turn of the event loop in one
 * transaction. Several processes may share the file. Throws a `ModicumError` when it cannot be used.
 *
 * ```ts
 * const ledger = openSqliteLedger({ path: '/var/lib/modicum/ledger.db', now: Date.now });
 * ledger.recover();
 * ```
 */
export function openSqliteLedger(options: SqliteLedgerOptions): Ledger {
  const database = openDatabase(options.path);
  try {
    return new SqliteLedger(database, options);
  } catch (error) {
    database.close();
    throw ledgerError(error, options.path);
  }
}

type Statements = Readonly<Record<keyof typeof sql, ReturnType<DatabaseSync['prepare']>>>;

class SqliteLedger implements Ledger {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #queue: CommitQueue;
  readonly #instance: Instance;
  readonly #now: () => number;
  readonly #path: string;
  readonly prompts: PromptRecord;
  #closed = false;

  constructor(database: DatabaseSync, options: SqliteLedgerOptions) {
    this.#database = database;
    this.#now = options.now;
    this.#path = options.path;
    this.#statements = prepareAll(database);
    this.#instance = createInstance(database, options.now);
    if (options.catalog !== undefined) this.#keep(options.catalog);
    database.exec(`pragma busy_timeout = ${BUSY_MS}`);
    this.#queue = createCommitQueue({
      database,
      beforeEach: () => this.#instance.register(),
      describe: (error) => ledgerError(error, options.path),
      onError: options.onError ?? (() => {}),
      lockRetries: Math.ceil((options.lockWaitMs ?? LOCK_WAIT_MS) / (BUSY_MS + LOCK_PAUSE_MS)),
    });
    this.prompts = createPromptRecord({
      database,
      now: options.now,
      commit: (write) => this.#commit(write),
      read: (read) => this.#read(() => this.#waitingLonger(read)),
    });
  }

  openCall(call: OpenCall): Promise<void> {
    return this.#commit(() => {
      const values = columnValues(OPEN_CALL, call);
      this.#statements.INSERT_CALL.run(...values, this.#instance.id());
    });
  }

  reviseCall(call: OpenCall): Promise<void> {
    return this.#change('REVISE_CALL', `call ${call.callId}`, [
      ...columnValues(OPEN_CALL, call),
      call.callId,
    ]);
  }

  openAttempt(attempt: OpenAttempt): Promise<void> {
    return this.#commit(() => {
      const values = columnValues(OPEN_ATTEMPT, attempt);
      const { changes } = this.#statements.INSERT_ATTEMPT.run(...values, attempt.callId);
      if (changes === 0) throw notOpen(`call ${attempt.callId}`);
    });
  }

  closeAttempt(attempt: ClosedAttempt): Promise<void> {
    return this.#change(
      'CLOSE_ATTEMPT_ROW',
      `attempt ${attempt.number} of call ${attempt.callId}`,
      [...columnValues(CLOSE_ATTEMPT, attempt), this.#now(), attempt.callId, attempt.number],
    );
  }

  closeCall(call: ClosedCall): Promise<void> {
    return this.#change('CLOSE_CALL_ROW', `call ${call.callId}`, [
      ...columnValues(CLOSE_CALL, call),
      this.#now(),
      call.callId,
    ]);
  }

  receipt(callId: string): Receipt | null {
    return this.#read(() => {
      const row = this.#statements.CALL_BY_ID.get(callId);
      return row === undefined ? null : this.#receiptOf(row);
    });
  }

  recent(query: RecentQuery): readonly Receipt[] {
    return this.#read(() =>
      this.#statements.RECENT_CALLS.all({
        after: query.afterCallId ?? null,
        task: query.taskType ?? null,
        tier: storedTier(query.tier ?? null),
        limit: Math.max(0, Math.trunc(query.limit)),
      }).map((row) => this.#receiptOf(row)),
    );
  }

  totals(query: TotalsQuery): readonly Total[] {
    const statement = query.by === 'task' ? 'TOTALS_BY_TASK' : 'TOTALS_BY_TIER';
    return this.#read(() =>
      totalsOf(
        this.#statements[statement].all({
          since: query.since ?? Number.MIN_SAFE_INTEGER,
          until: query.until ?? Number.MAX_SAFE_INTEGER,
        }),
      ),
    );
  }

  observed({ since }: ObservedQuery): readonly Observed[] {
    return this.#read(() =>
      this.#statements.OBSERVED.all({ since: since ?? Number.MIN_SAFE_INTEGER }).map(observedOf),
    );
  }

  cacheForesight({ since }: ObservedQuery): readonly CacheForesight[] {
    return this.#read(() =>
      this.#statements.CACHE_FORESIGHT.all({ since: since ?? Number.MIN_SAFE_INTEGER }).map(
        cacheForesightOf,
      ),
    );
  }

  lastServed({ session, agent }: LastServedQuery): LastServed | null {
    return this.#read(() => {
      const row = this.#statements.LAST_SERVED.get({
        session: storedText(session),
        agent: storedTextOrNull(agent),
      });
      return row === undefined ? null : lastServedOf(row);
    });
  }

  recover(): number {
    return this.#read(() => this.#waitingLonger(() => this.#instance.interruptDead()));
  }

  keepCatalog(catalog: Catalog): void {
    this.#read(() => this.#waitingLonger(() => this.#keep(catalog)));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waitingLonger(() => this.#queue.flush());
    try {
      this.#instance.end();
    } catch {
      // Locked or full: once this process is gone, recovery sees that by itself.
    }
    this.#database.close();
  }

  #keep(catalog: Catalog): void {
    this.#statements.KEEP_CATALOG.run(catalog.version, JSON.stringify(catalog));
  }

  #change(
    statement: 'CLOSE_CALL_ROW' | 'CLOSE_ATTEMPT_ROW' | 'REVISE_CALL',
    what: string,
    values: SQLInputValue[],
  ) {
    return this.#commit(() => {
      if (this.#statements[statement].run(...values).changes === 0) throw notOpen(what);
    });
  }

  #commit(write: () => void): Promise<void> {
    return this.#closed ? Promise.reject(closedError()) : this.#queue.commit(write);
  }

  #read<Result>(read: () => Result): Result {
    if (this.#closed) throw closedError();
    try {
      return read();
    } catch (error) {
      throw ledgerError(error, this.#path);
    }
  }

  #waitingLonger<Result>(work: () => Result): Result {
    this.#database.exec(`pragma busy_timeout = ${EDGE_WAIT_MS}`);
    try {
      return work();
    } finally {
      this.#database.exec(`pragma busy_timeout = ${BUSY_MS}`);
    }
  }

  #receiptOf(row: Row): Receipt {
    const call = openCallOf(row);
    const attempts = this.#statements.ATTEMPTS_OF_CALL.all(call.callId).map(attemptOf);
    const retriedBy = this.#statements.REPEATS_OF_CALL.all(call.callId).map(callIdOf);
    return { call, closed: closedCallOf(row), attempts, retriedBy };
  }
}

function prepareAll(database: DatabaseSync): Statements {
  const prepared = Object.entries(sql).map(([name, text]) => [name, database.prepare(text)]);
  // Exactly the names of `statements.ts`, which exports nothing but statements.
  return Object.fromEntries(prepared) as Statements;
}

function notOpen(what: string): ModicumError {
  return new ModicumError('ledger_row', `There is no open ${what} in the ledger.`);
}

function closedError(): ModicumError {
  return new ModicumError('ledger_closed', 'The ledger was closed; open it again to use it.');
}
