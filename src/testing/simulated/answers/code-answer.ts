import type { Random } from '../../seeded-random.ts';
import { subjectWords } from './words.ts';

type Language = 'typescript' | 'python' | 'sql';

/** A fenced program in the language asked for, named after the prompt's subject, and a closing remark. */
export function codeFor(prompt: string, characters: number, random: Random): string {
  const language = languageOf(prompt);
  const names = subjectWords(prompt.replace(/[^\p{L}\s]/gu, ' '), 24).filter((word) =>
    /^[a-z]{4,14}$/.test(word),
  );
  const name = nameGiver(names.length === 0 ? ['entry', 'record', 'batch'] : names, random);
  const parts: string[] = [];
  let length = 0;
  for (let at = 0; length < characters - 240 || parts.length === 0; at++) {
    const template = PARTS[language][at % PARTS[language].length] ?? '';
    const part = filled(template, name);
    parts.push(part);
    length += part.length + 2;
  }
  const code = `\`\`\`${language}\n${parts.join('\n\n')}\n\`\`\``;
  return `${code}\n\n${random.pick(REMARKS)}`;
}

function languageOf(prompt: string): Language {
  if (/\bpython\b|\.py\b/i.test(prompt)) return 'python';
  return /\bSQL\b|\bquery\b.*\btable\b/.test(prompt) ? 'sql' : 'typescript';
}

/** A name that was not given before: two subject words, then a number once the pairs run out. */
function nameGiver(words: readonly string[], random: Random): () => string {
  const given = new Set<string>();
  return () => {
    const pair = `${random.pick(words)} ${random.pick(words)}`;
    const isNew = !given.has(pair) && new Set(pair.split(' ')).size === 2;
    const name = isNew ? pair : `${pair.split(' ')[0]} part ${given.size + 1}`;
    given.add(name);
    return name;
  };
}

/** `Aa` becomes a type name, `aA` a value name, `a_a` a snake-case name of one new name per part. */
function filled(template: string, name: () => string): string {
  const words = name().split(' ');
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return template
    .replaceAll('Aa', pascal)
    .replaceAll('aA', pascal.charAt(0).toLowerCase() + pascal.slice(1))
    .replaceAll('a_a', words.join('_'));
}

const REMARKS = [
  'The parts are independent of each other; begin with the first and add the rest as they are needed.',
  'Errors are returned as values, so that the caller decides what to do about them.',
  'I left out logging on purpose: the caller knows better where it should go.',
];

const PARTS: Readonly<Record<Language, readonly string[]>> = {
  typescript: [
    `export interface Aa {
  readonly id: string;
  readonly createdAt: number;
  readonly attempts: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
}`,
    `/** Settles with the first success; gives up after \`limit\` failures. */
export async function aA<T>(action: () => Promise<T>, limit: number): Promise<T> {
  let lastError: unknown = null;
  for (let attempt = 1; attempt <= limit; attempt++) {
    try {
      return await action();
    } catch (error) {
      lastError = error;
      await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 100));
    }
  }
  throw new Error(\`aA gave up after \${limit} attempts\`, { cause: lastError });
}`,
    `export class AaQueue<T> {
  readonly #items: T[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(item: T): boolean {
    if (this.#items.length >= this.#limit) return false;
    this.#items.push(item);
    return true;
  }

  take(): T | null {
    return this.#items.shift() ?? null;
  }

  get size(): number {
    return this.#items.length;
  }
}`,
    `export function parseAa(text: string): { ok: true; value: string[] } | { ok: false; line: number } {
  const value: string[] = [];
  for (const [index, line] of text.split('\\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (!/^[\\w.-]+=.*$/.test(trimmed)) return { ok: false, line: index + 1 };
    value.push(trimmed);
  }
  return { ok: true, value };
}`,
    `test('aA keeps order and drops nothing', () => {
  const input = ['c', 'a', 'b', 'a'];
  const groups = Map.groupBy(input, (item) => item);
  expect([...groups.keys()]).toEqual(['c', 'a', 'b']);
  expect(groups.get('a')).toHaveLength(2);
});`,
    `export function aAByDay(rows: readonly { at: number; amount: number }[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const row of rows) {
    const day = new Date(row.at).toISOString().slice(0, 10);
    totals.set(day, (totals.get(day) ?? 0) + row.amount);
  }
  return totals;
}`,
  ],
  python: [
    `from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Aa:
    identifier: str
    created_at: float
    tags: tuple[str, ...] = field(default=())`,
    `def a_a(rows: list[dict[str, str]]) -> dict[str, int]:
    """Counts rows by state; rows without one are counted as unknown."""
    counts: dict[str, int] = {}
    for row in rows:
        state = row.get("state", "unknown")
        counts[state] = counts.get(state, 0) + 1
    return counts`,
    `def read_a_a(path: str) -> list[str]:
    with open(path, encoding="utf-8") as handle:
        lines = [line.strip() for line in handle]
    return [line for line in lines if line and not line.startswith("#")]`,
    `def retry_a_a(action, limit: int = 3):
    for attempt in range(1, limit + 1):
        try:
            return action()
        except TimeoutError:
            if attempt == limit:
                raise`,
    `def test_a_a_keeps_order():
    rows = [{"state": "done"}, {"state": "open"}, {"state": "done"}]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    assert list(counts) == ["done", "open"]`,
  ],
  sql: [
    `create table if not exists a_a (
  id bigint generated always as identity primary key,
  account_id bigint not null,
  state text not null check (state in ('open', 'paid', 'overdue')),
  amount_cents bigint not null,
  created_at timestamptz not null default now()
);`,
    `create index if not exists a_a_by_account on a_a (account_id, created_at desc);`,
    `with a_a_daily as (
  select account_id, date_trunc('day', created_at) as day, sum(amount_cents) as cents
  from a_a
  where state <> 'open'
  group by account_id, day
)
select day, count(*) as accounts, sum(cents) / 100.0 as amount
from a_a_daily
group by day
order by day;`,
    `select account_id, max(created_at) as last_seen
from a_a
group by account_id
having max(created_at) < now() - interval '30 days'
order by last_seen;`,
  ],
};
