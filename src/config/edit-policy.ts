import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, parseDocument } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { ModicumError } from '../core/error.ts';
import { isObject } from '../core/json.ts';
import type { KeyPath } from './problem.ts';
import { spliceIn, spliceOut } from './splice-yaml.ts';
import { findPair } from './yaml-pair.ts';

/** One change to a policy file. Without `value` the key is taken out. */
export interface PolicyEdit {
  readonly path: KeyPath;
  readonly value?: unknown;
}

/**
 * A policy file with these changes and nothing else changed: comments, order, blank lines and quotation
 * marks stay. Where a change does not fit between what is written, the file is written anew from its
 * parts, comments kept. The text must be a policy that can be read.
 */
export function editPolicy(text: string, edits: readonly PolicyEdit[]): string {
  return edits.reduce(editOnce, text);
}

function editOnce(text: string, edit: PolicyEdit): string {
  const before = valueOf(text) ?? {};
  const wanted = editedValue(before, edit) ?? {};
  if (isDeepStrictEqual(wanted, before)) return text;
  const spliced =
    'value' in edit ? spliceIn(text, edit.path, edit.value) : spliceOut(text, edit.path);
  if (spliced !== null && saysJust(spliced, wanted)) return spliced;
  const rewritten = rewrite(text, edit);
  if (rewritten !== null && saysJust(rewritten, wanted)) return rewritten;
  throw new ModicumError(
    'config_invalid',
    `${edit.path.join('.')} cannot be changed in this file, which uses anchors or other unusual forms; edit it by hand.`,
  );
}

/** The file with its change, as plain values. A map that is left empty is taken out. */
export function editedValue(root: unknown, edit: PolicyEdit): unknown {
  const [key, ...path] = edit.path;
  if (key === undefined) return edit.value;
  const inner = { ...edit, path };
  if (Array.isArray(root)) return root.with(Number(key), editedValue(root[Number(key)], inner));
  const { [String(key)]: child, ...others } = isObject(root) ? root : {};
  const changed = editedValue(child, inner);
  if (changed !== undefined) return { ...(isObject(root) ? root : {}), [String(key)]: changed };
  // Nothing was there, so nothing goes.
  if (child === undefined) return root;
  return Object.keys(others).length === 0 ? undefined : others;
}

/** By the YAML library, which keeps comments but not every space. */
function rewrite(text: string, edit: PolicyEdit): string | null {
  const document = parseDocument(text);
  let node: unknown = document.contents;
  let holder: { readonly map: YAMLMap; readonly key: unknown } | null = null;
  for (const [index, key] of edit.path.entries()) {
    const isLast = index === edit.path.length - 1;
    if (isMap(node)) {
      const pair = findPair(node, key);
      const rest = edit.path.slice(index + 1);
      if (isLast || pair === null) {
        if (!('value' in edit)) return removed(document, node, { pair, holder });
        node.set(pair?.key ?? keyNode(key), document.createNode(nested(rest, edit.value)));
        return document.toString({ lineWidth: 0 });
      }
      holder = { map: node, key: pair.key };
      node = pair.value;
    } else if (isSeq(node) && 'value' in edit && isLast) {
      node.set(Number(key), document.createNode(edit.value));
      return document.toString({ lineWidth: 0 });
    } else if (isSeq(node)) node = node.items[Number(key)];
    else return null;
  }
  return null;
}

function removed(
  document: Document.Parsed,
  map: YAMLMap,
  {
    pair,
    holder,
  }: { pair: { key: unknown } | null; holder: { map: YAMLMap; key: unknown } | null },
): string | null {
  if (pair === null) return null;
  if (map.items.length === 1 && holder !== null) holder.map.delete(holder.key);
  else map.delete(pair.key);
  return document.toString({ lineWidth: 0 });
}

function nested(keys: KeyPath, value: unknown): unknown {
  return keys.reduceRight<unknown>((inner, key) => ({ [String(key)]: inner }), value);
}

function keyNode(key: string | number): string | number {
  return /^\d+$/.test(String(key)) ? Number(key) : key;
}

function saysJust(text: string, wanted: unknown): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS() ?? {}, wanted);
}

function valueOf(text: string): unknown {
  return parseDocument(text).toJS() as unknown;
}
