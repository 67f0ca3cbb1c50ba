import type { Json } from '../core/json.ts';

/** Text where an upstream should have put some, and `''` for whatever else stands there. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
