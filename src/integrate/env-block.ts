import type { EditResult } from './settings-env.ts';

/** The lines between which Modicum writes in a file of lines: `.env`, or the profile of a shell. */
export const BLOCK_START = '# >>> modicum >>>';
export const BLOCK_END = '# <<< modicum <<<';

/**
 * Puts a block of lines at the end of a file, or in the place of the one that is there. Bytes are kept
 * as they are, whatever their encoding: what is written is ASCII.
 */
export function setBlock(bytes: Uint8Array | null, lines: readonly string[]): EditResult {
  const text = bytes === null ? '' : textOf(bytes);
  if (text === null) return { ok: false, problem: 'is not a text file' };
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = [BLOCK_START, ...lines, BLOCK_END].join(newline) + newline;
  const found = findBlock(text);
  if (found === 'broken') return { ok: false, problem: BROKEN };
  if (found !== null) return written(text.slice(0, found.start) + block + text.slice(found.end));
  return written(text + (endsLine(text) ? '' : newline) + block);
}

export interface BlockBefore {
  /** Whether Modicum wrote this line. */
  readonly isOurs: (line: string) => boolean;
  /** The file before that. */
  readonly before: Uint8Array | null;
}

/**
 * Takes the block out of a file that someone has changed since, or puts the earlier block back. Lines
 * they wrote between the marks stay; a line end that was added to a last line without one goes too.
 */
export function unsetBlock(bytes: Uint8Array, { isOurs, before }: BlockBefore): EditResult {
  const text = textOf(bytes);
  if (text === null) return { ok: false, problem: 'is not a text file' };
  const found = findBlock(text);
  if (found === 'broken') return { ok: false, problem: BROKEN };
  if (found === null) return { ok: true, bytes };
  const textBefore = before === null ? '' : (textOf(before) ?? '');
  const theirs = text
    .slice(found.start, found.end)
    .split(LINES)
    .filter((line) => !isMark(withoutEnd(line)) && !isOurs(withoutEnd(line)))
    .join('');
  const instead = earlierBlock(textBefore) + theirs;
  const isLast = instead === '' && found.end === text.length;
  const head = text.slice(0, found.start);
  const kept = isLast && !endsLine(textBefore) ? withoutEnd(head) : head;
  return written(kept + instead + text.slice(found.end));
}

function earlierBlock(textBefore: string): string {
  const place = findBlock(textBefore);
  return place === null || place === 'broken' ? '' : textBefore.slice(place.start, place.end);
}

/** The lines between the marks, each with its number, counted from 1. */
export function blockLines(bytes: Uint8Array): readonly { text: string; line: number }[] {
  const text = textOf(bytes) ?? '';
  const found = findBlock(text);
  if (found === null || found === 'broken') return [];
  const first = text.slice(0, found.start).split(LINES).filter(Boolean).length + 1;
  return text
    .slice(found.start, found.end)
    .split(LINES)
    .map((line, index) => ({ text: withoutEnd(line), line: first + index }))
    .filter((line) => !isMark(line.text));
}

/** The file without the block, to see what else it sets. */
export function outsideBlock(bytes: Uint8Array): string {
  const text = textOf(bytes) ?? '';
  const found = findBlock(text);
  return found === null || found === 'broken'
    ? text
    : text.slice(0, found.start) + text.slice(found.end);
}

const BROKEN = `has the line "${BLOCK_START}" or "${BLOCK_END}" without its other half, or more than once`;

interface Place {
  readonly start: number;
  readonly end: number;
}

function findBlock(text: string): Place | 'broken' | null {
  const starts = linesThatAre(text, BLOCK_START);
  const ends = linesThatAre(text, BLOCK_END);
  const [start] = starts;
  const [end] = ends;
  if (start === undefined && end === undefined) return null;
  if (start === undefined || end === undefined || starts.length + ends.length !== 2)
    return 'broken';
  return start.end <= end.start ? { start: start.start, end: end.end } : 'broken';
}

function linesThatAre(text: string, wanted: string): readonly Place[] {
  const places: Place[] = [];
  let start = 0;
  for (const line of text.split(LINES)) {
    const end = start + line.length;
    if (withoutEnd(line) === wanted) places.push({ start, end });
    start = end;
  }
  return places;
}

const LINES = /(?<=\n)/;

function isMark(line: string): boolean {
  return line === BLOCK_START || line === BLOCK_END;
}

function withoutEnd(line: string): string {
  return line.replace(/\r?\n$/, '');
}

function endsLine(text: string): boolean {
  return text === '' || text.endsWith('\n');
}

/** One character a byte, so that every byte comes back as it was. A zero byte says that this is no text. */
function textOf(bytes: Uint8Array): string | null {
  return bytes.includes(0) ? null : Buffer.from(bytes).toString('latin1');
}

function written(text: string): EditResult {
  return { ok: true, bytes: Buffer.from(text, 'latin1') };
}
