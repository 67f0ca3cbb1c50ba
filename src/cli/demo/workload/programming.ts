import type { Random } from '../../../testing/seeded-random.ts';
import { fill, paragraphs } from './fill.ts';

/** A coding request with the files it is about, about this long. */
export function codingTask(characters: number, random: Random): string {
  const request = [
    fill(random.pick(REQUESTS), random),
    paragraphs(CONSTRAINTS, 500, random).join('\n\n'),
    'These are the files as they are now.',
  ].join('\n\n');
  const files: string[] = [];
  let length = request.length;
  for (let count = 1; length < characters; count++) {
    const file = sourceFile(Math.min(3600, characters - length), count, random);
    files.push(file);
    length += file.length + 2;
  }
  return `${request}\n\n${files.join('\n\n')}`;
}

function sourceFile(characters: number, count: number, random: Random): string {
  const path = fill('src/{noun}s/{verb}-{noun}', random).toLowerCase();
  const parts: string[] = [];
  let length = 0;
  for (let index = 0; length < characters; index++) {
    const noun = fill('{noun}', random);
    const verb = fill('{verb}', random).toLowerCase();
    const template = random.pick(FUNCTIONS);
    const part = template
      .replaceAll('Noun', `${noun}${index === 0 ? '' : index}`)
      .replaceAll('noun', noun.toLowerCase())
      .replaceAll('verb', verb)
      .replace(/777/g, () => String(random.integer(2, 900)));
    parts.push(part);
    length += part.length + 2;
  }
  return `// ${path}-${count}.ts\n${parts.join('\n\n')}`;
}

const REQUESTS = [
  'Write a TypeScript function that can {verb} every {noun} of a day in one pass, with tests.',
  'Implement a TypeScript module that keeps a {noun} in step with the {system}, and write it so that it can be tried without a network.',
  'Write a TypeScript class that queues a {noun} while the {system} is away and sends it later.',
  'Implement a parser in TypeScript for the {noun} lines of the {system}; report the line of a mistake.',
  'Write a Python script that reads the {noun} export of the {system} and groups it by {noun}.',
];

const CONSTRAINTS = [
  'Keep the names that are there; other packages import them.',
  'No new dependency, please, and nothing that runs at import time.',
  'There are about {20-900} thousand entries on a normal {weekday}.',
  'What cannot be read should be counted, not thrown.',
  'The {team} reads this code rarely, so it should be plain.',
  'Money is in whole cents everywhere.',
  'Tests should not wait for real time.',
  'Roughly {120-240} lines would be a good size.',
];

const FUNCTIONS = [
  `export interface Noun {
  readonly id: string;
  readonly placedAt: number;
  readonly cents: number;
  readonly state: 'open' | 'packed' | 'sent' | 'closed';
}`,
  `/** Oldest first; entries without a date come last. */
export function verbNounList(list: readonly Noun[], limit = 777): Noun[] {
  const known = list.filter((entry) => entry.placedAt > 0);
  known.sort((left, right) => left.placedAt - right.placedAt);
  return known.slice(0, limit);
}`,
  `export async function verbNoun(id: string, load: (id: string) => Promise<Noun | null>) {
  const found = await load(id);
  if (found === null) return { ok: false as const, reason: 'no such noun' };
  if (found.state === 'closed') return { ok: false as const, reason: 'already closed' };
  return { ok: true as const, noun: { ...found, cents: found.cents + 777 } };
}`,
  `const NOUN_LIMITS = { perDay: 777, perHour: 777, perMinute: 777 };

export function allowsNoun(count: number, since: number, now: number): boolean {
  const minutes = Math.max(1, Math.floor((now - since) / 60_000));
  if (count / minutes > NOUN_LIMITS.perMinute) return false;
  return count <= NOUN_LIMITS.perDay;
}`,
  `export class NounStore {
  readonly #entries = new Map<string, Noun>();

  put(entry: Noun): void {
    this.#entries.set(entry.id, entry);
  }

  verb(id: string): Noun | null {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    this.#entries.delete(id);
    return entry;
  }

  get size(): number {
    return this.#entries.size;
  }
}`,
  `export function totalOfNoun(entries: readonly { cents: number; count: number }[]): number {
  let total = 0;
  for (const { cents, count } of entries) {
    if (!Number.isSafeInteger(cents) || count < 0) continue;
    total += cents * count;
  }
  return total;
}`,
  `test('verb leaves a closed noun alone', () => {
  const store = new NounStore();
  store.put({ id: 'a777', placedAt: 777, cents: 777, state: 'closed' });
  expect(store.verb('a777')?.cents).toBe(777);
  expect(store.verb('a777')).toBeNull();
});`,
];
