import { ModicumError } from '../core/error.ts';
import { isObject } from '../core/json.ts';
import { editedValue, type PolicyEdit } from './edit-policy.ts';
import { isListOfPolicy } from './policy-schema.ts';
import type { KeyPath } from './problem.ts';

/** What a change is held against. */
export interface EditContext {
  /** The user's file as plain values. */
  readonly file: unknown;
  /** The list in force, for those that the file does not have: lists are replaced, never merged. */
  readonly listInForce: (path: KeyPath) => readonly unknown[];
}

/**
 * The change as the file can take it. A list that is only in the defaults comes over whole; a map that is
 * written short (`summarize: 1`) is written long.
 */
export function placeEdit(edit: PolicyEdit, context: EditContext): PolicyEdit {
  for (let end = 1; end < edit.path.length; end++) {
    const at = edit.path.slice(0, end);
    const inner = { ...edit, path: edit.path.slice(end) };
    const node = valueAt(context.file, at);
    if (isListOfPolicy(at)) {
      if (Array.isArray(node) && canChangeItem(node, inner)) continue;
      const list = Array.isArray(node) ? node : context.listInForce(at);
      return { path: at, value: changedList(list, inner, at) };
    }
    if (node === undefined || node === null || isObject(node) || Array.isArray(node)) continue;
    const value = editedValue(longForm(at, node), inner);
    return value === undefined ? { path: at } : { path: at, value };
  }
  return edit;
}

function canChangeItem(list: readonly unknown[], { path, ...edit }: PolicyEdit): boolean {
  const index = Number(path[0]);
  if (index >= list.length) return false;
  return path.length === 1 ? 'value' in edit : isObject(list[index]);
}

function changedList(list: readonly unknown[], edit: PolicyEdit, at: KeyPath): readonly unknown[] {
  const [key, ...path] = edit.path;
  const index = Number(key);
  if (
    !Number.isInteger(index) ||
    index > list.length ||
    (index === list.length && !('value' in edit))
  ) {
    throw new ModicumError(
      'usage',
      `${at.join('.')} has ${list.length} entries, counted from 0; there is no ${at.join('.')}.${key}.`,
    );
  }
  if (path.length === 0 && !('value' in edit)) return list.toSpliced(index, 1);
  const item = path.length === 0 ? undefined : longForm([...at, index], list[index]);
  return list.toSpliced(index, 1, editedValue(item, { ...edit, path }));
}

/** What a value alone stands for: `1` for a task's tier, a name for a tier's model. */
function longForm(path: KeyPath, value: unknown): unknown {
  if (isObject(value)) return value;
  if (path[0] === 'tasks') return { tier: value };
  return path[0] === 'tiers' && path.length === 4 ? { model: value } : {};
}

export function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (node, key) => (isObject(node) || Array.isArray(node) ? Reflect.get(node, key) : undefined),
    value,
  );
}
