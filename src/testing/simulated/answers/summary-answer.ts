import { sentences } from './words.ts';

/**
 * The input's own sentences, as many as were asked for ("in 3 sentences", "about 120 words"), else about
 * an eighth of it. Takes the first of each paragraph before the second of any.
 */
export function summaryOf(prompt: string): string {
  const input = materialOf(prompt);
  const paragraphs = input.split(/\n\s*\n/).map(sentences);
  const deepest = Math.max(0, ...paragraphs.map((paragraph) => paragraph.length));
  const ordered = Array.from({ length: deepest }, (_, at) =>
    paragraphs.flatMap((paragraph) => paragraph[at] ?? []),
  ).flat();
  const asked = askedLength(prompt, input);
  const taken: string[] = [];
  let characters = 0;
  for (const sentence of ordered) {
    if (taken.length >= asked.sentences || characters >= asked.characters) break;
    taken.push(sentence);
    characters += sentence.length + 1;
  }
  const inOrder = taken.toSorted((a, b) => input.indexOf(a) - input.indexOf(b));
  return inOrder.length === 0 ? input.slice(0, 200).trim() : inOrder.join(' ');
}

/** What is to be summarised: between tags or rules when there are some, else after the first blank line. */
export function materialOf(prompt: string): string {
  const tagged = /<(document|text|article|thread|input)>\n?([\s\S]*?)<\/\1>/.exec(prompt)?.[2];
  if (tagged !== undefined) return tagged;
  const parts = prompt.split(/\n(?:---+|===+)\n/);
  if (parts.length > 1) return parts.slice(1).join('\n\n');
  const blank = prompt.search(/\n\s*\n/);
  return blank === -1 ? prompt : prompt.slice(blank).trim();
}

function askedLength(
  prompt: string,
  input: string,
): { readonly sentences: number; readonly characters: number } {
  const words = /(\d[\d,]{0,6}) words/i.exec(prompt)?.[1];
  const count = /(\d{1,2}|two|three|four|five) (?:short )?(?:sentences|bullet)/i.exec(prompt)?.[1];
  const none = Number.POSITIVE_INFINITY;
  if (count !== undefined) return { sentences: NUMBERS[count] ?? Number(count), characters: none };
  if (words !== undefined) {
    return { sentences: none, characters: Number(words.replaceAll(',', '')) * 6 };
  }
  return { sentences: none, characters: Math.max(160, input.length / 8) };
}

const NUMBERS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5 };
