import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/**
 * Names every top-level field that only this dialect can express: those known to change the answer, and
 * those nobody knows, because a field that might change it must not be lost without a word.
 */
export function noteDialectOnlyFields(body: JsonObject, notes: ReadingNotes): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || CARRIED.has(name)) continue;
    const changesNothing = NEUTRAL.get(name);
    if (changesNothing === undefined || !changesNothing(value)) notes.onlyHere(`field \`${name}\``);
  }
}

/** Fields that `Call` holds, and fields that do not touch the answer: storage, billing labels, caches. */
const CARRIED: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'response_format',
  'reasoning_effort',
  'stream',
  'stream_options',
  'user',
  'safety_identifier',
  'store',
  'metadata',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
]);

const isZero = (value: Json): boolean => value === 0;
const isFalse = (value: Json): boolean => value === false;
const isEmpty = (value: Json): boolean =>
  Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;

/** Values that say the same as leaving the field out. SDKs and frameworks send them on every call. */
const NEUTRAL: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['n', (value: Json) => value === 1],
  ['logprobs', isFalse],
  ['top_logprobs', isZero],
  ['logit_bias', isEmpty],
  ['frequency_penalty', isZero],
  ['presence_penalty', isZero],
  ['functions', isEmpty],
  [
    'modalities',
    (value: Json) => Array.isArray(value) && value.length === 1 && value[0] === 'text',
  ],
  ['service_tier', (value: Json) => value === 'auto' || value === 'default'],
  ['verbosity', (value: Json) => value === 'medium'],
]);
