/**
 * What cannot be undone in an SQL script, or `null`. Dropping, emptying, deleting or changing without a
 * `where` that narrows; granting and revoking. Statements rolled back in the same script do not count,
 * and neither does what a script only explains; `explain analyze` runs its statement.
 */
export function irreversibleSql(
  script: string,
  options: { readonly definitionsCommit: boolean } = { definitionsCommit: false },
): string | null {
  let inTransaction: string | null = null;
  let open = false;
  for (const statement of statementsOf(script)) {
    const [first, second] = statement;
    if (first === 'begin' || (first === 'start' && second === 'transaction')) {
      open = true;
      continue;
    }
    if (first === 'rollback' && second !== 'to') {
      inTransaction = null;
      open = false;
      continue;
    }
    const found = irreversibleStatement(withoutExplain(statement));
    if (found === null) continue;
    // MySQL commits before and after it defines anything: no rollback brings that back.
    if (!open || (options.definitionsCommit && DEFINING.has(first ?? ''))) return found;
    inTransaction ??= found;
  }
  return inTransaction;
}

const DEFINING = new Set(['drop', 'truncate', 'alter', 'grant', 'revoke']);

type Statement = readonly string[];

/** Statements as lower-case words; text in quotes becomes `'…'`, comments go. One pass. */
function statementsOf(script: string): readonly Statement[] {
  const statements: string[][] = [[]];
  let at = 0;
  while (at < script.length) {
    const [token, next] = tokenAt(script, at);
    at = next;
    if (token === ';') statements.push([]);
    else if (token !== '') statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

function tokenAt(script: string, at: number): [token: string, next: number] {
  const character = script[at] ?? '';
  if (script.startsWith('--', at)) return ['', endOr(script, script.indexOf('\n', at))];
  if (script.startsWith('/*', at)) return ['', endOr(script, script.indexOf('*/', at) + 2)];
  if (character === "'") {
    const end = endOr(script, script.indexOf("'", at + 1));
    return [`'${script.slice(at + 1, end)}'`, end + 1];
  }
  if (!isWordCharacter(character)) return [character.trim(), at + 1];
  let end = at + 1;
  while (end < script.length && isWordCharacter(script[end] ?? '')) end += 1;
  return [script.slice(at, end).toLowerCase(), end];
}

function isWordCharacter(character: string): boolean {
  return /^[\w.$"`]$/.test(character);
}

function endOr(script: string, found: number): number {
  return found <= 1 ? script.length : found;
}

/** Plain `explain` runs nothing; with `analyze` its statement runs. */
function withoutExplain(statement: Statement): Statement {
  if (statement[0] !== 'explain') return statement;
  const analyzes = statement.slice(1, 12).indexOf('analyze');
  if (analyzes < 0) return [];
  const start = statement.findIndex((word) => RUNNING.has(word));
  return start < 0 ? [] : statement.slice(start);
}

const RUNNING = new Set([
  'delete',
  'update',
  'insert',
  'with',
  'merge',
  'truncate',
  'drop',
  'select',
]);

const DROPPED = new Set([
  'table',
  'database',
  'schema',
  'user',
  'role',
  'column',
  'owned',
  'keyspace',
  'tablespace',
  'materialized',
]);

function irreversibleStatement(statement: Statement): string | null {
  const [first, second] = statement;
  if (first === 'drop') return DROPPED.has(second ?? '') ? `drops a ${second}` : null;
  if (first === 'truncate') return 'empties a table';
  if (first === 'grant' || first === 'revoke') return 'changes permissions in a database';
  if (first === 'alter') return alters(statement);
  if (first === 'create' && (second === 'user' || second === 'role'))
    return 'changes permissions in a database';
  return changesEverything(statement);
}

function alters(statement: Statement): string | null {
  if (statement[1] === 'user' || statement[1] === 'role')
    return 'changes permissions in a database';
  const drop = statement.indexOf('drop');
  if (drop < 0) return null;
  return ['constraint', 'default', 'not', 'index'].includes(statement[drop + 1] ?? '')
    ? null
    : 'drops a column';
}

/** Deletes and updates, also within a `with`: each, up to the next one, must narrow what it touches. */
function changesEverything(statement: Statement): string | null {
  let found: string | null = null;
  for (const [at, word] of statement.entries()) {
    if (found !== null && word === 'where' && narrows(statement.slice(at + 1, at + 60)))
      found = null;
    const change = changeAt(statement, at);
    if (change === null) continue;
    if (found !== null) return found;
    found = change;
  }
  return found;
}

function changeAt(statement: Statement, at: number): string | null {
  if (statement[at] === 'delete' && statement[at + 1] === 'from')
    return 'deletes all rows of a table';
  if (statement[at] !== 'update') return null;
  // `on conflict do update` touches one row, `for update` none.
  if (['for', 'do', 'on', 'key'].includes(statement[at - 1] ?? '')) return null;
  return statement.slice(at, at + 10).includes('set') ? 'changes all rows of a table' : null;
}

/** Whether a condition leaves anything out: one that is always true does not. */
function narrows(condition: readonly string[]): boolean {
  const words = condition.filter((word) => word !== '(' && word !== ')');
  const end = words.findIndex((word) => word === 'returning' || word === 'limit');
  const parts = split(end < 0 ? words : words.slice(0, end), 'or');
  return !parts.some((part) => split(part, 'and').every(isAlwaysTrue));
}

function split(words: readonly string[], at: string): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === at) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

/** `true`, `1`, `1 = 1`, `id = id`, `id is not null`, `name like '%'`. */
function isAlwaysTrue(words: readonly string[]): boolean {
  const [left, operator, right, last] = words;
  if (left === undefined) return true;
  if (operator === undefined) return left === 'true' || left === '1';
  if (operator === '=') return left === right;
  if (operator === 'is') return right === 'not' && last === 'null';
  return operator === 'like' && right === "'%'";
}
