import type { Pattern } from './pattern.ts';
import { readPattern } from './pattern.ts';
import type { WordRule } from './rule.ts';
import type { Word } from './words.ts';

/** A rule that fits a text, and where. */
export interface Match {
  readonly rule: WordRule;
  /** Index of the word it starts at. */
  readonly word: number;
  /** Words of the text it rests on: three tell more than one. */
  readonly length: number;
}

/** Rules arranged by their first word, so that a word is only tried against rules that start with it. */
export interface RuleTable {
  readonly exact: ReadonlyMap<string, readonly Entry[]>;
  /** By length of prefix, then by prefix. */
  readonly prefixes: ReadonlyMap<number, ReadonlyMap<string, readonly Entry[]>>;
}

interface Entry {
  readonly rule: WordRule;
  readonly pattern: Pattern;
}

export function ruleTable(rules: readonly WordRule[]): RuleTable {
  const exact = new Map<string, Entry[]>();
  const prefixes = new Map<number, Map<string, Entry[]>>();
  for (const rule of rules) {
    const pattern = readPattern(rule.pattern);
    const entry = { rule, pattern };
    for (const word of pattern.steps[0]?.words ?? []) add(exact, word, entry);
    for (const prefix of pattern.steps[0]?.prefixes ?? []) {
      const ofLength = prefixes.get(prefix.length) ?? new Map<string, Entry[]>();
      prefixes.set(prefix.length, ofLength);
      add(ofLength, prefix, entry);
    }
  }
  return { exact, prefixes };
}

function add(entries: Map<string, Entry[]>, key: string, entry: Entry): void {
  entries.set(key, [...(entries.get(key) ?? []), entry]);
}

/** Counts words looked at, so that a test can show the work to be proportional to the text. */
export interface Work {
  steps: number;
}

/** Every rule that fits, each once, at its first place. */
export function matches(words: readonly Word[], table: RuleTable, work: Work): readonly Match[] {
  const found = new Map<WordRule, Match>();
  for (const [index, word] of words.entries()) {
    for (const entry of startingWith(word.text, table)) {
      work.steps += 1;
      if (found.has(entry.rule) || (entry.pattern.startsClause && !word.startsClause)) continue;
      if (!fits(words, index, entry.pattern, work)) continue;
      found.set(entry.rule, { rule: entry.rule, word: index, length: entry.pattern.steps.length });
    }
  }
  return [...found.values()];
}

/** Of the words of a text most start nothing, so nothing is made for them. */
function startingWith(word: string, table: RuleTable): readonly Entry[] {
  let found = table.exact.get(word) ?? NONE;
  for (const [length, ofLength] of table.prefixes) {
    if (word.length < length) continue;
    const entries = ofLength.get(word.slice(0, length));
    if (entries !== undefined) found = found.length === 0 ? entries : [...found, ...entries];
  }
  return found;
}

const NONE: readonly Entry[] = [];

/** Each step takes the nearest word that fits within its gap; there is no going back. */
function fits(words: readonly Word[], start: number, pattern: Pattern, work: Work): boolean {
  let at = start;
  for (const step of pattern.steps.slice(1)) {
    const last = Math.min(words.length - 1, at + step.within);
    let next = at + 1;
    while (next <= last && !isOneOf(words[next]?.text ?? '', step)) {
      work.steps += 1;
      next += 1;
    }
    if (next > last) return false;
    at = next;
  }
  return true;
}

function isOneOf(word: string, step: Pattern['steps'][number]): boolean {
  return step.words.has(word) || step.prefixes.some((prefix) => word.startsWith(prefix));
}
