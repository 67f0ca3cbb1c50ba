import { isObject } from '../core/json.ts';
import type { PolicyDocument } from './policy-document.ts';
import { isMapOfPolicy } from './policy-schema.ts';
import { locateWritten } from './policy-source.ts';
import type { PolicyParts } from './policy-source.ts';
import type { KeyPath } from './problem.ts';
import { settingsAsFile, type EnvironmentSetting } from './environment-settings.ts';

/** One value in force, as it was written, and who wrote it. */
export interface PolicyValue {
  readonly path: KeyPath;
  readonly value: unknown;
  readonly from: 'default' | 'file' | 'environment';
  /** In the user's file, or in the built-in one. */
  readonly line?: number;
  /** The variable, when it came from the environment. */
  readonly variable?: string;
}

/** One of those who write a policy; the strongest comes first. */
interface Layer {
  readonly value: unknown;
  origin(path: KeyPath): Omit<PolicyValue, 'path' | 'value'>;
}

/** Every value in force, in the order of the built-in policy; lists and what is written in one piece are one value. */
export function policyValues(parts: PolicyParts): readonly PolicyValue[] {
  const layers: readonly Layer[] = [
    settingsLayer(parts.settings),
    ...(parts.user === null ? [] : [documentLayer(parts.user.document, 'file')]),
    settingsLayer(parts.hints),
    documentLayer(parts.builtIn, 'default'),
  ];
  return valuesAt([], layers);
}

function valuesAt(path: KeyPath, layers: readonly Layer[]): readonly PolicyValue[] {
  const written = layers.flatMap((layer) => {
    const value = valueAt(layer.value, path);
    return value === undefined ? [] : [{ layer, value: longForm(path, value) }];
  });
  const [strongest] = written;
  if (strongest === undefined) return [];
  const maps = written.flatMap(({ value }) => (isObject(value) ? [value] : []));
  if (!isMapOfPolicy(path) || maps.length < written.length) {
    return [{ path, value: strongest.value, ...strongest.layer.origin(path) }];
  }
  const keys = new Set(maps.toReversed().flatMap((map) => Object.keys(map)));
  return [...keys].flatMap((key) => valuesAt([...path, key], layers));
}

function documentLayer(document: PolicyDocument, from: 'file' | 'default'): Layer {
  return {
    value: document.value,
    origin(path) {
      const position = locateWritten(document, path, false);
      return position === null ? { from } : { from, line: position.line };
    },
  };
}

function settingsLayer(settings: readonly EnvironmentSetting[]): Layer {
  const { version: _, ...value } = settingsAsFile(settings);
  return {
    value,
    origin(path) {
      const setting = settings.find((one) => one.path.join('.') === path.join('.'));
      return setting === undefined
        ? { from: 'environment' }
        : { from: 'environment', variable: setting.variable };
    },
  };
}

/** A task's `1` is `{ tier: 1 }`. */
function longForm(path: KeyPath, value: unknown): unknown {
  const isTask = path.length === 2 && path[0] === 'tasks';
  return isTask && !isObject(value) ? { tier: value } : value;
}

function valueAt(root: unknown, path: KeyPath): unknown {
  let node = root;
  for (const [index, key] of path.entries()) {
    const map = longForm(path.slice(0, index), node);
    if (!isObject(map) || !Object.hasOwn(map, String(key))) return undefined;
    node = map[String(key)];
  }
  return node;
}
