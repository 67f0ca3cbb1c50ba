import { isScalar } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';

/** The pair with this key; `0` and `"0"` are the same. */
export function findPair(map: YAMLMap, key: string | number): Pair | null {
  const found = map.items.find(
    (pair) => isScalar(pair.key) && String(pair.key.value) === String(key),
  );
  return found ?? null;
}
