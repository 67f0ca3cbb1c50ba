import { FORMATS, type FormatName } from './formats.ts';

/** One way to take a message apart: what is asked, and the document it is asked of. */
export interface Parting {
  readonly ask: string;
  readonly document: string;
  /** The format that its code block names. */
  readonly tag: FormatName | null;
}

/**
 * A message with a code block parts into the block and what stands around it; with more than one, nobody
 * knows which is meant. Without any, the document is all that stands behind or before the ask.
 */
export function partings(message: string): readonly Parting[] {
  if (!/^ {0,3}(?:`{3}|~{3})/m.test(message)) return partingsByLine(message);
  const blocks = [...message.matchAll(BLOCK)];
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) return [];
  const [whole, , tagText = '', document = ''] = block;
  const rest = message.slice(0, block.index) + message.slice(block.index + whole.length);
  const tag = TAGS[tagText.toLowerCase()];
  if (tag === undefined || /^ {0,3}(?:`{3}|~{3})/m.test(rest)) return [];
  return [{ ask: rest, document, tag }];
}

const BLOCK = /^(`{3,}|~{3,})[ \t]*([\w+-]*)[ \t]*\r?\n([\s\S]*?)\r?\n\1[ \t]*$/gm;

const TAGS: Readonly<Record<string, FormatName | null>> = {
  '': null,
  text: null,
  txt: null,
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  csv: 'csv',
  tsv: 'tsv',
  markdown: 'markdown',
  md: 'markdown',
};

/** An ask has few lines. */
const ASK_LINES = 4;

function partingsByLine(message: string): readonly Parting[] {
  const breaks = lineBreaks(message);
  const colon = /^[^\n{[|]*?:[ \t]+/.exec(message)?.[0].length;
  const cuts = new Set([...breaks.slice(0, ASK_LINES), ...(colon === undefined ? [] : [colon])]);
  const before = [...cuts].map((at) => ({ ask: message.slice(0, at), rest: message.slice(at) }));
  const after = breaks
    .slice(-ASK_LINES)
    .map((at) => ({ ask: message.slice(at), rest: message.slice(0, at) }));
  const whole = { ask: '', rest: message };
  return [...before, ...after, whole].map(({ ask, rest }) => ({
    ask,
    document: rest.replace(/^(?:[ \t]*\r?\n)+|\s+$/g, ''),
    tag: null,
  }));
}

function lineBreaks(message: string): readonly number[] {
  return [...message.matchAll(/\n/g)].map(({ index }) => index + 1);
}

/** What a document is that nothing names: only formats that nothing else looks like. */
export function unnamedFormat(document: string): FormatName | null {
  const clear = ['json', 'markdown'] as const;
  return clear.find((name) => FORMATS[name].read(document) !== null) ?? null;
}
