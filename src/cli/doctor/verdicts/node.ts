import { ok, problem, type Verdict } from '../verdict.ts';

export interface NodeFacts {
  readonly version: string;
  readonly sqlite: string;
  /** Why its SQLite will not do; `null` when it will. A Node that is too old never gets this far. */
  readonly sqliteProblem: string | null;
}

export function judgeNode(facts: NodeFacts): readonly Verdict[] {
  const { version, sqlite, sqliteProblem } = facts;
  if (sqliteProblem === null) return [ok(`Node.js ${version} with SQLite ${sqlite}`)];
  return [problem(sqliteProblem, 'Install the current LTS release of Node.js: https://nodejs.org')];
}
