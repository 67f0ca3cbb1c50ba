import { ModicumError } from '../../../core/error.ts';
import { checkSqliteVersion } from '../../../ledger/sqlite/open-database.ts';
import type { NodeFacts } from '../verdicts/node.ts';

export function probeNode(): NodeFacts {
  const sqlite = process.versions['sqlite'] ?? 'unknown';
  return { version: process.versions.node, sqlite, sqliteProblem: sqliteProblem(sqlite) };
}

function sqliteProblem(version: string): string | null {
  try {
    checkSqliteVersion(version);
    return null;
  } catch (cause) {
    if (cause instanceof ModicumError) return cause.message;
    throw cause;
  }
}
