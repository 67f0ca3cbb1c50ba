import { ModicumError } from '../core/error.ts';

/**
 * A sequence of words with bounded gaps, written as text so that rules read as data:
 *
 * - `extract ..6 field|fields`: "extract", then "field" or "fields" within the next 6 words
 * - `summari*`: any word that begins so
 * - `^translate`: only where a clause starts, where a request usually says what it wants
 *
 * Without `..n` the next word must follow at once. There is no open gap, so matching takes time in proportion
 * to the text, whatever the text is.
 */
export interface Pattern {
  readonly source: string;
  readonly startsClause: boolean;
  readonly steps: readonly Step[];
}

interface Step {
  readonly words: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  /** How many words on from the step before it may stand. 1: the very next. */
  readonly within: number;
}

/** The longest gap a rule may leave: matching costs at most this much per word and step. */
export const WIDEST_GAP = 40;

/** Reads a pattern from its text. Happens once, when a classifier is made; a bad rule is a bug and throws. */
export function readPattern(source: string): Pattern {
  const startsClause = source.startsWith('^');
  const parts = (startsClause ? source.slice(1) : source).split(' ').filter((part) => part !== '');
  const steps: Step[] = [];
  let within = 1;
  for (const part of parts) {
    if (part.startsWith('..')) {
      within = gap(part, source);
      continue;
    }
    steps.push({ ...alternatives(part, source), within });
    within = 1;
  }
  if (steps.length === 0 || parts.at(-1)?.startsWith('..') || parts[0]?.startsWith('..')) {
    throw badRule(source, 'it must start and end with a word');
  }
  return { source, startsClause, steps };
}

function gap(part: string, source: string): number {
  const within = Number(part.slice(2));
  if (Number.isInteger(within) && within >= 1 && within <= WIDEST_GAP) return within;
  throw badRule(source, `a gap is ..1 to ..${WIDEST_GAP}`);
}

function alternatives(part: string, source: string): Pick<Step, 'words' | 'prefixes'> {
  const choices = part.split('|');
  if (
    choices.some((choice) => choice === '' || choice === '*' || choice !== choice.toLowerCase())
  ) {
    throw badRule(source, 'its words must be lower case and not empty');
  }
  return {
    words: new Set(choices.filter((choice) => !choice.endsWith('*'))),
    prefixes: choices.filter((choice) => choice.endsWith('*')).map((choice) => choice.slice(0, -1)),
  };
}

function badRule(source: string, why: string): ModicumError {
  return new ModicumError('invalid_word_rule', `The word rule "${source}" cannot be read: ${why}.`);
}
