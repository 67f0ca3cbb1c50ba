import type { Json, JsonObject } from '../../core/json.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/**
 * Names every field that only this dialect can express: those known to change what is done, and those
 * nobody knows, because a field that might change it must not be lost without a word.
 */
export function noteDialectOnlyFields(body: JsonObject, notes: ReadingNotes): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || CARRIED.has(name)) continue;
    const changesNothing = NEUTRAL.get(name);
    if (changesNothing === undefined || !changesNothing(value)) notes.onlyHere(`field \`${name}\``);
  }
}

/**
 * Fields that `Call` holds (or reads with notes of their own), marks for the cache, and what is forgotten
 * of a long conversation: other servers keep it whole.
 */
const CARRIED: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'max_tokens',
  'stream',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'output_format',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'metadata',
  'cache_control',
  'context_management',
]);

const isEmpty = (value: Json): boolean => Array.isArray(value) && value.length === 0;

/** Values that say the same as leaving the field out. */
const NEUTRAL: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['service_tier', (value: Json) => value === 'auto'],
  // Faster at a higher price: elsewhere it is taken out, and that is recorded.
  ['speed', (value: Json) => value === 'standard' || value === 'fast'],
  ['mcp_servers', isEmpty],
]);
