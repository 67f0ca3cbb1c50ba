import { ok, problem, warning, type Verdict } from '../verdict.ts';

export interface LedgerFacts {
  readonly path: string;
  /** `null`: there is none yet. */
  readonly file: {
    readonly bytes: number;
    readonly walBytes: number;
    readonly schema: number;
    readonly journalMode: string;
    /** What SQLite finds damaged; `null`: too large to look through now. */
    readonly damage: readonly string[] | null;
  } | null;
  /** Why it cannot be opened or written; `null` when it can. */
  readonly trouble: { readonly code: string; readonly message: string } | null;
}

const LARGE_WAL_BYTES = 64 * 1024 * 1024;

export function judgeLedger({ path, file, trouble }: LedgerFacts): readonly Verdict[] {
  if (trouble !== null) {
    return [problem(trouble.message, `docs/errors.md explains ${trouble.code}`)];
  }
  if (file === null) return [ok(`none yet; the first call makes ${path}`)];
  if (file.damage !== null && file.damage.length > 0) {
    return [
      problem(
        `${path} is damaged: ${file.damage[0]}`,
        'Stop the gateway and move the file away; a new one is begun. Keep the old for what can be read.',
      ),
    ];
  }
  const looked = file.damage === null ? 'too large to look through here' : 'sound';
  const facts = [path, size(file.bytes), `schema ${file.schema}`, file.journalMode, looked];
  const lines = [ok(facts.join(', '))];
  if (file.journalMode !== 'wal') {
    lines.push(
      warning('does not use its write-ahead log', 'Restart the gateway; see docs/faults.md'),
    );
  }
  if (file.walBytes > LARGE_WAL_BYTES) {
    lines.push(
      warning(
        `its write-ahead log has ${size(file.walBytes)}`,
        'Some program keeps it open: close it.',
      ),
    );
  }
  return lines;
}

export function size(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} kB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}
