import type { Call, OutputFormat, Thinking } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Effort } from '../../core/model.ts';
import { EFFORTS } from '../../core/model.ts';
import type { ReadResult } from '../dialect.ts';
import { callSize } from './call-size.ts';
import { noteDialectOnlyFields } from './dialect-only.ts';
import {
  optionalBoolean,
  optionalLimit,
  optionalNumber,
  optionalObject,
  optionalText,
  requiredObject,
  requiredText,
} from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { noteLeftBehind } from '../left-behind.ts';
import { readMessages } from './messages-read.ts';
import { createReadingNotes } from '../reading-notes.ts';
import type { ReadingNotes } from '../reading-notes.ts';
import { readToolChoice, readTools } from './tools-read.ts';

/** The body of `POST /v1/chat/completions` as a call. */
export function readRequest(body: JsonObject): ReadResult {
  const notes = createReadingNotes();
  noteDialectOnlyFields(body, notes);
  noteLeftBehind(body, LEFT_BEHIND, notes);
  const call = readCall(body, notes);
  const problem = notes.problem();
  if (problem !== null) return { ok: false, message: problem };
  return {
    ok: true,
    call: { ...call, dialectOnly: notes.dialectOnly(), leftOut: notes.leftOut() },
  };
}

/** Labels, storage and caches: they do not touch the answer. */
const LEFT_BEHIND: readonly string[] = [
  'metadata',
  'store',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'service_tier',
];

function readCall(body: JsonObject, notes: ReadingNotes): Call {
  const field = (name: string): NamedField => ({ path: name, value: body[name] });
  const { system, messages } = readMessages(field('messages'), notes);
  const tools = readTools(field('tools'), notes);
  optionalObject(field('stream_options'), notes);
  return {
    dialect: 'openai-chat',
    requestedModel: requiredText(field('model'), notes),
    stream: optionalBoolean(field('stream'), notes) ?? false,
    system,
    messages,
    tools,
    toolChoice: readToolChoice(field('tool_choice'), notes),
    parallelToolCalls: optionalBoolean(field('parallel_tool_calls'), notes),
    maxOutputTokens: readOutputLimit(body, notes),
    temperature: optionalNumber(field('temperature'), notes),
    topP: optionalNumber(field('top_p'), notes),
    topK: null,
    stopSequences: readStop(field('stop'), notes),
    outputFormat: readOutputFormat(field('response_format'), notes),
    ...readReasoning(field('reasoning_effort'), notes),
    user: readUser(body, notes),
    dialectOnly: [],
    leftOut: [],
    size: callSize({ system, messages, tools }),
  };
}

/** `max_tokens` is the older name; where both stand, the newer one counts, as it does at OpenAI. */
function readOutputLimit(body: JsonObject, notes: ReadingNotes): number | null {
  const older = optionalLimit({ path: 'max_tokens', value: body['max_tokens'] }, notes);
  const newer = { path: 'max_completion_tokens', value: body['max_completion_tokens'] };
  return optionalLimit(newer, notes) ?? older;
}

function readStop({ path, value }: NamedField, notes: ReadingNotes): readonly string[] {
  if (value === undefined || value === null) return [];
  const given = Array.isArray(value) ? value : [value];
  const stops = given.filter((stop) => typeof stop === 'string');
  if (stops.length < given.length) notes.wrong(path, 'a string or a list of strings');
  return stops;
}

function readOutputFormat(field: NamedField, notes: ReadingNotes): OutputFormat | null {
  const format = optionalObject(field, notes);
  if (format === null) return null;
  const type = requiredText({ path: `${field.path}.type`, value: format['type'] }, notes);
  if (type === 'json_object') return { kind: 'json-object' };
  if (type === 'json_schema') {
    return readSchema({ path: `${field.path}.json_schema`, value: format['json_schema'] }, notes);
  }
  if (type !== 'text') notes.onlyHere(`response format \`${type}\``);
  return null;
}

export function readSchema(field: NamedField, notes: ReadingNotes): OutputFormat {
  const format = requiredObject(field, notes);
  const inside = (name: string): NamedField => ({
    path: `${field.path}.${name}`,
    value: format[name],
  });
  return {
    kind: 'json-schema',
    name: optionalText(inside('name'), notes),
    schema: requiredObject(inside('schema'), notes),
    strict: optionalBoolean(inside('strict'), notes),
  };
}

/** `none` is OpenAI's word for no thinking at all; words we do not know belong to some other server. */
export function readReasoning(
  field: NamedField,
  notes: ReadingNotes,
): { readonly effort: Effort | null; readonly thinking: Thinking | null } {
  const word = optionalText(field, notes);
  if (word === 'none') return { effort: null, thinking: { kind: 'disabled' } };
  const effort = EFFORTS.find((known) => known === word) ?? null;
  if (word !== null && effort === null) notes.onlyHere(`reasoning effort \`${word}\``);
  return { effort, thinking: null };
}

/** `safety_identifier` is what OpenAI now calls `user`. */
export function readUser(body: JsonObject, notes: ReadingNotes): string | null {
  const identifier = { path: 'safety_identifier', value: body['safety_identifier'] };
  return (
    optionalText({ path: 'user', value: body['user'] }, notes) ?? optionalText(identifier, notes)
  );
}
