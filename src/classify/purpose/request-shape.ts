import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { ClientRequest } from './client-request.ts';

/**
 * The few things about a request that purposes are told by. Read loosely: what is of another type than
 * expected counts as absent. Every text counts from its first visible character and none is looked at
 * beyond its opening, so reading is linear in the request.
 */
export interface RequestShape {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds in `x-stainless-timeout`; Claude Code sets it by what it is doing. */
  readonly timeoutSeconds: number | null;
  /** The openings of the system entries. */
  readonly system: readonly string[];
  /** The beginnings of all that speaks for the client: system entries and system messages. */
  readonly prompts: readonly string[];
  readonly toolNames: ReadonlySet<string>;
  /** Has assistant messages: it is not the first turn. */
  readonly hasAnswers: boolean;
  /** The opening of the first user message. */
  readonly firstUserText: string;
  /**
   * The openings of all texts the user's side has added since the last answer: what is asked now. All of
   * them, because a client may put reminders before, after and between.
   */
  readonly askedTexts: readonly string[];
  /** The user's one message is all that was said. */
  readonly isOneMessage: boolean;
  /** The last user message holds the result of a tool. */
  readonly hasToolResult: boolean;
  /** Names and types of the fields the answer must have, when the call gives a schema. */
  readonly answerFields: Readonly<Record<string, string>> | null;
  /** `thinking.type`, `null` without the field. */
  readonly thinking: string | null;
  /** A `context_management` field, whatever it holds. */
  readonly hasContextManagement: boolean;
  /** Something in the system entries or messages is marked to be cached. */
  readonly hasCacheMark: boolean;
  readonly maxTokens: number | null;
  readonly stopSequences: readonly string[];
  /** Not streamed. */
  readonly isWhole: boolean;
  /** A `safeguards` or `safeguard_results` field, whatever it holds. */
  readonly hasSafeguards: boolean;
}

/** Characters of a text that may tell something. */
const OPENING = 400;
/** Characters of a prompt that may name its part; headings and rules may stand before. */
const BEGINNING = 6_000;
/** Entries of a list that are looked at; Claude Code has 3 system entries and a few dozen tools. */
const MOST_ENTRIES = 1_000;

export function readShape({ method, path, headers, body }: ClientRequest): RequestShape {
  const messages = list(body?.['messages']).filter(isObject);
  const isUsers = (message: JsonObject) => message['role'] === 'user';
  const lastUser = messages.findLast(isUsers);
  const systemTexts = textsOf(body?.['system']);
  const timeout = Number(header(headers, 'x-stainless-timeout') ?? Number.NaN);
  return {
    method,
    path,
    headers,
    timeoutSeconds: Number.isFinite(timeout) ? timeout : null,
    system: systemTexts.map(opening),
    prompts: [...systemTexts, ...contentTexts(messages, 'system')].map(beginning),
    toolNames: new Set(list(body?.['tools']).slice(0, MOST_ENTRIES).filter(isObject).map(nameOf)),
    hasAnswers: messages.some((message) => message['role'] === 'assistant'),
    firstUserText: opening(textsOf(messages.find(isUsers)?.['content'])[0] ?? ''),
    askedTexts: contentTexts(sinceLastAnswer(messages), 'user').map(opening),
    isOneMessage: messages.length === 1 && lastUser !== undefined,
    hasToolResult: list(lastUser?.['content']).some(
      (block) => isObject(block) && block['type'] === 'tool_result',
    ),
    answerFields: answerFieldsOf(body),
    thinking: isObject(body?.['thinking']) ? text(body['thinking']['type']) : null,
    hasContextManagement: body !== null && Object.hasOwn(body, 'context_management'),
    hasCacheMark: [body?.['system'], ...messages].some(isMarked),
    maxTokens: typeof body?.['max_tokens'] === 'number' ? body['max_tokens'] : null,
    stopSequences: list(body?.['stop_sequences']).slice(0, MOST_ENTRIES).map(text),
    isWhole: body !== null && body['stream'] !== true,
    hasSafeguards:
      body !== null &&
      (Object.hasOwn(body, 'safeguards') || Object.hasOwn(body, 'safeguard_results')),
  };
}

/** Own headers only: a plain object inherits `constructor` and the like. */
export function header(headers: RequestShape['headers'], name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The last user message, and what stands around it up to the answers before and after. */
function sinceLastAnswer(messages: readonly JsonObject[]): readonly JsonObject[] {
  const last = messages.findLastIndex((message) => message['role'] === 'user');
  const answer = messages.findLastIndex(
    (message, index) => index < last && message['role'] === 'assistant',
  );
  return messages.slice(answer + 1, last + 1);
}

function contentTexts(messages: readonly JsonObject[], role: string): readonly string[] {
  return messages
    .filter((message) => message['role'] === role)
    .flatMap((message) => textsOf(message['content']));
}

/** Marks stand on the blocks of a message or of the system entries. */
function isMarked(holder: Json | undefined): boolean {
  const blocks = isObject(holder) ? [holder, ...list(holder['content'])] : list(holder);
  return blocks.some((block) => isObject(block) && Object.hasOwn(block, 'cache_control'));
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
  return visible(whole).slice(0, OPENING);
}

function beginning(whole: string): string {
  return visible(whole).slice(0, BEGINNING);
}

/** Without what nobody sees before it: white space, zero-width and control characters. */
function visible(whole: string): string {
  return whole.replace(/^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/u, '');
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
