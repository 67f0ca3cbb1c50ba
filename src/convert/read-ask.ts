import { ASK_WORDS, COURTESIES, type AskWords } from './ask-words.ts';
import type { FormatName } from './formats.ts';

/** An ask that is nothing but a wish for another format. */
export interface Ask {
  /** `null`: the ask does not say what its document is. */
  readonly from: FormatName | null;
  readonly to: FormatName;
  /** The answer is wanted in a code block. */
  readonly isFenced: boolean;
}

type Wish = Omit<Ask, 'isFenced'>;

/** Nobody needs more words for this wish alone. */
const MAX_ASK_CHARACTERS = 400;

/**
 * Reads the text around a document. Every sentence must be understood whole: one asks for the conversion,
 * the others may only ask for nothing but its result. Anything else, in any language, gives `null`.
 */
export function readAsk(text: string): Ask | null {
  if (text.length > MAX_ASK_CHARACTERS) return null;
  let wish: Wish | null = null;
  let isFenced = false;
  const echoes: string[] = [];
  for (const sentence of sentencesOf(text)) {
    if (FENCE_ONLY.test(sentence)) isFenced = true;
    else if (RESULT_ONLY.test(sentence)) echoes.push(...(sentence.match(FORMAT_MARK) ?? []));
    else {
      const unfenced = sentence.replace(IN_FENCE, '');
      const found: Wish | null = wish === null ? wishIn(unfenced) : null;
      if (found === null) return null;
      wish = found;
      isFenced ||= unfenced !== sentence;
    }
  }
  if (wish === null) return null;
  const { to } = wish;
  return echoes.every((mark) => formatOf(mark) === to) ? { ...wish, isFenced } : null;
}

/** In small letters, without punctuation and courtesies, formats as marks. */
function sentencesOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replace(/\s*(?:->|→|=>|⇒)\s*/g, ' to ')
    .split(/[.!?;:\n]+/)
    .map((sentence) => withFormatMarks(plainWords(sentence)))
    .filter((sentence) => sentence !== '');
}

function plainWords(sentence: string): string {
  return sentence
    .replace(/[,"'’`´“”„«»()*_-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(COURTESIES, '')
    .replace(/ +/g, ' ')
    .trim();
}

const TABLE = '(?:table|tabelle|tableau|tabla|tabella|tabela|tabel)';

/** Longer names first: what is left of them would be read as another. */
const FORMAT_NAMES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\b(?:markdown|md|gfm) ?${TABLE}\\b`, 'g'), '§markdown'],
  [
    new RegExp(`\\b${TABLE} (?:(?:in|en|em|de|im|als|as|di) )?(?:markdown|md)\\b`, 'g'),
    '§markdown',
  ],
  [/(?<!§)\bmarkdown\b/g, '§loose'],
  [/\b(?:comma separated values|csv)\b/g, '§csv'],
  [/\b(?:tab separated values|tsv)\b/g, '§tsv'],
  [/\bjson\b/g, '§json'],
  [/\b(?:yaml|yml)\b/g, '§yaml'],
];

function withFormatMarks(sentence: string): string {
  if (sentence.includes('§')) return '?';
  return FORMAT_NAMES.reduce((text, [name, mark]) => text.replace(name, mark), sentence);
}

const FORMAT_MARK = /§\w+/g;
const A_FENCE = '(?:in|inside|as|use|using|with) an? (?:fenced |§loose )?code ?(?:block|fence)';
const IN_FENCE = new RegExp(` ${A_FENCE}$`);
const FENCE_ONLY = new RegExp(`^(?:put it |output it |return it )?${A_FENCE}$`);

const RESULT = '(?:the )?(?:valid |converted )?(?:§\\w+|result|output|conversion|document|data)';
const NOTHING_MORE =
  '(?:and )?(?:with )?(?:no|without|nothing) (?:any )?(?:else|explanations?|commentary|comments|extra text|other text|prose|preamble)';

/** Says only that nothing else is wanted, which is how it is done anyway. */
const RESULT_ONLY = new RegExp(
  `^(?:(?:output|return|reply with|answer with|respond with|give me|print|write)? ?(?:only|just) ${RESULT}(?: ${NOTHING_MORE})?|${NOTHING_MORE}|nur (?:das |die )?(?:§\\w+|ergebnis)(?: ausgeben)?|ohne (?:erklärung|erklärungen|kommentar))$`,
);

function wishIn(sentence: string): Wish | null {
  for (const pattern of PATTERNS) {
    const { from, to } = pattern.exec(sentence)?.groups ?? {};
    if (to === undefined) continue;
    const target = formatOf(to);
    const source = from === undefined ? null : formatOf(from);
    // "Markdown" alone is a table only where a table is given.
    if (to === '§loose' && source !== 'csv' && source !== 'tsv') continue;
    return { from: source, to: target };
  }
  return null;
}

function formatOf(mark: string): FormatName {
  return mark === '§loose' ? 'markdown' : (mark.slice(1) as FormatName);
}

const PATTERNS: readonly RegExp[] = ASK_WORDS.flatMap(patternsOf);

function patternsOf(words: AskWords): readonly RegExp[] {
  const { before, things, after, beforeTarget } = words;
  const thing = `(?:(?:${things} )?(?:of |in )?(?<from>§\\w+)(?: ${things}){0,2}|${things})`;
  const source = `(?:${before} ){0,3}${thing}(?: ${after})?`;
  const target = `(?:${beforeTarget} ){0,2}(?<to>§\\w+)`;
  return words.phrases.map((phrase) => {
    const whole = phrase.replace('SOURCE', source).replace('TARGET', target);
    return new RegExp(`^${whole}$`);
  });
}
