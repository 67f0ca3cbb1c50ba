import { stripVTControlCharacters } from 'node:util';

/**
 * Breaks a line at spaces so that no part is wider than `width`; a word that is wider stands alone.
 * Colours do not count as width, and two spaces in a row stay together.
 */
export function wrap(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<=\S)(?= )/)) {
    const longer = current + word;
    if (current !== '' && length(longer) > width) {
      lines.push(current);
      current = word.trimStart();
    } else current = longer;
  }
  return [...lines, current];
}

function length(text: string): number {
  return stripVTControlCharacters(text).length;
}
