import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { ClientRequest } from './client-request.ts';

/**
 * The few things about a request that purposes are told by. Read loosely: what is of another type than
 * expected counts as absent. No text is looked at beyond its opening, whatever its length.
 */
export interface RequestShape {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds in `x-stainless-timeout`; Claude Code sets it by what it is doing. */
  readonly timeoutSeconds: number | null;
  /** The openings of the system entries. */
  readonly system: readonly string[];
  readonly toolNames: ReadonlySet<string>;
  /** Has assistant messages: it is not the first turn. */
  readonly hasAnswers: boolean;
  /** The opening of the first user message. */
  readonly firstUserText: string;
  /** The opening of the last text of the last user message: what is asked now. */
  readonly lastUserText: string;
  /** The last user message holds the result of a tool. */
  readonly hasToolResult: boolean;
  /** Names and types of the fields the answer must have, when the call gives a schema. */
  readonly answerFields: Readonly<Record<string, string>> | null;
  /** `thinking.type`, `null` without the field. */
  readonly thinking: string | null;
  readonly maxTokens: number | null;
  readonly stopSequences: readonly string[];
  /** Not streamed. */
  readonly isWhole: boolean;
  /** A `safeguards` field, whatever it holds. */
  readonly hasSafeguards: boolean;
}

/** Characters of a text that may tell something. */
const OPENING = 400;
/** Entries of a list that are looked at; Claude Code has 3 system entries and a few dozen tools. */
const MOST_ENTRIES = 1_000;

export function readShape({ method, path, headers, body }: ClientRequest): RequestShape {
  const messages = list(body?.['messages']).filter(isObject);
  const lastUser = messages.findLast((message) => message['role'] === 'user');
  const timeout = Number(header(headers, 'x-stainless-timeout') ?? Number.NaN);
  return {
    method,
    path,
    headers,
    timeoutSeconds: Number.isFinite(timeout) ? timeout : null,
    system: textsOf(body?.['system']).map(opening),
    toolNames: new Set(list(body?.['tools']).slice(0, MOST_ENTRIES).filter(isObject).map(nameOf)),
    hasAnswers: messages.some((message) => message['role'] === 'assistant'),
    firstUserText: opening(
      textsOf(messages.find((message) => message['role'] === 'user')?.['content'])[0] ?? '',
    ),
    lastUserText: opening(textsOf(lastUser?.['content']).at(-1) ?? ''),
    hasToolResult: list(lastUser?.['content']).some(
      (block) => isObject(block) && block['type'] === 'tool_result',
    ),
    answerFields: answerFieldsOf(body),
    thinking: isObject(body?.['thinking']) ? text(body['thinking']['type']) : null,
    maxTokens: typeof body?.['max_tokens'] === 'number' ? body['max_tokens'] : null,
    stopSequences: list(body?.['stop_sequences']).slice(0, MOST_ENTRIES).map(text),
    isWhole: body !== null && body['stream'] !== true,
    hasSafeguards: body !== null && Object.hasOwn(body, 'safeguards'),
  };
}

/** Own headers only: a plain object inherits `constructor` and the like. */
export function header(headers: RequestShape['headers'], name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** `output_config.format` of today, `output_format` of before. */
function answerFieldsOf(body: JsonObject | null): Record<string, string> | null {
  const config = body?.['output_config'];
  const format = isObject(config) ? config['format'] : body?.['output_format'];
  const schema = isObject(format) ? format['schema'] : null;
  const properties = isObject(schema) ? schema['properties'] : null;
  if (!isObject(properties)) return null;
  const entries = Object.entries(properties).slice(0, MOST_ENTRIES);
  return Object.fromEntries(
    entries.map(([name, field]) => [name, isObject(field) ? text(field['type']) : '']),
  );
}

/** A text, or the texts of a list of blocks. */
function textsOf(content: Json | undefined): readonly string[] {
  if (typeof content === 'string') return [content];
  return list(content)
    .filter(isObject)
    .filter((block) => typeof block['text'] === 'string')
    .map((block) => text(block['text']));
}

function opening(whole: string): string {
  return whole.slice(0, OPENING).trimStart();
}

function nameOf(tool: JsonObject): string {
  return text(tool['name']);
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
