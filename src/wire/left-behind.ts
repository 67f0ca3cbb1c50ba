import { isObject } from '../core/json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { ReadingNotes } from './reading-notes.ts';

/** It belongs to the model that thought it. */
export const EARLIER_THINKING = 'thinking of earlier turns';

/** Notes which of these fields are there and say something, in an object whose other fields travel. */
export function noteLeftBehind(
  from: JsonObject,
  names: readonly string[],
  notes: ReadingNotes,
): void {
  for (const name of names) if (saysSomething(from[name])) notes.leftBehind(name);
}

/** What was left out, switched off or left empty is not missed. */
function saysSomething(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== '';
}
