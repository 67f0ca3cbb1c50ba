import type { Call, ContentBlock, OutputFormat } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ReadResult } from '../dialect.ts';
import {
  optionalBoolean,
  optionalLimit,
  optionalNumber,
  optionalObject,
  optionalText,
  requiredText,
} from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { noteLeftBehind } from '../left-behind.ts';
import { callSize } from '../openai-chat/call-size.ts';
import { readReasoning, readSchema, readUser } from '../openai-chat/request-read.ts';
import { createReadingNotes } from '../reading-notes.ts';
import type { ReadingNotes } from '../reading-notes.ts';
import { noteDialectOnlyFields } from './dialect-only.ts';
import { readInput } from './input-read.ts';
import { statefulProblem } from './stateless.ts';
import { readToolChoice, readTools } from './tools-read.ts';

/** The body of `POST /v1/responses` as a call. */
export function readRequest(body: JsonObject): ReadResult {
  const stateful = statefulProblem(body);
  if (stateful !== null) return { ok: false, message: stateful, code: 'responses_not_stored' };
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

/** Labels and caches: they do not touch the answer. */
const LEFT_BEHIND: readonly string[] = [
  'metadata',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'service_tier',
  'max_tool_calls',
];

function readCall(body: JsonObject, notes: ReadingNotes): Call {
  const field = (name: string): NamedField => ({ path: name, value: body[name] });
  const input = readInput(field('input'), notes);
  const system = [...readInstructions(field('instructions'), notes), ...input.system];
  const tools = readTools(field('tools'), notes);
  optionalObject(field('stream_options'), notes);
  optionalBoolean(field('background'), notes);
  const store = optionalBoolean(field('store'), notes);
  return {
    dialect: 'openai-responses',
    requestedModel: requiredText(field('model'), notes),
    stream: optionalBoolean(field('stream'), notes) ?? false,
    system,
    messages: input.messages,
    tools,
    toolChoice: readToolChoice(field('tool_choice'), notes),
    parallelToolCalls: optionalBoolean(field('parallel_tool_calls'), notes),
    maxOutputTokens: optionalLimit(field('max_output_tokens'), notes),
    temperature: optionalNumber(field('temperature'), notes),
    topP: optionalNumber(field('top_p'), notes),
    topK: null,
    stopSequences: [],
    outputFormat: readText(field('text'), notes),
    ...readThinking(field('reasoning'), notes),
    user: readUser(body, notes),
    dialectOnly: [],
    leftOut: [],
    size: callSize({ system, messages: input.messages, tools }),
    ...(store === null ? { storedUnlessTold: true } : {}),
  };
}

function readInstructions(field: NamedField, notes: ReadingNotes): readonly ContentBlock[] {
  const text = optionalText(field, notes);
  return text === null || text === '' ? [] : [{ type: 'text', text }];
}

function readText(field: NamedField, notes: ReadingNotes): OutputFormat | null {
  const text = optionalObject(field, notes);
  if (text === null) return null;
  const path = `${field.path}.format`;
  const format = optionalObject({ path, value: text['format'] }, notes);
  if (format === null) return null;
  const type = requiredText({ path: `${path}.type`, value: format['type'] }, notes);
  if (type === 'json_object') return { kind: 'json-object' };
  if (type === 'json_schema') return readSchema({ path, value: format }, notes);
  if (type !== 'text') notes.onlyHere(`response format \`${type}\``);
  return null;
}

/** Summaries are shown where the model that answers gives any; asking for them changes no answer. */
function readThinking(field: NamedField, notes: ReadingNotes): Pick<Call, 'effort' | 'thinking'> {
  const reasoning = optionalObject(field, notes) ?? {};
  if (SUMMARIES.some((name) => typeof reasoning[name] === 'string')) {
    notes.leftBehind('reasoning.summary');
  }
  return readReasoning({ path: `${field.path}.effort`, value: reasoning['effort'] }, notes);
}

const SUMMARIES = ['summary', 'generate_summary'] as const;
