import type { DatabaseSync } from 'node:sqlite';
import type { KeptPrompt, PromptRecord } from '../prompt-record.ts';

export interface PromptRecordParts {
  readonly database: DatabaseSync;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly commit: (write: () => void) => Promise<void>;
  readonly read: <Result>(read: () => Result) => Result;
}

const DAY_MS = 86_400_000;

export function createPromptRecord({
  database,
  now,
  commit,
  read,
}: PromptRecordParts): PromptRecord {
  const insert = database.prepare(
    'insert or replace into prompts (call_id, kept_at, reading) values (?, ?, ?)',
  );
  const dropOld = database.prepare('delete from prompts where kept_at < ?');
  const dropMany = database.prepare(
    `delete from prompts where call_id in (
      select call_id from prompts order by kept_at desc, rowid desc limit -1 offset ?
    )`,
  );
  const select = database.prepare('select call_id, reading from prompts order by kept_at, rowid');
  const count = database.prepare('select count(*) as count from prompts');
  const rows = () => Number(count.get()?.['count'] ?? 0);
  let overwrites = false;
  /** What is deleted is overwritten: without it the text stays in free pages of the file. */
  const overwriting = (): void => {
    if (!overwrites) database.exec('pragma secure_delete = on');
    overwrites = true;
  };
  return {
    keep({ callId, ...reading }, { days, maxRows }) {
      const keptAt = now();
      overwriting();
      return commit(() => {
        insert.run(callId, keptAt, JSON.stringify(reading));
        dropOld.run(keptAt - days * DAY_MS);
        dropMany.run(maxRows);
      });
    },
    all: () =>
      read(() =>
        select.all().map((row): KeptPrompt => {
          const reading = JSON.parse(String(row['reading'])) as Omit<KeptPrompt, 'callId'>;
          return { callId: String(row['call_id']), ...reading };
        }),
      ),
    count: () => read(rows),
    forget: () =>
      read(() => {
        const before = rows();
        overwriting();
        database.exec('delete from prompts');
        // The write-ahead log still has the pages as they were.
        database.exec('pragma wal_checkpoint(truncate)');
        return before;
      }),
  };
}
