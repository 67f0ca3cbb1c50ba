import type { Json } from '../../core/json.ts';

/**
 * Characters a value takes as JSON text, near enough for an estimate: escapes count as what they stand
 * for. A walk is several times quicker than writing the text out, and tools are half of a call's size.
 * Recursion is safe because bodies are refused beyond a depth.
 */
export function jsonCharacters(value: Json | undefined): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let characters = 2;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) characters += jsonCharacters(item) + 1;
    return characters;
  }
  for (const [name, member] of Object.entries(value)) {
    characters += name.length + 4 + jsonCharacters(member);
  }
  return characters;
}
