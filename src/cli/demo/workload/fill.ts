import type { Random } from '../../../testing/seeded-random.ts';
import { WORDS } from './words.ts';

/**
 * A sentence from a pattern: `{city}` becomes one of the cities, `{3-40}` a number from 3 to 40,
 * `{order}`, `{amount}` and `{date}` are made up. A name that is not known is our mistake and throws.
 */
export function fill(pattern: string, random: Random): string {
  const text = pattern.replace(/\{([\w-]+)\}/g, (_, name: string) => slot(name, random));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Paragraphs of three to five sentences until the length is reached. Every pattern is used once before
 * any comes again.
 */
export function paragraphs(
  patterns: readonly string[],
  characters: number,
  random: Random,
): readonly string[] {
  const result: string[] = [];
  let length = 0;
  let deck: readonly string[] = [];
  while (length < characters) {
    const size = random.integer(3, 5);
    if (deck.length < size) deck = [...deck, ...random.shuffled(patterns)];
    const paragraph = deck
      .slice(0, size)
      .map((pattern) => fill(pattern, random))
      .join(' ');
    deck = deck.slice(size);
    result.push(paragraph);
    length += paragraph.length + 2;
  }
  return result;
}

function slot(name: string, random: Random): string {
  const range = /^(\d+)-(\d+)$/.exec(name);
  if (range !== null) return String(random.integer(Number(range[1]), Number(range[2])));
  const made = MADE_UP[name];
  if (made !== undefined) return made(random);
  const words: Readonly<Record<string, readonly string[]>> = WORDS;
  const known = words[name];
  if (known === undefined) throw new Error(`the pattern has an unknown slot: {${name}}`);
  return random.pick(known);
}

const MADE_UP: Readonly<Record<string, (random: Random) => string>> = {
  person: (random) => `${random.pick(WORDS.first)} ${random.pick(WORDS.last)}`,
  order: (random) => `WH-${random.integer(10_000, 99_999)}`,
  invoice: (random) => `INV-${random.integer(2000, 9899)}`,
  amount: (random) => `$${random.integer(12, 1900)}.${random.pick(['00', '50', '90', '95', '20'])}`,
  date: (random) => `${random.integer(1, 28)} ${random.pick(WORDS.month)}`,
  isodate: (random) =>
    `2026-${String(random.integer(1, 11)).padStart(2, '0')}-${String(random.integer(1, 28)).padStart(2, '0')}`,
  email: (random) =>
    `${random.pick(WORDS.first).toLowerCase()}.${random.pick(WORDS.last).toLowerCase()}@example.${random.pick(['com', 'net', 'org'])}`,
  phone: (random) => `+44 20 ${random.integer(7000, 7999)} ${random.integer(1000, 9999)}`,
  time: (random) => `${random.integer(7, 22)}:${random.pick(['05', '10', '25', '30', '40', '55'])}`,
};
