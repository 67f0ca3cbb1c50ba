/**
 * What a document says, whatever its format. Numbers are kept as they are written and maps as lists of
 * entries: JavaScript's own would round long numbers, drop `1.50`'s nought, reorder keys and lose doubles.
 */
export type Datum =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** In the notation of JSON. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly Datum[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] };

export type Entry = readonly [key: string, value: Datum];

/** Deeper documents are left to a model: nothing here may run out of stack. */
export const MAX_DEPTH = 64;

export const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** The same values of the same types in the same order. */
export function isSameDatum(one: Datum, other: Datum): boolean {
  if (one.kind === 'list' && other.kind === 'list') {
    return (
      one.items.length === other.items.length &&
      one.items.every((item, index) => isSameAt(item, other.items[index]))
    );
  }
  if (one.kind === 'map' && other.kind === 'map') {
    return (
      one.entries.length === other.entries.length &&
      one.entries.every(
        ([key, value], index) =>
          other.entries[index]?.[0] === key && isSameAt(value, other.entries[index]?.[1]),
      )
    );
  }
  if (one.kind === 'number') return other.kind === 'number' && one.text === other.text;
  if (one.kind === 'string') return other.kind === 'string' && one.value === other.value;
  if (one.kind === 'boolean') return other.kind === 'boolean' && one.value === other.value;
  return one.kind === 'null' && other.kind === 'null';
}

function isSameAt(one: Datum, other: Datum | undefined): boolean {
  return other !== undefined && isSameDatum(one, other);
}
