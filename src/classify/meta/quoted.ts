/** What every line of a quotation begins with. */
export const QUOTE_MARK = '| ';

/**
 * Somebody else's text as a quotation that it cannot leave: each line begins with the mark, whatever the text
 * takes for the end of a line, and nothing in it can be read as a tag, or as one of the signs by which local
 * models tell who is speaking. Meant to be read, not to be turned back.
 */
export function quoted(text: string): string {
  const lines = text
    .toWellFormed()
    .replace(UNSEEN, '')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(SPEAKER, '[ $1')
    .split(LINE_END);
  return lines.filter(isKept).map(marked).join('\n');
}

const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/u;

/** Control characters, and those that turn or hide what stands beside them. */
const UNSEEN = /(?![\t\n\v\f\r\u0085])[\p{Cc}\p{Cf}]/gu;

/** As templates of chat models write it. */
const SPEAKER = /\[(\/?(?:INST|SYS|AVAILABLE_TOOLS|TOOL_))/giu;

/** Of several empty lines one. */
function isKept(line: string, index: number, lines: readonly string[]): boolean {
  return line.trim() !== '' || (index > 0 && lines[index - 1]?.trim() !== '');
}

function marked(line: string): string {
  return `${QUOTE_MARK}${line}`;
}
