import { isObject, type JsonObject } from '../core/json.ts';
import { jsonFault } from './json-fault.ts';
import { scanObject, skipSpace, type ObjectSpan } from '../wire/json-scan.ts';

/** A settings file as Claude Code reads it: one JSON object, here with the places of its members. */
export interface SettingsDocument {
  readonly bytes: Uint8Array;
  readonly json: JsonObject;
  readonly span: ObjectSpan;
  /** The member `env`; `null` when there is none. */
  readonly env: SettingsEnv | null;
}

export interface SettingsEnv {
  readonly json: JsonObject;
  readonly span: ObjectSpan;
}

export type SettingsRead =
  | { readonly ok: true; readonly document: SettingsDocument }
  /** Reads after the path: `is not valid JSON at line 3, column 5`. */
  | { readonly ok: false; readonly problem: string };

/** Strict where two readers could understand it differently: nothing is changed on a guess. */
export function readSettings(bytes: Uint8Array): SettingsRead {
  const start = skipSpace(bytes, hasByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0);
  const json = parse(bytes);
  if (json === undefined) return { ok: false, problem: faultOf(bytes) };
  const span = isObject(json) ? scanObject(bytes, start, Infinity) : null;
  if (!isObject(json) || span === null || span === 'too-deep') {
    return { ok: false, problem: 'is not a JSON object' };
  }
  const members = span.members.filter((member) => member.name === 'env');
  const [member] = members;
  if (members.length > 1) return { ok: false, problem: 'has "env" twice' };
  if (member === undefined) return { ok: true, document: { bytes, json, span, env: null } };
  const env = readEnv(json['env'], scanObject(bytes, member.valueStart, Infinity));
  return typeof env === 'string'
    ? { ok: false, problem: env }
    : { ok: true, document: { bytes, json, span, env } };
}

/** What a settings file puts into the environment; nothing where it cannot be read. */
export function environmentIn(bytes: Uint8Array | null): Readonly<Record<string, string>> {
  const read = bytes === null ? null : readSettings(bytes);
  if (read === null || !read.ok || read.document.env === null) return {};
  const entries = Object.entries(read.document.env.json);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** As `environmentIn`, with what is no text as its JSON: `4141` is somebody's value too. */
export function everyVariableIn(bytes: Uint8Array | null): Readonly<Record<string, string>> {
  const read = bytes === null ? null : readSettings(bytes);
  if (read === null || !read.ok || read.document.env === null) return {};
  const entries = Object.entries(read.document.env.json);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** Nothing but white space, which Claude Code takes for no settings. */
export function isBlank(bytes: Uint8Array): boolean {
  return skipSpace(bytes, hasByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0) === bytes.length;
}

function readEnv(json: unknown, span: ReturnType<typeof scanObject>): SettingsEnv | string {
  if (!isObject(json) || span === null || span === 'too-deep')
    return 'has an "env" that is no object';
  const names = span.members.map((member) => member.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `has ${JSON.stringify(twice)} in its "env" twice`;
  return { json, span };
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
}

/** `undefined`: not UTF-8, or not JSON. The decoder takes the byte order mark away. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function faultOf(bytes: Uint8Array): string {
  const fault = jsonFault(new TextDecoder().decode(bytes));
  return fault === null
    ? 'is not UTF-8 text'
    : `is not valid JSON at line ${fault.line}, column ${fault.column}`;
}
