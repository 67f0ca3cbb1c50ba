import { createTokens, readTokens, type Tokens } from './tokens.ts';

/** The first token of what is asked: a greeting in front must not change what a text is about. */
export function skipCourtesies(tokens: Tokens): number {
  const most = Math.min(MOST_COURTESIES, tokens.count);
  let first = 0;
  while (first < most && OPENERS.has(tokens.hash[first] ?? 0)) first += 1;
  return first < tokens.count ? first : 0;
}

/** Where what is asked ends: thanks are no part of it. */
export function skipThanks(tokens: Tokens, first: number): number {
  const least = Math.max(first + 1, tokens.count - MOST_THANKS);
  let end = tokens.count;
  while (end > least && CLOSERS.has(tokens.hash[end - 1] ?? 0)) end -= 1;
  return end;
}

const MOST_COURTESIES = 112;
const MOST_THANKS = 10;

const OPENERS = hashesOf(
  "hi hello hey please pls plz kindly could can would will you i we need want like d i'd to ok okay so and also next just me us " +
    "let let's lets go ahead finally thanks thank great quickly briefly dear good morning evening afternoon there sir madam " +
    'team friend buddy claude assistant bot bitte hallo danke bonjour merci hola gracias ciao grazie ! : " ( * # \n',
);
const CLOSERS = hashesOf(
  'thanks thank you thx ty please pls plz cheers in advance so very much a lot kindly danke bitte merci gracias grazie ! : * # \n',
);

function hashesOf(words: string): ReadonlySet<number> {
  const one = createTokens(1);
  return new Set(
    words.split(' ').map((word) => {
      readTokens(word, one);
      return one.hash[0] ?? 0;
    }),
  );
}
