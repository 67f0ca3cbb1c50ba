import type { Call } from './call.ts';

/** The first tool call that would do what cannot be undone, or `null`. */
export function readIrreversible(
  _call: Call,
): { readonly tool: string; readonly what: string } | null {
  return null;
}
