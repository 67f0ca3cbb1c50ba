import { createTokens, readTokens } from '../features/tokens.ts';
import { ACTIONS } from './actions.ts';
import { THINGS } from './things.ts';

/**
 * Ideas behind words: "shorten", "condense" and "raccourcis" ask for the same. A classifier that has seen
 * one of them understands the others. Words are known by the hash of their token.
 */
export interface Lexicon {
  /** Names of the ideas; an idea's number is its place here. */
  readonly ideas: readonly string[];
  /** The ideas of a word, or `undefined`. */
  ideasOf(tokenHash: number): readonly number[] | undefined;
}

let made: Lexicon | null = null;

/** The one lexicon, made when it is first needed. */
export function lexicon(): Lexicon {
  made ??= readLexicon([ACTIONS, THINGS]);
  return made;
}

export function readLexicon(pages: readonly string[]): Lexicon {
  const ideas: string[] = [];
  const words = new Map<string, number[]>();
  for (const line of pages.flatMap((page) => page.split('\n'))) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const [name, list] = [line.slice(0, colon), line.slice(colon + 1)];
    const idea = ideas.push(name) - 1;
    for (const word of list.split(' ').filter((one) => one !== '')) addTo(words, word, idea);
  }
  const listed = [...words];
  for (const [word, found] of listed) {
    for (const form of inflectionsOf(word)) {
      if (!words.has(form)) words.set(form, found);
    }
  }
  const byHash = new Map<number, readonly number[]>();
  for (const [word, found] of words) {
    const hash = hashOfWord(word);
    if (hash !== null) byHash.set(hash, found);
  }
  return { ideas, ideasOf: (tokenHash) => byHash.get(tokenHash) };
}

function addTo(words: Map<string, number[]>, word: string, idea: number): void {
  const found = words.get(word);
  if (found === undefined) words.set(word, [idea]);
  else if (!found.includes(idea)) found.push(idea);
}

/** Of a plain English word: `fix` gives `fixes`, `fixed`, `fixing`. What is no word harms nobody. */
function inflectionsOf(word: string): readonly string[] {
  if (!/^[a-z]{3,}$/.test(word)) return [];
  const root = word.endsWith('e') ? word.slice(0, -1) : word;
  const plural = /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
  return [plural, `${root}ed`, `${root}ing`];
}

const READ = createTokens(2);

/** `null` for what is more than one token: `c++`. */
function hashOfWord(word: string): number | null {
  readTokens(word, READ);
  return READ.count === 1 ? (READ.hash[0] ?? null) : null;
}
