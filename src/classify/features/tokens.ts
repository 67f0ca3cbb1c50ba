/**
 * The tokens of a text: words in lower case, single characters of scripts that write without spaces, and the
 * few punctuation marks that say something. Kept as numbers in fixed arrays, so that reading a text makes no
 * garbage; `start` and `end` find the word again for whoever wants to show it.
 */
export interface Tokens {
  /** In lower case; what `start` and `end` count in. */
  text: string;
  count: number;
  readonly hash: Uint32Array;
  /** Hash of the first five letters of a longer word, so that its endings do not matter; else 0. */
  readonly stem: Uint32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** 1 where a word has been said often enough: more of the same says nothing more. */
  readonly repeated: Uint8Array;
}

export function createTokens(most: number): Tokens {
  return {
    text: '',
    count: 0,
    hash: new Uint32Array(most),
    stem: new Uint32Array(most),
    start: new Int32Array(most),
    end: new Int32Array(most),
    repeated: new Uint8Array(most),
  };
}

const SAID_ENOUGH = 3;
const COUNTERS = 4_096;
const said = new Uint8Array(COUNTERS);

/**
 * Marks what is said for the fourth time and more, so that no word drowns out the rest; answers where the
 * first `most` tokens that are not marked end.
 */
export function markRepeats(
  tokens: Tokens,
  { first, last, most }: { readonly first: number; readonly last: number; readonly most: number },
): number {
  said.fill(0);
  let kept = 0;
  for (let at = first; at < last; at += 1) {
    const counter = (tokens.hash[at] ?? 0) & (COUNTERS - 1);
    const times = said[counter] ?? 0;
    tokens.repeated[at] = times >= SAID_ENOUGH ? 1 : 0;
    if (times >= SAID_ENOUGH) continue;
    said[counter] = times + 1;
    kept += 1;
    if (kept === most) return at + 1;
  }
  return last;
}

/** Reads `text` into `tokens`, from its beginning, until they are full. */
export function readTokens(text: string, tokens: Tokens): void {
  const lower = text.toLowerCase();
  const most = tokens.hash.length;
  tokens.text = lower;
  tokens.count = 0;
  let at = 0;
  while (at < lower.length && tokens.count < most) {
    const code = lower.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === WORD) at = readWord(lower, at, tokens);
    else {
      if (kind === MARK) add(tokens, { hash: mix(seeded(code)), stem: 0, start: at, end: at + 1 });
      at += 1;
    }
  }
}

/** Letters of a word that count. */
const LONGEST_WORD = 40;
const STEM_LETTERS = 5;

function readWord(text: string, from: number, tokens: Tokens): number {
  let at = from;
  let hash = SEED;
  let stem = 0;
  let digits = 0;
  let code = text.charCodeAt(at);
  do {
    if (at - from < LONGEST_WORD) hash = Math.imul(hash ^ code, PRIME);
    if (at - from === STEM_LETTERS - 1) stem = hash;
    if (isDigit(code)) digits += 1;
    at += 1;
    code = at < text.length ? text.charCodeAt(at) : 0;
  } while (kindOf(code) === WORD);
  const length = at - from;
  if (digits > 0)
    hash = digits === length ? NUMBERS + Math.min(length, 4) : lettersAndDigits(hash, length);
  add(tokens, {
    hash: mix(hash),
    stem: length > STEM_LETTERS && digits === 0 ? mix(stem + 1) : 0,
    start: from,
    end: at,
  });
  return at;
}

/** `v2` and `s3` are words; longer ones with digits in them are somebody's ids. */
function lettersAndDigits(hash: number, length: number): number {
  return length <= 3 ? hash : IDS;
}

interface Token {
  readonly hash: number;
  readonly stem: number;
  readonly start: number;
  readonly end: number;
}

function add(tokens: Tokens, token: Token): void {
  const at = tokens.count;
  tokens.hash[at] = token.hash;
  tokens.stem[at] = token.stem;
  tokens.start[at] = token.start;
  tokens.end[at] = token.end;
  tokens.count = at + 1;
}

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;
const NUMBERS = 0x1000;
const IDS = 0x2000;

function seeded(code: number): number {
  return Math.imul(SEED ^ code, PRIME);
}

/** Spreads a hash over all its bits; unsigned. */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 15);
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  mixed ^= mixed >>> 12;
  mixed = Math.imul(mixed, 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** The hash of a short text: a name that stands beside the tokens. */
export function hashOf(text: string): number {
  let hash = SEED;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return mix(hash);
}

const OTHER = 0;
const WORD = 1;
const MARK = 2;

/** Of ASCII by table: letters, digits and the apostrophe make words. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z0-9']/.test(character)) return WORD;
  return /[?!:{}<>=#|`$%+*/\\[(\n"]/.test(character) ? MARK : OTHER;
});

function kindOf(code: number): number {
  if (code < 128) return ASCII[code] ?? OTHER;
  if (code < 0xc0) return OTHER;
  if (code >= 0x2e80) return isSpaceless(code) ? MARK : OTHER;
  return code >= 0x2000 && code < 0x2070 ? OTHER : WORD;
}

/** Han, kana, hangul: each character tells something by itself. */
function isSpaceless(code: number): boolean {
  return (
    (code >= 0x3041 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7af)
  );
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
