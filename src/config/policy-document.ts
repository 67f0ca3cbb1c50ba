import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import { isObject } from '../core/json.ts';
import type { KeyPath } from './problem.ts';

/** A policy file as it was written: its values, and where each of them stands. */
export interface PolicyDocument {
  /** The plain value; `null` when the text is too broken to have one. */
  readonly value: unknown;
  /** Mistakes in the text itself: half-written YAML, duplicate keys, tabs. */
  readonly mistakes: readonly Mistake[];
  /** Where the value of these keys stands, or the last key itself; `null` when it is not in the file. */
  locate(path: KeyPath, aboutKey?: boolean): Position | null;
}

/** Both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Mistake extends Position {
  readonly message: string;
  /** The rest of the file cannot be trusted to say what was meant. */
  readonly fatal: boolean;
}

/** A policy of every feature at once stays far below this. */
export const MAX_POLICY_BYTES = 1024 * 1024;

/** Aliases may repeat content; this bounds how much a small file can grow. */
const MAX_ALIASES = 100;

export function readPolicyDocument(text: string): PolicyDocument {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: sameKey,
    });
  } catch {
    return unreadable('is nested too deeply to be a policy; write it flatter');
  }
  const mistakes = [...textFaults(document), ...nodeFaults(document)].map((fault) => ({
    ...at(fault.offset),
    message: fault.message,
    fatal: fault.fatal,
  }));
  if (mistakes.some((mistake) => mistake.fatal)) {
    return { value: null, mistakes, locate: () => null };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const locate = (path: KeyPath, aboutKey = false) => {
      const offset = offsetOf(document, path, aboutKey);
      return offset === null ? null : at(offset);
    };
    return { value, mistakes, locate };
  } catch {
    return unreadable(TOO_MANY_ALIASES);
  }
}

/** One value as a person types it behind `key=`: `1`, `30s`, `[a, b]`, `{ wait: 20s }`. */
export function readValueText(text: string): { ok: true; value: unknown } | { ok: false } {
  const { value, mistakes } = readPolicyDocument(`value: ${text}`);
  if (mistakes.length > 0 || !isObject(value)) return { ok: false };
  return { ok: true, value: value['value'] };
}

function unreadable(message: string): PolicyDocument {
  const mistake = { line: 1, column: 1, message, fatal: true };
  return { value: null, mistakes: [mistake], locate: () => null };
}

/** `0` and `"0"` name the same tier, so they are the same key. */
function sameKey(one: unknown, other: unknown): boolean {
  return (
    one === other || (isScalar(one) && isScalar(other) && String(one.value) === String(other.value))
  );
}

interface Fault {
  readonly offset: number;
  readonly message: string;
  readonly fatal: boolean;
}

/** After the first mistakes a parser guesses; what it finds then is noise. */
const SHOWN_FAULTS = 3;

function textFaults(document: Document.Parsed): readonly Fault[] {
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: mistakeText(error),
    fatal: error.name === 'YAMLParseError' && error.code !== 'DUPLICATE_KEY',
  }));
  const fatal = faults
    .filter((fault) => fault.fatal)
    .filter((fault, index, all) => fault.offset !== all[index - 1]?.offset)
    .slice(0, SHOWN_FAULTS);
  return [...fatal, ...faults.filter((fault) => !fault.fatal)];
}

const TOO_MANY_ALIASES = 'repeats aliases without end; write the values out';

/** Keys that no plain value can have without surprises, and aliases that lead nowhere or everywhere. */
function nodeFaults(document: Document.Parsed): readonly Fault[] {
  const faults: Fault[] = [];
  const anchors = new Set<string>();
  let aliases = 0;
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value !== null && key.value !== '__proto__') return;
      const message = 'a key must be a plain name';
      faults.push({ offset: offsetOfNode(key), message, fatal: !isScalar(key) });
    },
    Value(_, node) {
      if (node.anchor !== undefined) anchors.add(node.anchor);
    },
    Alias(_, node) {
      aliases++;
      if (anchors.has(node.source)) return;
      faults.push({
        offset: offsetOfNode(node),
        message: MISTAKES['BAD_ALIAS'] ?? '',
        fatal: true,
      });
    },
  });
  if (aliases > MAX_ALIASES) faults.push({ offset: 0, message: TOO_MANY_ALIASES, fatal: true });
  return faults;
}

function offsetOfNode(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/**
 * In our words, because the parser's may quote what stands in the file, and that may be a key someone
 * pasted in the wrong place.
 */
function mistakeText(error: YAMLError): string {
  return (
    MISTAKES[error.code] ?? `is not valid YAML (${error.code}); check quotes, colons and indents`
  );
}

const MISTAKES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the same key stands twice in one map; remove one of them',
  TAB_AS_INDENT: 'a tab is used for indenting, which YAML does not allow; use spaces',
  BAD_INDENT:
    'the indent does not fit, or a bracket before it is not closed; compare with its neighbours',
  MISSING_CHAR: 'something is not finished: a quote, bracket or colon is missing',
  MULTIPLE_DOCS: 'the file holds more than one document; remove the line ---',
  TAG_RESOLVE_FAILED: 'tags (!name) mean nothing in a policy; remove it',
  BAD_ALIAS:
    'an alias (*name) stands here without its anchor (&name) before it; write the value out',
  KEY_OVER_1024_CHARS: 'a key is over 1,024 characters long',
};

/** Follows the keys down through the nodes; aliases are followed to what they stand for. */
function offsetOf(document: Document.Parsed, path: KeyPath, aboutKey: boolean): number | null {
  let node: Node | null = document.contents;
  let keyOffset: number | null = node?.range?.[0] ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    const next = childOf(node, key);
    if (next === null) return null;
    keyOffset = next.keyOffset;
    node = next.node;
  }
  return aboutKey ? keyOffset : (node?.range?.[0] ?? keyOffset);
}

function childOf(
  node: Node | null,
  key: string | number,
): { readonly node: Node | null; readonly keyOffset: number | null } | null {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return isNode(item) ? { node: item, keyOffset: item.range?.[0] ?? null } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
  );
  if (pair === undefined || !isNode(pair.key)) return null;
  return { node: isNode(pair.value) ? pair.value : null, keyOffset: pair.key.range?.[0] ?? null };
}
