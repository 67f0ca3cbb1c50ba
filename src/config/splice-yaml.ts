import { isMap, isNode, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import { isObject } from '../core/json.ts';
import { findPair } from './yaml-pair.ts';
import type { KeyPath } from './problem.ts';

/**
 * Changes of single values in a YAML text by exchanging only their own characters. What it cannot do
 * safely is `null`; whoever calls compares the result with what was wanted.
 */

/** The text with the value at these keys, which may be new. */
export function spliceIn(text: string, path: KeyPath, value: unknown): string | null {
  const place = findPlace(text, path);
  if (place === null) return null;
  const { parent, pair, node, missing } = place;
  if (missing.length === 0) return replaceValue(text, place, value);
  if (isMap(node)) return insertInto(text, node, { keys: missing, value });
  if (parent === null && node === null) {
    const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    return `${start}${blockText({ keys: missing, value }, '')}\n`;
  }
  const isEmpty = isScalar(node) && node.value === null && isBare(text, node);
  if (!isEmpty || pair === null || parent === null || parent.flow === true) return null;
  const indent = `${indentOf(text, startOf(pair.key))}  `;
  const at = lineEnd(text, colonEnd(text, pair));
  return insertAt(text, at, `\n${blockText({ keys: missing, value }, indent)}`);
}

/** The text without the key; maps that would be left empty go too. */
export function spliceOut(text: string, path: KeyPath): string | null {
  const place = findPlace(text, path);
  if (place === null || place.missing.length > 0) return null;
  const { parent, pair } = place;
  if (parent === null || pair === null) return null;
  if (parent.items.length === 1 && path.length > 1) return spliceOut(text, path.slice(0, -1));
  return parent.flow === true ? cutFromFlow(text, parent, pair) : cutLines(text, pair);
}

/** `[a, { b: 1 }]`: in one line, safe in every place a value may stand. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, one]) => `${keyText(key)}: ${flowText(one)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  // As a list of one, so that what means something inside brackets is put in quotation marks.
  return stringify([value], { collectionStyle: 'flow', lineWidth: 0 }).trim().slice(1, -1).trim();
}

interface Addition {
  readonly keys: KeyPath;
  readonly value: unknown;
}

interface Place {
  /** The map that holds the last key found. */
  readonly parent: YAMLMap | null;
  readonly pair: Pair | null;
  /** The value of the last key found. */
  readonly node: Node | null;
  /** The keys that are not there. */
  readonly missing: KeyPath;
}

function findPlace(text: string, path: KeyPath): Place | null {
  const document = parseDocument(text);
  if (document.errors.length > 0) return null;
  let place: Place = { parent: null, pair: null, node: document.contents, missing: path };
  for (const [index, key] of path.entries()) {
    const { node } = place;
    if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (!isNode(item)) return null;
      place = { parent: null, pair: null, node: item, missing: path.slice(index + 1) };
    } else if (isMap(node)) {
      const pair = findPair(node, key);
      if (pair === null) return place;
      const value = isNode(pair.value) ? pair.value : null;
      place = { parent: node, pair, node: value, missing: path.slice(index + 1) };
    } else return place;
  }
  return place;
}

function replaceValue(text: string, { pair, node, parent }: Place, value: unknown): string | null {
  const written = flowText(value);
  if (node === null || node.range == null) return null;
  if ('anchor' in node && node.anchor !== undefined) return null;
  const [start, end] = node.range;
  if (isScalar(node) && node.value === null && isBare(text, node)) {
    return pair === null ? null : insertAt(text, colonEnd(text, pair), ` ${written}`);
  }
  const isFlow = (isMap(node) || isSeq(node)) && node.flow === true;
  const isLine = isScalar(node) && !String(node.type).startsWith('BLOCK_');
  if (isFlow || isLine) return text.slice(0, start) + written + text.slice(end);
  if (pair === null || parent?.flow === true) return null;
  return replaceBlock(text, { colon: colonEnd(text, pair), node, written });
}

