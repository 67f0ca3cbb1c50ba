import { TASK_ALIASES } from '../core/task-name.ts';
import { TASK_TYPES } from '../core/task.ts';

/** What may stand as a value: names that are known, a path, or anything. */
export type Values =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'any' };

/**
 * Told from the hint that help shows: `user|project` and `0-3` name every value, `type` is a task type,
 * `file` and `folder` are paths.
 */
export function valuesOf(hint: string): Values {
  if (hint === 'file' || hint === 'folder') return { kind: hint };
  if (hint === 'type') return { kind: 'names', names: TASK_NAMES };
  if (/^[\w.-]+(\|[\w.-]+)+$/.test(hint)) return { kind: 'names', names: hint.split('|') };
  const [, least, most] = /^(\d+)-(\d+)$/.exec(hint) ?? [];
  return least === undefined
    ? { kind: 'any' }
    : { kind: 'names', names: range(+least, Number(most)) };
}

const TASK_NAMES = [...TASK_TYPES, ...Object.keys(TASK_ALIASES)];

function range(least: number, most: number): readonly string[] {
  return Array.from({ length: most - least + 1 }, (_, index) => String(least + index));
}
