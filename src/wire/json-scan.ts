/**
 * Where things stand in JSON bytes, without parsing them: one linear pass that stops at a depth limit.
 * Lenient: of text that is not JSON it may say anything, so `JSON.parse` has the last word.
 */

/** An object's place in the bytes. */
export interface ObjectSpan {
  /** Just behind `{`. */
  readonly open: number;
  /** In the order they stand; a name may come more than once. */
  readonly members: readonly MemberSpan[];
}

export interface MemberSpan {
  /** With its escapes read. */
  readonly name: string;
  /** At the quote of the name. */
  readonly nameStart: number;
  readonly valueStart: number;
  /** Just behind the value. */
  readonly valueEnd: number;
}

/** A list's place in the bytes. */
export interface ListSpan {
  /** Just behind `[`. */
  readonly open: number;
  readonly members: readonly ItemSpan[];
}

export interface ItemSpan {
  /** Its number, from 0. */
  readonly name: number;
  /** Where it begins, as a member does with its name. */
  readonly nameStart: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Quotes in text and code stand close together, and up to this distance a plain loop finds them sooner
 * than `indexOf` does; beyond it (images, long plain text) `indexOf` is many times quicker.
 */
const NEAR = 256;

/** U+FEFF is part of a name like any other character. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The object that begins here; `null` when none does. `maxDepth` counts the object itself. */
export function scanObject(
  bytes: Uint8Array,
  start: number,
  maxDepth: number,
): ObjectSpan | 'too-deep' | null {
  if (!opensObject(bytes, start)) return null;
  const members: MemberSpan[] = [];
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] === QUOTE) {
    const member = scanMember(bytes, at, maxDepth - 1);
    if (member === null || member === 'too-deep') return member;
    members.push(member);
    at = skipSpace(bytes, member.valueEnd);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return bytes[at] === CLOSE_OBJECT ? { open: start + 1, members } : null;
}

/** The list that begins here; `null` when none does. `maxDepth` counts the list itself. */
export function scanList(
  bytes: Uint8Array,
  start: number,
  maxDepth: number,
): ListSpan | 'too-deep' | null {
  if (bytes[start] !== OPEN_ARRAY) return null;
  const members: ItemSpan[] = [];
  let at = skipSpace(bytes, start + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_ARRAY) {
    const valueEnd = skipValue(bytes, at, maxDepth - 1);
    if (valueEnd === 'too-deep') return 'too-deep';
    if (valueEnd === at) return null;
    members.push({ name: members.length, nameStart: at, valueStart: at, valueEnd });
    at = skipSpace(bytes, valueEnd);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return bytes[at] === CLOSE_ARRAY ? { open: start + 1, members } : null;
}

export function opensObject(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === OPEN_OBJECT;
}

function scanMember(
  bytes: Uint8Array,
  nameStart: number,
  maxDepth: number,
): MemberSpan | 'too-deep' | null {
  const nameEnd = skipString(bytes, nameStart);
  const colon = skipSpace(bytes, nameEnd);
  if (bytes[colon] !== COLON) return null;
  const valueStart = skipSpace(bytes, colon + 1);
  const valueEnd = skipValue(bytes, valueStart, maxDepth);
  if (valueEnd === 'too-deep') return 'too-deep';
  const name = readName(bytes.subarray(nameStart, nameEnd));
  return name === null ? null : { name, nameStart, valueStart, valueEnd };
}

/** Just behind the value that begins here. */
function skipValue(bytes: Uint8Array, start: number, maxDepth: number): number | 'too-deep' {
  let at = start;
  for (let depth = 0; at < bytes.length;) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && endsScalar(byte)) return at;
    at++;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (++depth > maxDepth) return 'too-deep';
    } else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === 0) return at;
  }
  return at;
}

export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isSpace(bytes[at])) at++;
  return at;
}

/** Just behind the string whose opening quote stands here; the end of the bytes if it has no end. */
function skipString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length) {
    const near = Math.min(at + NEAR, bytes.length);
    for (; at < near; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) at++;
    }
    const quote = bytes.indexOf(QUOTE, at);
    if (quote === -1) break;
    if (!isEscaped(bytes, quote, at)) return quote + 1;
    at = quote + 1;
  }
  return bytes.length;
}

/** Is the byte behind an odd number of backslashes? `from`: where to stop looking back. */
function isEscaped(bytes: Uint8Array, index: number, from: number): boolean {
  let first = index;
  while (first > from && bytes[first - 1] === BACKSLASH) first--;
  return (index - first) % 2 === 1;
}

function readName(quoted: Uint8Array): string | null {
  if (!quoted.includes(BACKSLASH)) return utf8.decode(quoted.subarray(1, -1));
  try {
    return JSON.parse(utf8.decode(quoted)) as string;
  } catch {
    return null;
  }
}

function endsScalar(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || isSpace(byte);
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB;
}