/** Lines of their own become one value behind the key; a comment behind the key stays. */
function replaceBlock(
  text: string,
  { colon, node, written }: { colon: number; node: Node; written: string },
): string | null {
  const behind = text.slice(colon, lineEnd(text, colon));
  const hasLines = behind.trim() === '' || behind.trim().startsWith('#');
  const comment = hasLines ? behind.trimEnd() : '';
  const end = contentEnd(text, node);
  const rest = text[end - 1] === '\n' ? end - 1 : end;
  return `${text.slice(0, colon)} ${written}${comment}${text.slice(rest)}`;
}

function insertInto(text: string, map: YAMLMap, addition: Addition): string | null {
  const last = map.items.at(-1);
  if (map.flow === true) return insertIntoFlow(text, map, addition);
  const [first] = map.items;
  if (last === undefined || first === undefined) return null;
  const written = blockText(addition, indentOf(text, startOf(first.key)));
  const end = pairEnd(text, last);
  if (text[end - 1] === '\n') return insertAt(text, end, `${written}\n`);
  return insertAt(text, lineEnd(text, end), `\n${written}`);
}

function insertIntoFlow(text: string, map: YAMLMap, { keys, value }: Addition): string | null {
  const [key = '', ...rest] = keys;
  const whole = rest.reduceRight<unknown>((inner, name) => ({ [String(name)]: inner }), value);
  const [first] = map.items;
  const last = map.items.at(-1);
  if (first === undefined || last === undefined) {
    const [start = 0, end = 0] = map.range ?? [];
    return `${text.slice(0, start)}${flowText({ [String(key)]: whole })}${text.slice(end)}`;
  }
  const isJson = text[startOf(first.key)] === '"';
  const written = isJson
    ? `${JSON.stringify(String(key))}: ${JSON.stringify(whole)}`
    : `${keyText(key)}: ${flowText(whole)}`;
  return insertAt(text, pairEnd(text, last), `, ${written}`);
}

function cutFromFlow(text: string, map: YAMLMap, pair: Pair): string {
  const index = map.items.indexOf(pair);
  const next = map.items[index + 1];
  const before = map.items[index - 1];
  if (next !== undefined) return text.slice(0, startOf(pair.key)) + text.slice(startOf(next.key));
  const from = before === undefined ? startOf(pair.key) : pairEnd(text, before);
  return text.slice(0, from) + text.slice(pairEnd(text, pair));
}

function cutLines(text: string, pair: Pair): string | null {
  const start = text.lastIndexOf('\n', startOf(pair.key) - 1) + 1;
  if (text.slice(start, startOf(pair.key)).trim() !== '') return null;
  const end = pairEnd(text, pair);
  return text.slice(0, start) + text.slice(text[end - 1] === '\n' ? end : lineEnd(text, end) + 1);
}

/** Keys below each other, each two further in, the value behind the last. */
function blockText({ keys, value }: Addition, indent: string): string {
  const last = keys.length - 1;
  return keys
    .map((key, depth) => {
      const line = `${indent}${'  '.repeat(depth)}${keyText(key)}:`;
      return depth === last ? `${line} ${flowText(value)}` : line;
    })
    .join('\n');
}

function keyText(key: string | number): string {
  return /^\d+$/.test(String(key)) ? String(key) : flowText(String(key));
}

function insertAt(text: string, offset: number, piece: string): string {
  return text.slice(0, offset) + piece + text.slice(offset);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** As far in as what stands there; a dash before it counts as space. */
function indentOf(text: string, offset: number): string {
  return ' '.repeat(offset - (text.lastIndexOf('\n', offset - 1) + 1));
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function colonEnd(text: string, { key }: Pair): number {
  const end = isNode(key) ? (key.range?.[1] ?? 0) : 0;
  return text.indexOf(':', end) + 1;
}

/** A value that is not written at all, as in `tiers:`. */
function isBare(text: string, { range }: Node): boolean {
  const [start = 0, end = 0] = range ?? [];
  return text.slice(start, end).trim() === '';
}

function pairEnd(text: string, pair: Pair): number {
  const { value } = pair;
  return isNode(value) && !isBare(text, value) ? contentEnd(text, value) : colonEnd(text, pair);
}

/** Where the last character of a value stands, without what may follow it. */
function contentEnd(text: string, node: Node): number {
  const end = node.range?.[1] ?? 0;
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return last === undefined ? end : pairEnd(text, last);
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return isNode(last) && !isBare(text, last) ? contentEnd(text, last) : end;
  }
  return end;
}
