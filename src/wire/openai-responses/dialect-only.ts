import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/**
 * Names every field that only this dialect can express: those known to change the answer, and those nobody
 * knows, because a field that might change it must not be lost without a word.
 */
export function noteDialectOnlyFields(body: JsonObject, notes: ReadingNotes): void {
  noteFields(body, '', notes);
  for (const [name, inside] of [
    ['text', 'text.'],
    ['reasoning', 'reasoning.'],
  ] as const) {
    const object = body[name];
    if (isObject(object)) noteFields(object, inside, notes);
  }
  noteIncludes(body['include'], notes);
}

function noteFields(object: JsonObject, inside: string, notes: ReadingNotes): void {
  for (const [name, value] of Object.entries(object)) {
    const path = inside + name;
    if (value === null || value === undefined || CARRIED.has(path)) continue;
    const changesNothing = NEUTRAL.get(path);
    if (changesNothing === undefined || !changesNothing(value)) notes.onlyHere(`field \`${path}\``);
  }
}

/** What `Call` holds, what `include` is asked about below, and what does not touch the answer. */
const CARRIED: ReadonlySet<string> = new Set([
  'model',
  'input',
  'instructions',
  'max_output_tokens',
  'temperature',
  'top_p',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'text',
  'text.format',
  'reasoning',
  'reasoning.effort',
  'reasoning.summary',
  'reasoning.generate_summary',
  'stream',
  'stream_options',
  'include',
  'user',
  'safety_identifier',
  'store',
  'metadata',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  // It bounds calls of hosted tools, and those are noted themselves.
  'max_tool_calls',
]);

const isEmpty = (value: Json): boolean => Array.isArray(value) && value.length === 0;

/** Values that say the same as leaving the field out. SDKs and frameworks send them on every call. */
const NEUTRAL: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['background', (value: Json) => value === false],
  ['top_logprobs', (value: Json) => value === 0],
  ['truncation', (value: Json) => value === 'disabled'],
  ['service_tier', (value: Json) => value === 'auto' || value === 'default'],
  ['context_management', isEmpty],
  ['text.verbosity', (value: Json) => value === 'medium'],
  ['reasoning.context', (value: Json) => value === 'auto'],
  ['reasoning.mode', (value: Json) => value === 'standard'],
]);

/** Extra output. Most is about hosted tools or about reasoning, which has no use elsewhere. */
function noteIncludes(include: Json | undefined, notes: ReadingNotes): void {
  if (!Array.isArray(include)) return;
  for (const name of include) {
    if (typeof name === 'string' && USELESS_ELSEWHERE.has(name)) notes.leftBehind('include');
    else if (typeof name === 'string') notes.onlyHere(`include \`${name}\``);
    else notes.wrong('include', 'a list of strings');
  }
}

const USELESS_ELSEWHERE: ReadonlySet<string> = new Set([
  'reasoning.encrypted_content',
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
]);
