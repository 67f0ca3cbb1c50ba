import {
  Document,
  isMap,
  isScalar,
  isSeq,
  Pair,
  parseDocument,
  Scalar,
  YAMLMap,
  YAMLSeq,
  type Node,
} from 'yaml';
import { JSON_NUMBER, MAX_DEPTH, type Datum, type Entry } from './datum.ts';

/**
 * One document of YAML 1.2's core schema that is a map or a list. `null` for what another format cannot
 * keep: comments, anchors, tags, keys that are no text, numbers that JSON writes otherwise; and for words
 * like `yes`, which are text now and were booleans once: nobody knows which was meant.
 */
export function readYaml(text: string): Datum | null {
  try {
    const document = parseDocument(text, { version: '1.2', schema: 'core', prettyErrors: false });
    if (document.errors.length > 0 || document.warnings.length > 0) return null;
    if (hasComment(document) || /^%/m.test(text)) return null;
    const { contents } = document;
    return isMap(contents) || isSeq(contents) ? datumOf(contents, 0) : null;
  } catch {
    // The parser's own limits, for nesting that is too deep.
    return null;
  }
}

/** Block style; text is quoted where an older reader would take it for something else. */
export function writeYaml(datum: Datum): string | null {
  if (datum.kind !== 'list' && datum.kind !== 'map') return null;
  const document = new Document(null, { version: '1.2', schema: 'core', compat: 'yaml-1.1' });
  document.contents = nodeOf(datum);
  return document.toString({ lineWidth: 0 }).replace(/\n$/, '');
}

function datumOf(node: unknown, depth: number): Datum | null {
  if (depth > MAX_DEPTH || !isPlainNode(node)) return null;
  if (isScalar(node)) return scalarOf(node);
  if (isSeq(node)) return listOf(node, depth);
  return isMap(node) ? mapOf(node, depth) : null;
}

function listOf(node: YAMLSeq, depth: number): Datum | null {
  const items = node.items.map((item) => datumOf(item, depth + 1));
  return items.every((item) => item !== null) ? { kind: 'list', items } : null;
}

function mapOf(node: YAMLMap, depth: number): Datum | null {
  const entries: Entry[] = [];
  for (const { key, value } of node.items) {
    if (!isPlainNode(key) || !isScalar(key) || typeof key.value !== 'string') return null;
    const datum: Datum | null = value === null ? { kind: 'null' } : datumOf(value, depth + 1);
    if (datum === null || key.value === '<<') return null;
    entries.push([key.value, datum]);
  }
  return { kind: 'map', entries };
}

function isPlainNode(node: unknown): node is Node {
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return false;
  return node.anchor === undefined && node.tag === undefined && !hasComment(node);
}

function hasComment(node: Pick<Node, 'comment' | 'commentBefore'>): boolean {
  return Boolean(node.comment) || Boolean(node.commentBefore);
}

function scalarOf({ value, source = '', type }: Scalar): Datum | null {
  if (value === null) return { kind: 'null' };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'number') {
    return JSON_NUMBER.test(source) ? { kind: 'number', text: source } : null;
  }
  if (typeof value !== 'string') return null;
  return type === 'PLAIN' && ONCE_TYPED.test(value) ? null : { kind: 'string', value };
}

/** Plain text that YAML 1.1 took for a boolean or a number. */
const ONCE_TYPED = /^(?:y|yes|n|no|on|off|[-+]?0b[01_]+|[-+]?[\d.]*\d_[\d_.]*)$/i;

function nodeOf(datum: Datum): Node {
  switch (datum.kind) {
    case 'list': {
      const list = new YAMLSeq();
      list.items = datum.items.map(nodeOf);
      return list;
    }
    case 'map': {
      const map = new YAMLMap<Scalar, Node>();
      for (const [key, value] of datum.entries) {
        map.items.push(new Pair(new Scalar(key), nodeOf(value)));
      }
      return map;
    }
    case 'number':
      return numberNode(datum.text);
    case 'null':
      return new Scalar(null);
    default:
      return new Scalar(datum.value);
  }
}

/** As it is written, its last noughts too; what cannot be written so is noticed by whoever reads it back. */
function numberNode(text: string): Scalar {
  if (/^-?\d+$/.test(text)) return new Scalar(BigInt(text));
  const scalar = new Scalar(Number(text));
  const decimals = /\.(\d+)$/.exec(text)?.[1]?.length;
  if (decimals !== undefined) scalar.minFractionDigits = decimals;
  return scalar;
}
