import type { KeyPath } from './problem.ts';

/** A path as people read it: `tiers.0.models`. A key that nobody would see, or that would break the line, is quoted. */
export function keysText(path: KeyPath): string {
  return path.map((key) => (isPlain(String(key)) ? key : quoted(String(key)))).join('.');
}

function isPlain(key: string): boolean {
  return key !== '' && key.trim() === key && !UNSEEN.test(key);
}

/** Control and format characters, and what ends a line. */
const UNSEEN = /[\p{C}\u2028\u2029]/u;

function quoted(key: string): string {
  return JSON.stringify(key).replaceAll(
    /[\p{C}\u2028\u2029]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
