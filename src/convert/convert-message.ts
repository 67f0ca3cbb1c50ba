import { convert, MAX_CHARACTERS, type Conversion } from './convert.ts';
import { partings, unnamedFormat, type Parting } from './find-document.ts';
import { readAsk } from './read-ask.ts';

export interface Converted extends Omit<Conversion, 'text'> {
  /** Exactly what is to be answered. */
  readonly text: string;
}

/**
 * The answer to a message that asks for its document in another format and for nothing else; `null` when
 * there is any doubt about what is asked, which document is meant, or whether all of it can be kept.
 * `instruction`: what is asked outside the message, for programs that send the document alone.
 */
export function convertMessage(message: string, instruction = ''): Converted | null {
  if (message.length > MAX_CHARACTERS) return null;
  const found = partings(message)
    .map((parting) => convertParting(parting, instruction))
    .filter((converted) => converted !== null);
  const [first] = found;
  if (first === undefined || found.some(({ text }) => text !== first.text)) return null;
  return first;
}

function convertParting({ ask, document, tag }: Parting, instruction: string): Converted | null {
  const wish = readAsk(`${instruction}\n${ask}`);
  if (wish === null || (tag !== null && wish.from !== null && tag !== wish.from)) return null;
  const from = wish.from ?? tag ?? unnamedFormat(document);
  const text = from === null ? null : convert({ from, to: wish.to, text: document });
  if (from === null || text === null) return null;
  return { from, to: wish.to, text: wish.isFenced ? fenced(text, wish.to) : text };
}

function fenced(text: string, tag: string): string {
  // Longer than any row of backticks within.
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([row]) => row.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${tag}\n${text}\n${fence}`;
}
