import type { Call } from '../../core/call.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { PLAIN_CALL, PURPOSES, type Purpose, type PurposeReading } from '../../core/purpose.ts';
import { recognisePurpose } from '../../classify/purpose.ts';
import { DIALECTS } from '../../wire/index.ts';
import {
  bodyOfRequest,
  bodyOfText,
  isRequestBody,
  requestOfRow,
  OWN_NAME,
  type RowBody,
} from './row-body.ts';
import { rowProblem, rowText, TEXT_FIELDS } from './row-fields.ts';
import { asKnownRow } from './row-shapes.ts';

export type RowId = string | number;

/** One row of a file, or of a program's list, as the call it stands for. */
export type RowRead =
  | {
      readonly ok: true;
      readonly id: RowId;
      readonly call: Call;
      readonly purpose: PurposeReading;
    }
  | { readonly ok: false; readonly id: RowId; readonly error: string };

const FAULT = Symbol('fault');

/** Stands where a row could not even be parsed, so that its place is kept. */
export function unreadableRow(id: RowId, error: string): object {
  return { id, [FAULT]: error };
}

function faultOf(row: object): string | null {
  return FAULT in row && typeof row[FAULT] === 'string' ? row[FAULT] : null;
}

/**
 * A row of any shape that people keep prompts in: a text, `{text}` with what surrounds it, the body of a
 * request in any dialect, or a recorded request. Never throws; `place` names rows that have no id.
 */
export function readRow(given: unknown, place: number): RowRead {
  if (typeof given === 'string') return readBody(bodyOfText({ text: given }), { id: place });
  const row = asKnownRow(given);
  if (!isObject(row)) return { ok: false, id: place, error: NO_ROW };
  const id = idOf(row) ?? place;
  const fault = faultOf(row);
  if (fault !== null) return { ok: false, id, error: fault };
  const record = recordOf(row);
  if (record === 'unreadable') return { ok: false, id, error: 'its body is not JSON' };
  if (record !== null) return readRecord(record, id);
  if (isRequestBody(row)) {
    return readRecord({ body: requestOfRow(row), headers: {}, path: null }, id);
  }
  const problem = rowProblem(row);
  if (problem !== null) return { ok: false, id, error: problem };
  const purpose = purposeNamed(row['purpose'] ?? row['stratum']);
  return readBody(bodyOfText(row), { id, ...(purpose !== null && { purpose }) });
}

const NO_ROW = `a row is a text, or an object with one under ${TEXT_FIELDS.slice(0, 6).join(', ')} or a list of messages`;

function idOf({ id }: JsonObject): RowId | null {
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

interface Recorded {
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string | null;
}

/** A request that was recorded: its body, whole or as text, beside headers and address. */
function recordOf(row: JsonObject): Recorded | 'unreadable' | null {
  const given = row['body'] ?? row['request'];
  if (given === undefined || given === null) return null;
  const body = typeof given === 'string' ? parsed(given) : given;
  if (!isObject(body)) return rowText(row) === null ? 'unreadable' : null;
  return { body, headers: headersOf(row['headers']), path: pathOf(row['url'] ?? row['path']) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function headersOf(headers: Json | undefined): Readonly<Record<string, string>> {
  if (!isObject(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
}

function pathOf(url: Json | undefined): string | null {
  if (typeof url !== 'string') return null;
  const path = url.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/s, '');
  return path.startsWith('/') ? path : null;
}

const PATHS: Readonly<Record<RowBody['dialect'], string>> = {
  'anthropic-messages': '/v1/messages',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
};

function readRecord({ body, headers, path }: Recorded, id: RowId): RowRead {
  if (!isRequestBody(body)) return readBody(bodyOfText(body), { id });
  const written = bodyOfRequest({ body, headers, path });
  const purpose = recognisePurpose({
    method: 'POST',
    path: path ?? PATHS[written.dialect],
    headers,
    body,
  });
  return readBody(written, { id, purpose });
}

function readBody(
  written: RowBody | null,
  { id, purpose = PLAIN_CALL }: { readonly id: RowId; readonly purpose?: PurposeReading },
): RowRead {
  if (written === null) return { ok: false, id, error: NO_ROW };
  const read = DIALECTS[written.dialect].request.read(written.body);
  if (!read.ok) return { ok: false, id, error: read.message };
  return { ok: true, id, call: { ...read.call, requestedModel: OWN_NAME }, purpose };
}

/** Words for what a call is within its session, besides the names of purposes themselves. */
const PURPOSE_WORDS: ReadonlyMap<string, Purpose> = new Map([
  ['subagent', 'sub_agent'],
  ['subagents', 'sub_agent'],
  ['sdk', 'call'],
]);

function purposeNamed(word: Json | undefined): PurposeReading | null {
  if (typeof word !== 'string') return null;
  const purpose =
    PURPOSE_WORDS.get(word) ?? (Object.hasOwn(PURPOSES, word) ? (word as Purpose) : null);
  return purpose === null ? null : { ...PLAIN_CALL, purpose, signals: [`row:${word}`] };
}
