/** A word of a text, in lower case, and whether a clause starts with it. */
export interface Word {
  readonly text: string;
  /** First word of the text, of a line, of a sentence, or first after courtesies ("could you please"). */
  readonly startsClause: boolean;
}

/** Said before what is asked, and nothing about it. */
const COURTESIES = new Set(
  (
    "hi hello hey please pls plz kindly could can would will you u i we need want like d i'd to your task is job now " +
    "then ok okay so and also next just help me us let let's lets go ahead first finally thanks great quickly briefly " +
    'carefully must have try the following'
  ).split(' '),
);

/**
 * The words of a text in one pass. Letters, digits and everything outside ASCII make words; `_` and `-`
 * part them, so that `classify_intent` reads as two. `?` and `:` count as words of their own.
 */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let startsClause = true;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isWordCode(code)) {
      const from = at;
      while (at < text.length && isWordCode(text.charCodeAt(at))) at += 1;
      const word = text.slice(from, at).toLowerCase();
      words.push({ text: word, startsClause });
      startsClause = startsClause && COURTESIES.has(word);
      continue;
    }
    if (code === COLON || code === QUESTION_MARK) {
      words.push({ text: text[at] ?? '', startsClause: false });
    }
    if (CLAUSE_ENDS.has(code)) startsClause = true;
    at += 1;
  }
  return words;
}

const COLON = 0x3a;
const QUESTION_MARK = 0x3f;
const APOSTROPHE = 0x27;

function isWordCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code > 0x7f ||
    code === APOSTROPHE
  );
}

/** Line break, full stop, exclamation and question mark, colon, semicolon. A comma would make lists of verbs. */
const CLAUSE_ENDS = new Set(['\n', '.', '!', '?', ':', ';'].map((mark) => mark.charCodeAt(0)));
